# SPDX-License-Identifier: MIT
"""Measured beside published: what is compared with what, and how far apart it is."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from boards import made_up_board

from lri_bench.board.against_published import gaps_of, table_of
from lri_bench.board.entry import Track
from lri_bench.board.model import Board, BoardScore
from lri_bench.catalog.card import Published

M = {"synmol": 5, "tau3mu": 3}


def board(edition: str, published: list[Published]) -> Board:
    """Return a board of a post-hoc entry with EGNN and an inherent one with DGCNN."""
    made = made_up_board(2, [edition])
    changed = {
        "method-000": {"track": Track.POST_HOC, "backbone": "egnn"},
        "method-001": {"track": Track.INHERENT, "backbone": "dgcnn"},
    }
    entries = {}
    for name, values in changed.items():
        facts = made.entries[name].facts.model_copy(update=values)
        entries[name] = made.entries[name].model_copy(update={"facts": facts})
    return made.model_copy(
        update={
            "entries": made.entries | entries,
            "editions": {edition: scored(made.editions[edition])},
            "published": {edition.partition("@")[0]: tuple(published)},
        }
    )


def scored(edition: Any) -> Any:
    """Return rows with a headline, two precisions and a prediction."""
    values = [("roc_auc", None), ("precision_at_m", 5), ("precision_at_m", 8)]
    values.append(("prediction_roc_auc", None))
    rows = [
        row.model_copy(
            update={
                "scores": tuple(
                    BoardScore(metric=name, m=m, value=0.75, clouds=1, points=1)
                    for name, m in values
                )
            }
        )
        for row in edition.rows
    ]
    return edition.model_copy(update={"rows": tuple(rows)})


def published(method: str, metric: str = "roc_auc", **changed: Any) -> Published:
    given = {"backbone": "egnn", "mean": 65.0, "std": 5.0, "unit": "percent"}
    return Published(method=method, metric=metric, source="", **given | changed)


def test_a_difference_in_published_standard_deviations() -> None:
    (gap,) = gaps_of(board("synmol@raw", [published("method-000")]), M)
    assert (gap.entry, gap.metric, gap.epochs) == ("method-000", "roc_auc", None)
    assert gap.measured == pytest.approx(75)
    assert gap.apart == pytest.approx(2)
    assert "**" not in table_of((gap,))
    (far,) = gaps_of(board("synmol@raw", [published("method-000", std=4.0)]), M)
    line = (
        "| synmol@raw | method-000 | 1 | paper's | roc_auc | 75.00 | 65.00 ± 4.00 | **"
    )
    assert line in table_of((far,))


def test_precision_is_compared_at_the_papers_m_alone() -> None:
    of = published("method-000", "precision_at_m")
    (gap,) = gaps_of(board("synmol@raw", [of]), M)
    assert gap.metric == "precision_at_m:5"
    assert gaps_of(board("tau3mu@raw", [of]), M) == ()


@pytest.mark.parametrize("edition", ["synmol@sim", "synmol@mini", "synmol@hidden"])
def test_made_up_data_are_not_compared(edition: str) -> None:
    assert gaps_of(board(edition, [published("method-000")]), M) == ()


def test_fields_of_real_data_are() -> None:
    assert gaps_of(board("synmol@raw-4T", [published("method-000")]), M)


def test_other_backbones_and_methods_are_not_compared() -> None:
    others = [published("method-001"), published("method-000", backbone="dgcnn")]
    assert gaps_of(board("synmol@raw", [*others, published("gmt-lin")]), M) == ()


def test_a_reference_without_a_backbone_is_compared_with_any() -> None:
    (gap,) = gaps_of(board("synmol@raw", [published("random", std=None)]), M)
    assert gap.apart is None
    assert table_of((gap,)).endswith("| 65.00 |  |\n")


def test_the_plain_classifier_is_what_post_hoc_entries_explain() -> None:
    plain = [
        published("erm", "prediction_roc_auc", backbone=name)
        for name in ("egnn", "dgcnn")
    ]
    (gap,) = gaps_of(board("synmol@raw", plain), M)
    assert (gap.entry, gap.metric) == ("classifier-egnn", "prediction_roc_auc")


@pytest.mark.parametrize("order", [(1, 3), (3, 1)])
def test_of_several_plain_classifiers_that_of_the_most_seeds_counts(
    order: tuple[int, int],
) -> None:
    whole = board("synmol@raw", [published("erm", "prediction_roc_auc")])
    edition = whole.editions["synmol@raw"]
    (row,) = (row for row in edition.rows if row.entry == "method-000")
    rows = tuple(row.model_copy(update={"seeds": seeds}) for seeds in order)
    editions = {"synmol@raw": edition.model_copy(update={"rows": rows})}
    (gap,) = gaps_of(whole.model_copy(update={"editions": editions}), M)
    assert gap.seeds == 3


def test_the_command_prints_the_table_of_the_committed_board() -> None:
    command = [sys.executable, "-m", "lri_bench.board.against_published"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    head, _, *lines = answer.stdout.splitlines()
    assert head.startswith("| edition | entry")
    assert any("gradcam-egnn" in line for line in lines)
    assert sum("classifier-egnn" in line for line in lines) == 1
