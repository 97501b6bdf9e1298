# SPDX-License-Identifier: MIT
"""Text and links that strangers write and everybody sees."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    HttpUrl,
    StringConstraints,
)

__all__ = ["SLUG", "Line", "Link", "Name", "hidden_signs"]

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Of folders: nothing that could lead out of one, or differ in case alone."""

# Letters by category, and seen by nobody: fillers and the blank of Braille.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_LINE_ENDS = ("Zl", "Zp")
_MOST_MARKS = 3  # on one letter; Vietnamese and Hebrew need two or three
_MAX_LINK = 300

# Allowed in a path, and the end of a link in Markdown or of an attribute in HTML.
_ESCAPED = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "()[]'|\\"})


def hidden_signs(text: str) -> list[str]:
    r"""Return what nobody would see in a text, or what would change how it reads.

    Parameters
    ----------
    text : str

    Returns
    -------
    found : list of str
        Such as ``"U+202E RIGHT-TO-LEFT OVERRIDE at character 5"``; empty if the text
        is as it looks.

    Examples
    --------
    >>> hidden_signs("a\u200bb")
    ['U+200B ZERO WIDTH SPACE at character 2']
    """
    found, marks = [], 0
    for place, sign in enumerate(text, start=1):
        category = unicodedata.category(sign)
        marks = marks + 1 if category == "Mn" else 0
        odd = category.startswith("C") or category in _LINE_ENDS
        if odd or sign in _BLANK_LETTERS or marks == _MOST_MARKS + 1:
            name = unicodedata.name(sign, "a control character")
            found.append(f"U+{ord(sign):04X} {name} at character {place}")
    return found


def _visible(text: str) -> str:
    found = hidden_signs(text)
    if found:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        msg = f"one line of visible characters; there is {found[0]}{more}"
        raise ValueError(msg)
    return text


def _seen(value: Any) -> Any:
    """Look at a link as it was written; parsing would drop what is not seen."""
    return _visible(value) if isinstance(value, str) else value


def _plain(link: HttpUrl) -> HttpUrl:
    if link.username or link.password:
        msg = "a link without a name or password before the host"
        raise ValueError(msg)
    if len(str(link)) > _MAX_LINK:
        msg = f"a link of at most {_MAX_LINK} characters"
        raise ValueError(msg)
    scheme, empty, host, *rest = str(link).split("/", 3)
    path = [part.translate(_ESCAPED) for part in rest]
    return HttpUrl("/".join([scheme, empty, host, *path]))


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_visible),
]
"""A short text."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(_visible),
]
"""A sentence or two."""

Link = Annotated[
    HttpUrl,
    BeforeValidator(_seen),
    AfterValidator(_plain),
    Field(description="http or https"),
]
"""A link to the web that breaks neither Markdown nor HTML."""
