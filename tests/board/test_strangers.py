# SPDX-License-Identifier: MIT
"""Hostile texts that are allowed: on the board they are text and nothing else."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from small_project import project
from strange_entries import MARKS, marked
from typed import Run

__all__ = ["project"]


class Page(HTMLParser):
    """Tags, links, handlers and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def scripts(path: Path) -> int:
    """Return how many scripts a page has."""
    return Page(path.read_text("utf-8")).tags.count("script")


@pytest.mark.slow
def test_marks_do_nothing_in_the_tables_and_on_the_pages(
    run: Run, project: Path
) -> None:
    (project / "leaderboard").unlink()
    for number, mark in enumerate(MARKS):
        marked(project / "submissions" / f"mine-{number}", number, mark)
    assert run("leaderboard", "build").code == 0
    markdown = (project / "leaderboard/LEADERBOARD.md").read_text("utf-8")
    table = Page(
        MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    )
    assert not {"script", "img", "b", "iframe"} & set(table.tags)
    assert not table.handlers
    assert not [link for link in table.links if "javascript" in link or "evil" in link]
    for mark in MARKS:
        assert mark.replace("`", "'") in table.text.replace("`", "'"), mark
    site = project / "leaderboard" / "site"
    for path in site.rglob("*.html"):
        page = Page(path.read_text("utf-8"))
        assert not page.handlers, path
        assert not [link for link in page.links if "javascript:" in link], path
        assert not [link for link in page.links if "evil.example" in link], path
        assert "img" not in page.tags, path
    plain = scripts(site / "entries" / "noisy.html")
    assert plain
    for number in range(len(MARKS)):
        assert scripts(site / "entries" / f"mine-{number}.html") == plain


def test_links_that_are_allowed_end_no_attribute(run: Run, project: Path) -> None:
    (project / "leaderboard").unlink()
    hostile = "https://example.org/a)b](c)\"onmouseover='x'<script>"
    marked(project / "submissions/mine", 0, "plain", paper=hostile, code=hostile)
    assert run("leaderboard", "build").code == 0
    for path in (project / "leaderboard").rglob("*.html"):
        page = Page(path.read_text("utf-8"))
        assert not page.handlers, path
        assert all(" " not in link and '"' not in link for link in page.links), path
    shutil.rmtree(project / "leaderboard")
