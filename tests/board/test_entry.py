# SPDX-License-Identifier: MIT
"""What ``entry.yaml`` may say, and what is told of what it may not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from strange_entries import FACTS, write_facts

from lri_bench.board.entry import Entry, Source, load_entry
from lri_bench.board.text import Line, Link, hidden_signs
from lri_bench.errors import EntryError

TEXT: TypeAdapter[str] = TypeAdapter(Line)
LINK: TypeAdapter[Any] = TypeAdapter(Link)


def refused(tmp_path: Path, **facts: Any) -> str:
    with pytest.raises(EntryError) as error:
        load_entry(write_facts(tmp_path / "mine", **facts))
    return str(error.value)


def test_everything_that_is_asked_can_be_said(tmp_path: Path) -> None:
    entry = load_entry(write_facts(tmp_path / "mine", hardware="1 GPU"))
    assert entry.trained_on == (Source.TRAIN, Source.VALID)
    assert str(entry.paper) == "https://example.org/paper"
    assert entry.submitted is not None
    assert entry.submitted.isoformat() == "2026-11-25"
    assert entry.partial == "A first try, on one data set."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"method": 12}, ("line 1: method", "text", "quote it")),
        ({"method": True}, ("line 1: method", "quote it")),
        ({"method": " \n "}, ("at least 1 character",)),
        ({"method": "x" * 101}, ("at most 100",)),
        ({"summary": "x" * 501}, ("at most 500",)),
        ({"track": "reference!"}, ("line 2: track", "'post-hoc', 'inherent'")),
        ({"authors": []}, ("at least 1 item",)),
        ({"authors": ["a"] * 51}, ("at most 50 items",)),
        ({"authors": "me"}, ("line 4: authors", "tuple")),
        ({"authors": ["A", "B\u202e"]}, ("authors.1", "RIGHT-TO-LEFT OVERRIDE")),
        ({"trained_on": ["test"]}, ("'test-clouds'",)),
        ({"seeds": 0}, ("greater than or equal to 1",)),
        ({"seeds": True}, ("valid integer",)),
        ({"seeds": "3"}, ("valid integer",)),
        ({"seconds_per_cloud": {"synmol@raw": float("nan")}}, ("finite",)),
        ({"seconds_per_cloud": {"synmol": 1.0}}, ("pattern",)),
        ({"seconds_per_cloud": {"a@b": -1.0}}, ("greater than or equal to 0",)),
        ({"saw_truth": "no"}, ("valid boolean",)),
        ({"licence": "see the file"}, ("pattern",)),
        ({"paper": "javascript:alert(1)"}, ("'http' or 'https'",)),
        ({"code": "data:text/html,<script>"}, ("'http' or 'https'",)),
        ({"code": "github.com/me"}, ("valid URL",)),
        ({"code": "https://github.com:pass@evil.example/x"}, ("before the host",)),
        ({"code": "https://e.org/" + "x" * 300}, ("300 characters",)),
        ({"submitted": "yesterday"}, ("valid date",)),
        ({"submit": "2026-11-25"}, ("submit", "did you mean submitted?")),
        ({"packages": {"numpy": 1.1}}, ("packages.numpy", "quote it")),
        ({"made_with": None}, ("made_with", "nothing")),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, facts: dict[str, Any], words: tuple[str, ...]
) -> None:
    text = refused(tmp_path, **facts)
    for word in words:
        assert word in text, text


def test_all_fields_are_told_in_one_pass(tmp_path: Path) -> None:
    text = refused(tmp_path, method=1, paper="x", seeds=-1, other="y", authors=None)
    assert text.count("  expected") == 5


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    folder = write_facts(tmp_path / "mine")
    (folder / "entry.yaml").write_text("")
    with pytest.raises(EntryError, match="valid dictionary"):
        load_entry(folder)


def test_text_that_is_no_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write_facts(tmp_path / "mine")
    (folder / "entry.yaml").write_bytes(b"method: a\nnote: \xff\n")
    with pytest.raises(EntryError, match="no UTF-8, in line 2"):
        load_entry(folder)


# Text


@pytest.mark.parametrize(
    "text",
    [
        "Ångström",
        "Nguyễn Thị Minh Khai",
        "山田太郎",
        "O'Neill <x@y.z>",
        "שָׁלוֹם",
        "a | b",
    ],
)
def test_names_of_all_the_world_are_visible(text: str) -> None:
    assert TEXT.validate_python(text) == text


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\x1b", "control"),
        ("\n", "control"),
        ("\u200b", "ZERO WIDTH SPACE"),
        ("\u200d", "ZERO WIDTH JOINER"),
        ("\u202e", "OVERRIDE"),
        ("\u2066", "LEFT-TO-RIGHT ISOLATE"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE"),
        ("\u00ad", "SOFT HYPHEN"),
        ("\u2028", "LINE SEPARATOR"),
        ("\u3164", "HANGUL FILLER"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
        ("\ue000", "U+E000"),
        ("\u0301" * 4, "COMBINING ACUTE ACCENT at character 5"),
    ],
)
def test_what_is_not_seen_is_named(sign: str, name: str) -> None:
    (found,) = hidden_signs(f"a{sign}b")
    assert name in found
    with pytest.raises(ValidationError, match="visible characters"):
        TEXT.validate_python(f"a{sign}b")


@given(st.text(st.characters(codec="utf-8")))
def test_text_that_is_taken_keeps_to_one_line(text: str) -> None:
    if not hidden_signs(text):
        assert len(text.splitlines()) <= 1
        assert all(ord(sign) >= 32 for sign in text)


# Links


def test_links_are_kept_in_a_form_that_breaks_nothing() -> None:
    doi = "https://doi.org/10.1016/S0021-9258(19)52451-6"
    assert str(LINK.validate_python(doi)).endswith("S0021-9258%2819%2952451-6")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"])))
def test_no_link_ends_an_attribute_or_a_link_of_markdown(rest: str) -> None:
    try:
        link = str(LINK.validate_python(f"https://example.org/{rest}"))
    except ValidationError:
        return
    assert link.startswith("https://example.org/")
    assert not set(link) & set("\"'<>()[]|\\` \n")


def test_the_facts_of_a_stranger_are_a_whole_entry() -> None:
    assert Entry.model_validate(FACTS).model_dump(mode="json")["track"] == "post-hoc"
