# SPDX-License-Identifier: MIT
"""The whole site: light, closed in itself, harmless, the same each time."""

from __future__ import annotations

import json
import posixpath
import re
import time
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from boards import EDITIONS, HOSTILE, made_up_board
from html_page import HtmlPage, parsed

from lri_bench.board.model import Board
from lri_bench.catalog.editions import Catalog
from lri_bench.site import site_files
from lri_bench.site.views.edition import MATRIX_ROWS

LIMIT_BYTES = 300_000
NUMBERS = re.compile(r'lriBoard\.register\((".*?"), (\{.*\})\);\n')


def pages_of(site: dict[str, bytes]) -> dict[str, HtmlPage]:
    """All pages, taken apart."""
    return {
        name: parsed(content)
        for name, content in site.items()
        if name.endswith(".html")
    }


def target(page: str, address: str) -> str:
    """Where a relative address leads."""
    path = address.partition("#")[0]
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path))


@pytest.fixture(scope="module")
def pages(site: dict[str, bytes]) -> dict[str, HtmlPage]:
    """All pages of the committed board."""
    return pages_of(site)


@pytest.mark.slow
def test_equal_boards_give_equal_bytes(
    board: Board, shipped: Catalog, site: dict[str, bytes]
) -> None:
    assert site_files(board, shipped) == site


def test_every_row_stands_on_the_first_page(
    board: Board, pages: dict[str, HtmlPage]
) -> None:
    rows = sum(len(edition.rows) for edition in board.editions.values())
    table = [x for x in pages["index.html"].all("tr") if "data-dataset" in x.attributes]
    assert len(table) == rows
    for edition in board.editions.values():
        for row in edition.rows:
            assert f"{row.scores[0].value:.3f}" in pages["index.html"].text


def test_each_edition_and_entry_has_a_page(
    board: Board, pages: dict[str, HtmlPage]
) -> None:
    for edition in board.editions:
        assert edition in pages[f"editions/{edition.replace('@', '-')}.html"].text
    for entry, held in board.entries.items():
        page = pages[f"entries/{entry}.html"]
        for told in (held.facts.method, held.facts.summary, held.sha256):
            assert told in page.text


def test_pages_are_well_formed_and_say_what_they_are(
    pages: dict[str, HtmlPage],
) -> None:
    for name, page in pages.items():
        assert not page.mistakes, name
        assert len(page.ids) == len(set(page.ids)), name
        assert page.all("html")[0].attributes["lang"] == "en"
        assert len(page.all("h1")) == 1, name
        assert len(page.all("main")) == 1


def test_links_lead_to_what_is_there(
    site: dict[str, bytes], pages: dict[str, HtmlPage]
) -> None:
    for name, page in pages.items():
        for tag, address in page.addresses:
            if address.startswith(("https://", "http://")):
                assert tag == "a"
            elif address.startswith("#"):
                assert address[1:] in page.ids, (name, address)
            elif address != "data:,":
                assert target(name, address) in site, (name, address)
                part = address.partition("#")[2]
                assert not part or part in pages[target(name, address)].ids


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_inline(
    pages: dict[str, HtmlPage],
) -> None:
    for name, page in pages.items():
        policy = page.all("meta")[1].attributes
        assert policy["http-equiv"] == "Content-Security-Policy"
        assert "default-src 'none'; script-src 'self'" in policy["content"]
        assert "unsafe" not in policy["content"]
        assert all(x.attributes.get("src") for x in page.all("script")), name
        assert not page.all("style"), name
        for item in page.elements:
            for attribute in item.attributes:
                assert not attribute.startswith("on"), (name, attribute)
                assert attribute != "style", name


def test_style_sheets_load_nothing(site: dict[str, bytes]) -> None:
    sheets = [text.decode() for name, text in site.items() if name.endswith(".css")]
    assert len(sheets) >= 3
    for sheet in sheets:
        assert "url(" not in sheet
        assert "@import" not in sheet


def table_of(site: dict[str, bytes], page: str, class_: str) -> list[list[str]]:
    """Texts of the rows of the first table of a class, heads first."""
    text = site[page].decode()
    start = text.index(f'<table class="{class_}">')
    table = text[start : text.index("</table>", start) + len("</table>")]
    rows = ET.fromstring(table).iter("tr")  # noqa: S314 - of our own
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows]


def test_who_beats_whom_is_what_the_board_says(
    board: Board, site: dict[str, bytes]
) -> None:
    for name, edition in board.editions.items():
        entries = edition.pairs.entries
        wins = dict(zip(combinations(entries, 2), edition.pairs.win, strict=True))
        wins |= {(b, a): 1 - win for (a, b), win in wins.items()}
        page = f"editions/{name.replace('@', '-')}.html"
        head, *rows = table_of(site, page, "heat matrix")
        order = [row.entry for row in edition.rows][:MATRIX_ROWS]
        assert len(rows) == len(order)
        assert head[1:] == [row[0] for row in rows]
        for first, (_, *cells) in zip(order, rows, strict=True):
            for second, cell in zip(order, cells, strict=True):
                if first == second:
                    assert cell == ""
                else:
                    assert float(cell) == pytest.approx(
                        100 * wins[first, second], abs=0.5 + 1e-9
                    )


def test_the_heat_map_has_every_headline(board: Board, site: dict[str, bytes]) -> None:
    head, *rows = table_of(site, "across.html", "heat")
    cells = {
        (row[0], edition): cell.split()[0]
        for row in rows
        if len(row) == len(head)
        for edition, cell in zip(head[1:], row[1:], strict=True)
        if cell != "not handed in"
    }
    expected = {}
    for edition, found in board.editions.items():
        for row in found.rows:
            facts = board.entries[row.entry].facts
            name = " · ".join(filter(None, (facts.method, facts.backbone)))
            expected[name, edition] = f"{row.scores[0].value:.3f}"
    assert cells == expected


