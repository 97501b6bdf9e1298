# SPDX-License-Identifier: MIT
"""Elements of SVG as text."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from lri_bench.site.text import readable

__all__ = ["drawing", "element", "text"]

Value = str | float


def element(name: str, *children: str, **attributes: Value) -> Markup:
    """Return an element; texts and values are made readable, and escaped.

    Parameters
    ----------
    name : str
        Such as ``circle``.
    *children : str or Markup
        Texts, or elements.
    **attributes : str or float
        ``_`` stands for ``-``, a last one is left out: ``class_`` is ``class``. Numbers
        are rounded to a tenth.

    Examples
    --------
    >>> str(element("circle", cx=2.04, cy=3, class_="dot"))
    '<circle cx="2" cy="3" class="dot"/>'
    """
    given = Markup("").join(
        Markup(' {}="{}"').format(
            key.removesuffix("_").replace("_", "-"), _short(value)
        )
        for key, value in attributes.items()
    )
    inner = Markup("").join(_safe(child) for child in children)
    tag = Markup(name)  # noqa: S704 - a literal of the callers
    if not inner:
        return Markup("<{}{}/>").format(tag, given)
    return Markup("<{0}{1}>{2}</{0}>").format(tag, given, inner)


def text(content: str, x: float, y: float, class_: str = "") -> Markup:
    """Return a line of text whose base line begins, or ends, at a place."""
    named = {"class_": class_} if class_ else {}
    return element("text", content, x=x, y=y, **named)


def drawing(
    children: Iterable[str], width: float, height: float, *, title: str, class_: str
) -> Markup:
    """Return a whole picture, which is one thing to a screen reader.

    Parameters
    ----------
    children : iterable of Markup
    width, height : float
        Of the picture, in its own unit.
    title : str
        What the picture shows, in a sentence; a table beside it has the numbers.
    class_ : str
        For the style sheet.
    """
    return element(
        "svg",
        *children,
        viewBox=f"0 0 {width:g} {height:g}",
        role="img",
        aria_label=title,
        class_=class_,
    )


def _safe(child: str) -> Markup:
    return child if isinstance(child, Markup) else escape(readable(child))


def _short(value: Value) -> str:
    return readable(value) if isinstance(value, str) else f"{round(value, 1):g}"
