# SPDX-License-Identifier: MIT
"""``lri-bench submit``: a complete entry from answers, or nothing at all."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

import pytest
from small_project import ENTRIES, ROOT, project
from strange_entries import FACTS, noisy
from typed import Answer, Run, assert_refused

from lri_bench.board.entry import Entry, Source, load_entry
from lri_bench.board.entry_text import text_of
from lri_bench.board.hand_in import EXAMPLE, option_of
from lri_bench.board.intake import take_in

__all__ = ["project"]

ANSWERS = {
    "--track": "post-hoc",
    "--summary": "Labels and noise.",
    "--author": "Zoë | O'Neill",
    "--made-with": "python mine.py",
    "--trained-on": "nothing",
    "--partial": "A first try.",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.npz"
    noisy().save(path)
    return path


def words(answers: dict[str, str]) -> list[str]:
    return [word for pair in answers.items() for word in pair]


def submitted(run: Run, file: Path, *more: str, **changes: str) -> Answer:
    answers = ANSWERS | {f"--{k.replace('_', '-')}": v for k, v in changes.items()}
    folder = answers.pop("--entry-dir", "submissions/mine")
    return run("submit", file, "--entry-dir", folder, *words(answers), *more)


def test_an_entry_is_written_whole(run: Run, project: Path, file: Path) -> None:
    seconds = ("--seconds-per-cloud", "synmol@mini=0.02")
    answer = submitted(run, file, "--code", "https://example.org/code", *seconds)
    assert answer.code == 0, answer.err
    folder = project / "submissions" / "mine"
    entry = load_entry(folder)
    assert entry.authors == ("Zoë | O'Neill",)
    assert entry.trained_on == (Source.NOTHING,)
    assert entry.seconds_per_cloud == {"synmol@mini": 0.02}
    assert (entry.method, entry.seeds) == ("mine", 3)
    assert entry.submitted == dt.datetime.now(dt.UTC).date()
    assert (folder / "submission.npz").read_bytes() == file.read_bytes()
    names = {path.name for path in folder.parent.iterdir()}
    assert names == {*ENTRIES, "mine"}
    assert take_in(project / "submissions").problems == ()


def test_it_tells_scores_notices_and_what_comes_next(
    run: Run, project: Path, file: Path
) -> None:
    out = submitted(run, file).out
    assert project.is_dir()
    for text in (
        "On the board of synmol@mini it would be row",
        "- no code: No code is given",
        "- no licence",
        "git add submissions/mine",
        "Leave leaderboard/ as it is",
    ):
        assert text in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_copy_is_told_before_it_is_sent(
    run: Run, project: Path, tmp_path: Path
) -> None:
    noisy(noise=0).save(tmp_path / "copy.npz")
    out = submitted(run, tmp_path / "copy.npz").out
    assert "near-copy: synmol@mini: Orders all points as labels does." in out
    assert "looks like the labels" in out
    assert (project / "submissions/mine").is_dir()


def test_all_that_is_missing_is_named_at_once_with_an_example(
    run: Run, project: Path, file: Path
) -> None:
    answer = run("submit", file)
    assert_refused(answer, *ANSWERS, "--entry-dir", "only synmol", EXAMPLE)
    assert answer.err.count("expected") == 1
    assert len(list((project / "submissions").iterdir())) == 2


def test_problems_of_file_folder_and_answers_come_in_one_pass(
    run: Run, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.npz").write_text("no zip")
    answer = submitted(
        run,
        tmp_path / "bad.npz",
        entry_dir="submissions/My Method",
        track="best",
        author="a\u202eb",
        paper="javascript:alert(1)",
        trained_on="test",
        submitted="tomorrow",
    )
    assert_refused(
        answer,
        "bad.npz",
        "'My Method'",
        "--track",
        "--author",
        "RIGHT-TO-LEFT OVERRIDE",
        "--paper",
        "--trained-on",
        "--submitted",
    )
    assert "\u202e" not in answer.err
    assert len(list((project / "submissions").iterdir())) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"trained_on": "other-data"}, "trained_on_note"),
        ({"licence": "see there"}, "--licence"),
        ({"seconds_per_cloud": "synmol@mini=nan"}, "finite"),
        ({"seconds_per_cloud": "0.02"}, "such as synmol@mini=0.02"),
        ({"seconds_per_cloud": "synmol@mini=fast"}, "EDITION=SECONDS"),
        ({"seconds_per_cloud": "synmol@raw=1"}, "the file has synmol@mini"),
        ({"seeds": "0"}, "--seeds"),
    ],
)
def test_answers_that_do_not_fit_are_told(
    run: Run, project: Path, file: Path, changes: dict[str, str], words: str
) -> None:
    assert_refused(submitted(run, file, **changes), words)
    assert not (project / "submissions/mine").exists()


@pytest.mark.slow
def test_what_is_there_is_replaced_only_if_asked(
    run: Run, project: Path, file: Path
) -> None:
    folder = project / "submissions/mine"
    assert submitted(run, file).code == 0
    assert_refused(submitted(run, file, note="Again."), "--replace")
    assert load_entry(folder).note is None
    assert submitted(run, file, "--replace", note="Again.").code == 0
    assert load_entry(folder).note == "Again."
    (folder / "thesis.tex").write_text("years of work")
    assert_refused(submitted(run, file, "--replace"), "removes all that is in it")
    assert (folder / "thesis.tex").is_file()


def test_a_folder_that_is_a_link_is_not_followed(
    run: Run, project: Path, file: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "submissions/mine").symlink_to(tmp_path / "elsewhere")
    assert_refused(submitted(run, file, "--replace"), "a link")
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(
    run: Run, project: Path, file: Path
) -> None:
    (project / "submissions").chmod(0o500)
    assert_refused(submitted(run, file), "you may not write there")


def test_an_edition_that_not_everybody_has_is_not_for_the_board(
    run: Run, project: Path, tmp_path: Path
) -> None:
    truth = tmp_path / "data/synmol/zenodo/truth.npz"
    truth.parent.mkdir(parents=True)
    shutil.copy(ROOT / "datasets/synmol/truth-mini.npz", truth)
    submission = noisy()
    submission.parts["synmol@zenodo"] = submission.parts.pop("synmol@mini")
    submission.save(tmp_path / "mine.npz")
    assert run("evaluate", tmp_path / "mine.npz").code == 0
    answer = submitted(run, tmp_path / "mine.npz")
    assert_refused(answer, "synmol@zenodo", "everybody can recompute")
    assert not (project / "submissions/mine").exists()


def test_the_text_of_an_entry_is_read_back() -> None:
    entry = Entry.model_validate(
        FACTS | {"authors": ["Ångström 山", "a: b # c"], "packages": {"numpy": "2.10"}}
    )
    import yaml  # noqa: PLC0415 - as others read it

    assert Entry.model_validate(yaml.safe_load(text_of(entry))) == entry


def test_every_field_has_an_option(run: Run) -> None:
    text = run("submit", "--help").out
    for name in Entry.model_fields:
        if name != "packages":
            assert option_of(name) in text
