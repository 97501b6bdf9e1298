# SPDX-License-Identifier: MIT
"""`lri-bench leaderboard table` and `plot` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typed import Run, assert_refused


def table(run: Run, *arguments: object) -> str:
    answer = run("leaderboard", "table", *arguments)
    assert answer.code == 0, answer
    assert not answer.err
    return answer.out


def test_the_end_of_a_file_tells_the_format(run: Run, project: Path) -> None:
    kinds = {".tex": "latex", ".md": "markdown", ".csv": "csv"}
    for end, kind in kinds.items():
        path = project / f"table{end}"
        assert f"wrote {path}" in table(run, "--output", path).replace("\n", "")
        assert path.read_text("utf-8") == table(run, "--format", kind)
    assert table(run) == table(run, "--format", "markdown")


def test_rows_and_metrics_are_chosen_by_options(run: Run, project: Path) -> None:
    del project
    words = ("synmol@raw", "--metric", "precision_at_m:8", "--track", "post-hoc")
    out = table(run, *words, "--backbone", "egnn", "--format", "csv")
    assert [line.split(",")[3] for line in out.splitlines()[1:]] == ["gradcam-egnn"]
    assert "precision_at_m:8_low" in out
    assert "roc_auc" not in out


@pytest.mark.slow
@pytest.mark.parametrize("end", ["svg", "pdf", "png"])
def test_a_plot_is_written_in_each_format(run: Run, project: Path, end: str) -> None:
    beginnings = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}
    path = project / f"plot.{end}"
    answer = run("leaderboard", "plot", "tau3mu@mini", "--output", path)
    assert answer.code == 0, answer
    assert path.read_bytes().startswith(beginnings[end])


def test_unknown_names_are_refused_together(run: Run, project: Path) -> None:
    words = ("synmol@rwa", "--metric", "auc", "--track", "inherited")
    answer = run("leaderboard", "table", *words, "--output", project / "t.md")
    near = (
        "did you mean synmol@raw?",
        "did you mean roc_auc?",
        "did you mean inherent?",
    )
    assert_refused(answer, *near, "3 problems")
    assert not (project / "t.md").exists()


def test_an_unknown_format_is_refused(run: Run, project: Path) -> None:
    del project
    answer = run("leaderboard", "table", "--format", "latx")
    assert_refused(answer, "--format", "did you mean latex?")


@pytest.mark.parametrize("name", ["plot.jpg", "plot", "nowhere/plot.svg"])
def test_a_plot_that_cannot_be_written_is_refused(
    run: Run, project: Path, name: str
) -> None:
    answer = run("leaderboard", "plot", "tau3mu@mini", "--output", project / name)
    assert_refused(answer, name)


@pytest.mark.parametrize("command", [("table",), ("plot", "--output", "never.svg")])
@pytest.mark.parametrize(
    ("content", "got"),
    [
        (None, "no such file"),
        ("{", "EOF"),
        (json.dumps({"format": "lri-bench-board/1", "editions": {}}), "format"),
    ],
)
def test_a_board_that_is_none_is_refused(
    run: Run, project: Path, command: tuple[str, ...], content: str | None, got: str
) -> None:
    path = project / "leaderboard" / "leaderboard.json"
    path.unlink()
    if content is not None:
        path.write_text(content, "utf-8")
    answer = run("leaderboard", *command)
    assert_refused(answer, str(path), got, "lri-bench leaderboard build")
