# SPDX-License-Identifier: MIT
"""Reviews of pull requests: what strangers wrote is shown and does nothing."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from small_project import ENTRIES, project
from strange_entries import HOSTILE_FOLDERS, MARKS, marked, noisy, write_entry
from typed import Run, assert_refused

from lri_bench.board.changes import changes_of
from lri_bench.board.review import code_span
from lri_bench.board.text import hidden_signs

__all__ = ["project"]


@pytest.fixture
def incoming(project: Path, tmp_path: Path) -> Path:
    """The entries of a pull request that changes nothing yet."""
    folder = tmp_path / "incoming" / "submissions"
    shutil.copytree(project / "submissions", folder)
    return folder


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[Any]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(markdown: str) -> Tags:
    """Return the page that a renderer makes which lets all HTML through."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return Tags(parser.render(markdown))


def review(run: Run, *words: object) -> tuple[int, str]:
    answer = run("leaderboard", "review", *words)
    assert "Traceback" not in answer.out + answer.err
    return answer.code, answer.out


# Text of strangers


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=80))
def test_nothing_leaves_a_code_span(text: str) -> None:
    if hidden_signs(text) or not text.strip():
        return
    page = rendered(f"before {code_span(text)} after")
    assert [tag for tag, _ in page.tags] == ["p", "code"]
    plain = " ".join(text.replace("`", "'").split())
    assert page.text.strip() == f"before {plain} after"


@pytest.mark.slow
def test_marks_in_every_text_are_shown_and_do_nothing(run: Run, incoming: Path) -> None:
    for number, mark in enumerate(MARKS):
        marked(incoming / f"mine-{number}", number, mark)
    code, out = review(run, "--changed-in", incoming)
    assert code == 0
    page = rendered(out)
    allowed = {"h1", "h2", "h3", "p", "code", "table", "thead", "tbody", "tr", "th"}
    allowed |= {"td", "ul", "li", "strong"}
    assert {tag for tag, _ in page.tags} <= allowed
    assert all(name == "style" for _, attrs in page.tags for name, _ in attrs)
    for mark in MARKS:
        assert mark.replace("`", "'") in page.text
    # Nobody is notified: the sign stands in code, or is followed by a joiner.
    assert "@everyone" not in out.replace("'@everyone", "")


# What is reviewed


def test_nothing_changed_is_nothing_to_say(run: Run, incoming: Path) -> None:
    code, out = review(run, "--changed-in", incoming)
    assert (code, "No entry is new or changed." in out) == (0, True)


def test_a_new_entry_is_scored_and_placed(run: Run, incoming: Path) -> None:
    write_entry(incoming / "mine", noisy(seed=5), seeds=1)
    code, out = review(run, "--changed-in", incoming)
    assert code == 0
    for text in (
        "## `mine`",
        "| ROC AUC, pooled | 0.7",
        "It would be row",
        "- few seeds: One seed",
        "- other seeds than stated: The file has 3, not 1 as stated.",
    ):
        assert text in out
    assert "`noisy`" not in out.partition("## `mine`")[0]


def test_one_folder_can_be_reviewed_by_its_name(run: Run, project: Path) -> None:
    write_entry(project / "submissions" / "mine")
    code, out = review(run, "submissions/mine")
    assert (code, out.count("\n## ")) == (0, 1)
    assert "replaces" not in out


def test_changed_and_removed_entries_are_told(run: Run, incoming: Path) -> None:
    write_entry(
        incoming / "noisy", noisy(seed=1, seeds=1), method="noisy", note="Changed."
    )
    shutil.rmtree(incoming / "labels")
    code, out = review(run, "--changed-in", incoming)
    assert code == 0
    assert "## `noisy`" in out
    assert "**Taken away: `labels`.**" in out
    assert "It replaces the entry that is there, by `Somebody Else`." in out


@pytest.mark.slow
def test_all_problems_of_a_hostile_request_come_in_one_pass(
    run: Run, incoming: Path, project: Path
) -> None:
    before = sorted(path.name for path in project.rglob("*"))
    for number, (change, _) in enumerate(HOSTILE_FOLDERS.values()):
        change(write_entry(incoming / f"bad-{number}", method=f"m{number}"))
    write_entry(incoming / "good", method="good")
    (incoming / "entry.schema.json").symlink_to("/etc/passwd")
    code, out = review(run, "--changed-in", incoming)
    assert code == 2
    assert "this cannot be merged yet" in out
    assert "root:" not in out
    assert "## `good`" in out
    for _, words in HOSTILE_FOLDERS.values():
        for word in words:
            assert word.replace("lri-bench submit", "") in out, word
    assert sorted(path.name for path in project.rglob("*")) == before


def test_a_submission_that_cannot_be_scored_is_told(run: Run, incoming: Path) -> None:
    submission = noisy()
    part = submission.parts.pop("synmol@mini")
    submission.parts["synmol@maxi"] = part
    write_entry(incoming / "mine", submission)
    code, out = review(run, "--changed-in", incoming)
    assert code == 2
    assert "did you mean mini?" in out


def test_pickles_are_told_and_not_read(
    run: Run, incoming: Path, tmp_path: Path
) -> None:
    class Trap:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "run",))

    folder = write_entry(incoming / "mine")
    trap = {"synmol@mini/importance": np.array([Trap()], dtype=object)}
    np.savez(folder / "submission.npz", format="lri-bench/1", **trap)
    code, out = review(run, "--changed-in", incoming)
    assert code == 2
    assert "pickles are never read" in out
    assert not (tmp_path / "run").exists()


def test_a_name_that_is_taken_and_a_day_that_has_not_come(
    run: Run, incoming: Path
) -> None:
    later = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=9)
    write_entry(incoming / "future", method="f", submitted=later.isoformat())
    write_entry(incoming / "mine", method="NOISY")
    code, out = review(run, "--changed-in", incoming)
    assert code == 2
    assert "as in noisy" in out
    assert f"got       {later}" in out


def test_a_link_as_folder_of_entries_is_not_followed(
    run: Run, incoming: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(incoming)
    write_entry(incoming / "mine")
    code, out = review(run, "--changed-in", tmp_path / "link")
    assert code == 2
    assert "links are not followed" in out
    assert "`mine`" not in out


def test_it_has_to_be_told_what_to_review(run: Run, project: Path) -> None:
    assert project.is_dir()
    assert_refused(run("leaderboard", "review"), "--changed-in")


# Changes


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "labels/entry.yaml").write_text("x"),
        lambda folder: (folder / "labels/more").touch(),
        lambda folder: (folder / "labels/entry.yaml").unlink(),
    ],
)
def test_any_difference_is_a_change(
    incoming: Path, project: Path, change: Callable[[Path], None]
) -> None:
    old = project / "submissions"
    assert changes_of(old, incoming).changed == ()
    change(incoming)
    assert changes_of(old, incoming).changed == (incoming / "labels",)
    assert set(ENTRIES) == {path.name for path in old.iterdir()}


def test_a_link_to_the_same_content_is_a_change(incoming: Path, project: Path) -> None:
    file = incoming / "labels" / "entry.yaml"
    file.unlink()
    file.symlink_to(project / "submissions/labels/entry.yaml")
    assert changes_of(project / "submissions", incoming).changed == (
        incoming / "labels",
    )
