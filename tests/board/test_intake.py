# SPDX-License-Identifier: MIT
"""Entries of strangers: taken in, or told what is wrong with all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from strange_entries import HOSTILE_FOLDERS, write_entry, write_facts

from lri_bench.board.intake import check_folder, take_in
from lri_bench.catalog.editions import project_folder
from lri_bench.errors import Problem

Change = Callable[[Path], None]


@pytest.fixture
def submissions(tmp_path: Path) -> Path:
    folder = tmp_path / "submissions"
    folder.mkdir()
    return folder


def told(problems: list[Problem] | tuple[Problem, ...]) -> str:
    return "\n".join(str(problem) for problem in problems)


def test_the_entries_of_the_project_are_taken_in() -> None:
    intake = take_in(project_folder() / "submissions")
    assert not intake.problems
    assert "labels" in {folder.name for folder in intake.entries}


def test_an_entry_that_is_right_is_taken_in(submissions: Path) -> None:
    folder = write_entry(submissions / "mine")
    intake = take_in(submissions)
    assert list(intake.entries) == [folder]
    assert intake.entries[folder].method == "mine"
    assert intake.problems == ()


def test_nothing_is_taken_in_where_there_is_no_folder(tmp_path: Path) -> None:
    assert take_in(tmp_path / "none").entries == {}


@pytest.mark.parametrize(
    ("change", "words"), HOSTILE_FOLDERS.values(), ids=HOSTILE_FOLDERS
)
def test_hostile_folders_are_refused_with_a_reason(
    submissions: Path, change: Change, words: tuple[str, ...]
) -> None:
    change(write_entry(submissions / "mine"))
    intake = take_in(submissions)
    text = told(intake.problems)
    assert not intake.entries
    for word in words:
        assert word in text, text


@pytest.mark.slow
def test_problems_of_all_entries_come_in_one_pass(submissions: Path) -> None:
    for number, (change, _) in enumerate(HOSTILE_FOLDERS.values()):
        change(write_entry(submissions / f"bad-{number}", method=f"m{number}"))
    good = write_entry(submissions / "good", method="good")
    intake = take_in(submissions)
    assert list(intake.entries) == [good]
    assert len(intake.problems) >= len(HOSTILE_FOLDERS)


def test_what_stands_beside_the_entries_is_told(submissions: Path) -> None:
    (submissions / "notes.txt").write_text("x")
    (submissions / "mine").symlink_to(project_folder() / "submissions" / "labels")
    (submissions / "entry.schema.json").write_text("{}")
    text = told(take_in(submissions).problems)
    assert "notes.txt" in text
    assert "mine\n" in text
    assert "a link" in text
    assert "schema" not in text


@pytest.mark.parametrize(
    "name",
    ["..", ".hidden", "a--b", "-a", "a-", "A", "é", "a b", "a.b", "a_b", "x" * 61],
)
def test_names_that_are_no_slugs_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    problems = check_folder(tmp_path / "in" / name)
    assert any("single hyphens" in problem.expected for problem in problems)


def test_names_that_would_steer_a_terminal_are_written_out(submissions: Path) -> None:
    (submissions / "a\x1b[31m\u202e").mkdir()
    text = told(take_in(submissions).problems)
    assert "\\x1b[31m\\u202e" in text
    assert "\x1b" not in text


def test_many_files_are_told_as_a_number(submissions: Path) -> None:
    folder = write_entry(submissions / "mine")
    for number in range(500):
        (folder / f"file{number}").touch()
    assert len(take_in(submissions).problems) == 21
    assert "480 more of them" in told(take_in(submissions).problems)


def test_nobody_else_is_a_reference(submissions: Path) -> None:
    write_entry(submissions / "mine", track="reference")
    write_entry(submissions / "labels", track="reference", method="labels!")
    text = told(take_in(submissions).problems)
    assert text.count("lri_bench/references.py alone") == 2


def test_two_entries_of_one_name_are_told(submissions: Path) -> None:
    write_entry(submissions / "first", method="Mine")
    write_entry(submissions / "other", method="mine", backbone="another")
    write_entry(submissions / "third", method="ｍine")  # noqa: RUF001 - full width
    intake = take_in(submissions)
    (problem,) = intake.problems
    assert "third/entry.yaml" in problem.where
    assert "as in first" in problem.got


def test_a_file_without_an_entry_and_an_entry_without_a_file(
    submissions: Path,
) -> None:
    write_entry(submissions / "one")
    (submissions / "one" / "entry.yaml").unlink()
    write_facts(submissions / "two")
    text = told(take_in(submissions).problems)
    assert "one/entry.yaml" in text
    assert "two/submission.npz" in text
