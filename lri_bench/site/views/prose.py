# SPDX-License-Identifier: MIT
"""Pages of text, from Markdown files of the project."""

from __future__ import annotations

from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

__all__ = ["prose_of"]


def prose_of(path: Path) -> Markup | None:
    """Return a Markdown file as HTML; None if there is no such file.

    HTML in it is shown as text. Links to other files of the project lose their aim,
    since those files are no part of the site.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    return Markup(parser.render(text))  # noqa: S704 - html is off
