# SPDX-License-Identifier: MIT
"""Texts of strangers become harmless, numbers keep what they say."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.board.model import Range
from lri_bench.site.address import stem
from lri_bench.site.text import milliseconds, ranks, readable, safe_link, shortened


@given(st.text())
def test_what_is_shown_can_be_seen(text: str) -> None:
    shown = readable(text)
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert not any(
        unicodedata.bidirectional(c).endswith(("E", "O", "I")) for c in shown
    )


@given(st.text(st.characters(categories=["L", "N", "P", "S"], max_codepoint=0x24F)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert readable(text) == unicodedata.normalize("NFC", text)


def test_piles_of_marks_are_cut_and_written_letters_are_not() -> None:
    pile = "Z" + "\u0300\u0316\u0347" * 40
    assert sum(bool(unicodedata.combining(c)) for c in readable(pile)) == 2
    assert readable("e\u0301") == "é"
    assert readable("a\u202eb\u200b") == r"a\u202eb\u200b"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://example.org",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "//example.org",
        "https://",
        "https:///path",
        "http://[",
        "https://ex\u0430mple.org",
        "file:///etc/passwd",
        "",
        None,
    ],
)
def test_only_the_web_is_linked(address: str | None) -> None:
    assert safe_link(address) == ""


def test_addresses_of_the_web_stay_as_they_are() -> None:
    for address in ("https://example.org/a?b=c#d", "http://127.0.0.1:8000/"):
        assert safe_link(address) == address


@given(st.text(min_size=1))
def test_files_stay_in_their_folder(name: str) -> None:
    found = stem(name)
    assert found.replace("-", "").isalnum()
    assert found.isascii()
    assert len(found) <= 81


def test_names_of_files_are_those_of_editions_and_entries() -> None:
    assert stem("synmol@raw") == "synmol-raw"
    assert stem("lri-bernoulli-egnn") == "lri-bernoulli-egnn"
    assert stem("../../etc/passwd").startswith("x-")


def test_numbers_in_words() -> None:
    assert ranks(None) == ""
    assert ranks(Range(first=2, last=2)) == "2"
    assert ranks(Range(first=1, last=3)) == "1\u20133"
    assert milliseconds(None) == ""
    assert shortened("x" * 50, 10) == "x" * 9 + "…"
    assert shortened("short", 10) == "short"


@given(st.floats(1e-6, 1e6))
def test_milliseconds_are_right_to_two_digits(seconds: float) -> None:
    shown = float(milliseconds(seconds).replace(",", ""))
    assert shown == pytest.approx(seconds * 1000, rel=0.051)