def test_published_rows_stand_apart_and_have_no_rank(
    board: Board, site: dict[str, bytes], pages: dict[str, HtmlPage]
) -> None:
    for edition, found in board.editions.items():
        name = f"editions/{edition.replace('@', '-')}.html"
        marks = [x.attributes.get("class") for x in pages[name].all("path")]
        of_the_record = edition.endswith(("@raw", "@zenodo"))
        assert ("mark published" in marks) == of_the_record
        if board.published[found.dataset]:
            assert "not recomputed" in pages[name].text
            section = site[name].decode().partition('id="published"')[2]
            for item in board.published[found.dataset]:
                assert f"{item.mean:g}" in section


def weights(site: dict[str, bytes]) -> dict[str, int]:
    """Bytes of each page with all that it loads before anything is asked for."""
    return {
        name: len(site[name])
        + sum(
            len(site[target(name, address)])
            for tag, address in page.addresses
            if tag in {"script", "link"} and address != "data:,"
        )
        for name, page in pages_of(site).items()
    }


def test_pages_are_light(site: dict[str, bytes]) -> None:
    found = weights(site)
    assert max(found.values()) < LIMIT_BYTES, found


def test_numbers_for_comparisons_are_those_of_the_board(
    board: Board, site: dict[str, bytes]
) -> None:
    held: dict[tuple[str, str, str], list[float]] = {}
    for entry in board.entries:
        match = NUMBERS.fullmatch(site[f"data/{entry}.js"].decode())
        assert match, entry
        assert json.loads(match[1]) == entry
        for edition, found in json.loads(match[2])["editions"].items():
            for other, numbers in found["pairs"].items():
                held[edition, entry, other] = numbers
    for name, edition in board.editions.items():
        entries = edition.pairs.entries
        assert len(edition.pairs.win) == len(entries) * (len(entries) - 1) // 2
        for i, first in enumerate(entries):
            for second in entries[i + 1 :]:
                found = held.get((name, *sorted((first, second))))
                assert found is not None
    assert len(held) == sum(len(x.pairs.win) for x in board.editions.values())


def test_hostile_texts_are_harmless_on_every_page(shipped: Catalog) -> None:
    tame = pages_of(site_files(made_up_board(12), shipped))
    site = site_files(made_up_board(12, texts=HOSTILE), shipped)
    pages = pages_of(site)
    assert pages.keys() == tame.keys()
    known = {element.tag for page in tame.values() for element in page.elements}
    for name, page in pages.items():
        assert not page.mistakes, name
        assert {element.tag for element in page.elements} <= known, name
        assert len(page.all("script")) == len(tame[name].all("script"))
        for item in page.elements:
            assert not any(key.startswith("on") for key in item.attributes), name
        for tag, address in page.addresses:
            assert not address.lower().startswith(("javascript:", "data:text"))
            if address.startswith("http"):
                assert tag == "a"
        assert "\u202e" not in page.text
    assert "<script>alert(1)</script>" in pages["index.html"].text
    assert "{{ 7 * 7 }}" in pages["index.html"].text
    for name, content in site.items():
        if name.startswith("data/"):
            assert b"<" not in content
            assert content.isascii()


def test_what_puts_a_number_in_doubt_stands_beside_it(shipped: Catalog) -> None:
    board = made_up_board(6)
    pages = pages_of(site_files(board, shipped))
    grave = [
        entry
        for entry, held in board.entries.items()
        if any(notice.kind == "near-copy" for notice in held.notices)
    ]
    told = [x for x in pages["index.html"].all("a") if x.attributes.get("class")]
    doubts = [x.attributes["href"] for x in told if x.attributes["class"] == "doubt"]
    # Each is told on the one edition that it concerns.
    assert doubts == [f"entries/{entry}.html#notices" for entry in grave]
    for entry, held in board.entries.items():
        boxes = pages[f"entries/{entry}.html"].all("section")
        classes = [box.attributes.get("class", "") for box in boxes]
        assert ("notices grave" in classes) == (entry in grave)
        assert any("notices" in name for name in classes) == bool(held.notices)


def test_links_of_strangers_are_followed_without_a_trace(
    pages: dict[str, HtmlPage],
) -> None:
    outward = [
        element
        for name, page in pages.items()
        if name.startswith("entries/")
        for element in page.all("a")
        if element.attributes["href"].startswith("http")
    ]
    assert outward
    for element in outward:
        assert element.attributes["rel"] == "noopener noreferrer nofollow"


@pytest.mark.parametrize("ranked", [0, 1, 2])
def test_few_rows_make_whole_pages(shipped: Catalog, ranked: int) -> None:
    for references in (True, False):
        if ranked or references:
            board = made_up_board(ranked, references=references)
            for name, page in pages_of(site_files(board, shipped)).items():
                assert not page.mistakes, name
                assert "None" not in page.text, name


def test_a_board_without_editions_still_has_its_pages(shipped: Catalog) -> None:
    pages = pages_of(site_files(made_up_board(0, (), references=False), shipped))
    assert {"index.html", "across.html", "statistics.html"} <= pages.keys()


@pytest.mark.slow
def test_two_hundred_entries_make_a_site_in_seconds(shipped: Catalog) -> None:
    start = time.process_time()
    site = site_files(made_up_board(200, EDITIONS), shipped)
    assert time.process_time() - start < 30
    found = weights(site)
    assert max(size for name, size in found.items() if "/" in name) < LIMIT_BYTES
