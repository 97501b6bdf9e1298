# SPDX-License-Identifier: MIT
"""Pages of text, from Markdown files of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from lri_bench.site.text import safe_link

__all__ = ["prose_of"]

_TABLE = (
    '<div class="scroll" role="group" aria-label="Table" tabindex="0">'
    '<table class="rows">\n'
)
_TABLE_END = "</table></div>\n"


def prose_of(path: Path, pages: Mapping[str, str]) -> Markup | None:
    """Return a Markdown file as HTML.

    HTML in it is shown as text. Links lead to the web and to other pages of the site;
    those to other files of the project become plain text, since these are no part of
    the site.

    Parameters
    ----------
    path : Path
        Of the Markdown file.
    pages : mapping of str to str
        Addresses of pages, by the names of the files that they are made of.

    Returns
    -------
    prose : Markup or None
        None if there is no such file.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    parser = _parser()
    tokens = parser.parse(text)
    for token in tokens:
        # Styles of a page stand in its style sheets alone: others are not allowed.
        if token.attrs.pop("style", "") == "text-align:right":
            token.attrs["class"] = "number"
        token.children = list(_aimed(token.children or (), pages))
    settings: Any = parser.options
    return Markup(parser.renderer.render(tokens, settings, {}))  # noqa: S704 - no HTML


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("table_open", lambda *_: _TABLE)
    parser.add_render_rule("table_close", lambda *_: _TABLE_END)
    return parser


def _aimed(tokens: Sequence[Token], pages: Mapping[str, str]) -> Iterator[Token]:
    """Yield the parts of a line; of a link that leads nowhere, its text alone."""
    kept: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            href = str(token.attrs["href"])
            kept.append(_aim(token, pages.get(href, ""), safe_link(href)))
        if token.type not in {"link_open", "link_close"} or kept[-1]:
            yield token
        if token.type == "link_close":
            kept.pop()


def _aim(token: Token, page: str, outward: str) -> bool:
    """Let a link lead to a page of the site or to the web; tell whether it does."""
    token.attrs["href"] = page or outward
    if outward:
        token.attrs["rel"] = "noopener noreferrer nofollow"
    return bool(page or outward)
