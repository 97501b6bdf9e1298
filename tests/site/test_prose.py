# SPDX-License-Identifier: MIT
"""Markdown to pages: no HTML of its own, and links that lead somewhere."""

from __future__ import annotations

from pathlib import Path

from html_page import HtmlPage, parsed

from lri_bench.site.views.prose import prose_of

TEXT = """\
# Rules

See [limits](limits.md), [*code*](../CONTRIBUTING.md), [a paper](https://doi.org/10.1/x),
[bad](javascript:alert(1)) and <b onclick="x">bold</b>.

| a | b |
|---|--:|
| 1 | `2` |
"""


def page_of(tmp_path: Path, text: str) -> HtmlPage:
    """Render a text."""
    path = tmp_path / "rules.md"
    path.write_text(text, "utf-8")
    prose = prose_of(path, {"limits.md": "limits.html"})
    assert prose is not None
    return parsed(prose.encode())


def test_links_lead_to_pages_or_to_the_web_or_nowhere(tmp_path: Path) -> None:
    page = page_of(tmp_path, TEXT)
    assert [link.attributes for link in page.all("a")] == [
        {"href": "limits.html"},
        {"href": "https://doi.org/10.1/x", "rel": "noopener noreferrer nofollow"},
    ]
    assert not page.mistakes
    for text in ("limits", "code", "a paper", "bad"):
        assert text in page.text


def test_html_is_text_and_tables_scroll(tmp_path: Path) -> None:
    page = page_of(tmp_path, TEXT)
    assert not page.all("b")
    assert '<b onclick="x">bold</b>' in page.text
    scroll = next(x for x in page.all("div") if x.attributes["class"] == "scroll")
    assert scroll.attributes["tabindex"] == "0"
    assert [cell.attributes for cell in page.all("td")] == [{}, {"class": "number"}]


def test_nothing_is_made_of_a_missing_file(tmp_path: Path) -> None:
    assert prose_of(tmp_path / "none.md", {}) is None
