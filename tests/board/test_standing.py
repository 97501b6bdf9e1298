# SPDX-License-Identifier: MIT
"""Where a submission would stand, and whether that is beyond doubt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lri_bench.board.files import write_board
from lri_bench.board.model import Board
from lri_bench.board.standing import Standing, standing_of, standings_of
from lri_bench.board.stored import load_board
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError
from lri_bench.evaluation import evaluate
from lri_bench.evaluation.report import EditionReport, Score
from lri_bench.submission.file import Submission

ROOT = Path(__file__).resolve().parents[2]

Project = Callable[..., Catalog]


@pytest.fixture(scope="module")
def board() -> Board:
    found = load_board(ROOT / "leaderboard/leaderboard.json")
    assert found is not None
    return found


def report_with(value: float | None) -> EditionReport:
    score = Score(metric="roc_auc", value=value)
    return EditionReport(
        edition="synmol@mini", scope="", clouds=1, points=1, seeds=1, scores=(score,)
    )


def test_a_report_is_placed_among_the_rows(board: Board) -> None:
    rows = board.editions["synmol@mini"].rows
    best = standing_of(board, "mine", report_with(1.0))
    assert best is not None
    # It has to beat the labels, not equal them.
    assert best.rank == 2
    worst = standing_of(board, "mine", report_with(0.01))
    assert worst is not None
    assert worst.rank == len(rows) + 1
    assert [place.entry for place in worst.places] == [*(r.entry for r in rows), ""]


def test_no_standing_without_a_score_or_rows(board: Board) -> None:
    assert standing_of(board, "mine", report_with(None)) is None
    empty = board.model_copy(update={"editions": {}})
    assert standing_of(empty, "mine", report_with(0.5)) is None


def placed(file: Path, catalog: Catalog) -> Standing:
    found = standings_of(catalog, file, evaluate(file, catalog=catalog))
    return next(item for item in found if item.edition == "synmol@raw")


@pytest.mark.slow
def test_the_order_of_two_equal_files_is_in_doubt(catalog: Catalog) -> None:
    """Saliency and GradGeo order all points alike."""
    standing = placed(ROOT / "submissions/saliency-egnn/submission.npz", catalog)
    assert standing.known
    nearest = standing.neighbours[0]
    assert nearest.name == "gradgeo, egnn"
    assert (nearest.difference, nearest.low, nearest.high, nearest.p) == (0, 0, 0, 1)
    assert not nearest.is_sure
    assert len(standing.neighbours) == 2


def test_neighbours_agree_with_the_board(catalog: Catalog, board: Board) -> None:
    name = "bernmask-egnn"
    standing = placed(ROOT / "submissions" / name / "submission.npz", catalog)
    pairs = board.editions["synmol@raw"].pairs
    own = pairs.entries.index(name)
    assert len(standing.neighbours) == 2
    for neighbour in standing.neighbours:
        other = next(p.entry for p in standing.places if p.name == neighbour.name)
        place = pairs.entries.index(other)
        first, second = sorted((own, place))
        rows = len(pairs.entries)
        index = first * rows - first * (first + 1) // 2 + second - first - 1
        sign = 1 if own < place else -1
        assert neighbour.difference == pytest.approx(
            sign * pairs.difference[index], abs=1e-6
        )
        ends = sorted((sign * pairs.low[index], sign * pairs.high[index]))
        assert [neighbour.low, neighbour.high] == pytest.approx(ends, abs=1e-6)
        # Corrected for many pairs on the board, and for none here.
        assert neighbour.p <= pairs.p_holm[index]


def test_a_clear_winner_is_beyond_doubt(catalog: Catalog, tmp_path: Path) -> None:
    truth = catalog.truth(catalog.edition("synmol@raw"))
    noise = np.random.default_rng(0).random(len(truth.truth))
    submission = Submission(method="mine").add(
        "synmol@raw",
        cloud_id=truth.cloud_id,
        offsets=truth.offsets,
        importance=truth.truth + 1.01 * noise,
    )
    submission.save(tmp_path / "mine.npz")
    standing = placed(tmp_path / "mine.npz", catalog)
    assert not standing.known
    assert standing.rank == 2
    assert all(item.is_sure and item.low > 0 for item in standing.neighbours)


def test_without_files_at_hand_nothing_is_compared(
    project: Project, tmp_path: Path
) -> None:
    catalog = project("saliency-egnn")
    shutil.copytree(ROOT / "leaderboard", tmp_path / "leaderboard")
    file = tmp_path / "submissions/saliency-egnn/submission.npz"
    assert placed(file, catalog).neighbours == ()


def test_without_a_board_there_is_no_standing(project: Project) -> None:
    catalog = project("heteroatom")
    file = catalog.shipped.parent / "submissions/heteroatom/submission.npz"
    report = evaluate(file, catalog=catalog, replicates=0)
    assert standings_of(catalog, file, report) == []
    (catalog.shipped.parent / "leaderboard").mkdir()
    (catalog.shipped.parent / "leaderboard/leaderboard.json").write_text("{")
    with pytest.raises(EntryError, match="lri-bench leaderboard build"):
        standings_of(catalog, file, report)


@pytest.mark.slow
def test_without_methods_the_heuristics_are_neighbours(project: Project) -> None:
    names = ("labels", "constant", "heteroatom", "few-bonds", "centroid-distance")
    catalog = project(*names)
    write_board(catalog)
    file = catalog.shipped.parent / "submissions/heteroatom/submission.npz"
    found = standings_of(catalog, file, evaluate(file, catalog=catalog))
    standing = next(item for item in found if item.edition == "synmol@mini")
    assert [item.name for item in standing.neighbours] == [
        "few-bonds",
        "centroid-distance",
    ]
    assert standing.resolution is not None
    assert [item.is_sure for item in standing.neighbours] == [True, False]
