# SPDX-License-Identifier: MIT
"""One number over all data sets: closed forms, who has it, and who has not."""

from __future__ import annotations

import numpy as np
import pytest
from measured_rows import facts_of, measured

from lri_bench.board.composite import composites
from lri_bench.board.entry import Track
from lri_bench.board.measured import Measured
from lri_bench.board.model import Composite

DATASETS = ("actstrack", "plbind", "synmol", "tau3mu")


def everywhere(entry: str, *values: float, family: str = "mini") -> list[Measured]:
    return [
        measured(entry, value, 0.02, edition=f"{dataset}@{family}")
        for dataset, value in zip(DATASETS, values, strict=True)
    ]


def composite(*rows: Measured, references: tuple[str, ...] = ()) -> Composite:
    facts = {
        item.row.entry: facts_of(
            Track.REFERENCE if item.row.entry in references else Track.POST_HOC
        )
        for item in rows
    }
    found = composites(rows, facts, DATASETS, seed=1)
    assert len(found) == 1
    return found[0]


def test_the_composite_is_the_mean_share_of_the_way() -> None:
    found = composite(*everywhere("a", 1.0, 0.75, 0.5, 0.6))
    (row,) = found.rows
    assert row.shares == {"actstrack": 1.0, "plbind": 0.5, "synmol": 0.0, "tau3mu": 0.2}
    assert row.share == pytest.approx((1.0 + 0.5 + 0.0 + 0.2) / 4)
    # Shares spread by 2 * 0.02 on each of four independent data sets: 0.02 in all.
    assert row.low is not None
    assert row.high is not None
    assert row.high - row.low == pytest.approx(2 * 1.96 * 0.02, rel=0.15)
    assert row.low < row.share < row.high
    assert row.borda is None
    assert found.partial == ()


def test_points_are_the_mean_share_of_other_methods_beaten() -> None:
    rows = [
        *everywhere("a", 0.9, 0.9, 0.9, 0.6),
        *everywhere("b", 0.8, 0.9, 0.6, 0.7),
        *everywhere("c", 0.7, 0.8, 0.7, 0.8),
    ]
    found = {row.entry: row.borda for row in composite(*rows).rows}
    # a beats both, one and half of one, both, none; and so on.
    assert found["a"] == pytest.approx((1 + 0.75 + 1 + 0) / 4)
    assert found["b"] == pytest.approx((0.5 + 0.75 + 0 + 0.5) / 4)
    assert found["c"] == pytest.approx((0 + 0 + 0.5 + 1) / 4)


def test_references_are_anchors_and_no_opponents() -> None:
    rows = [
        *everywhere("a", 0.9, 0.9, 0.9, 0.9),
        *everywhere("b", 0.8, 0.8, 0.8, 0.8),
        *everywhere("labels", 1.0, 1.0, 1.0, 1.0),
    ]
    found = composite(*rows, references=("labels",))
    assert [row.entry for row in found.rows] == ["labels", "a", "b"]
    assert {row.entry: row.borda for row in found.rows} == {
        "labels": 1.0,
        "a": 1.0,
        "b": 0.0,
    }


def test_who_covers_less_has_no_number_and_moves_nobody() -> None:
    whole = [*everywhere("a", 0.9, 0.9, 0.9, 0.9), *everywhere("b", 0.8, 0.8, 0.8, 0.8)]
    part = everywhere("c", 1.0, 1.0, 1.0, 1.0)[:2]
    alone, found = composite(*whole), composite(*whole, *part)
    assert found.rows == alone.rows
    (missing,) = found.partial
    assert missing.entry == "c"
    assert missing.has == ("actstrack", "plbind")
    assert missing.lacks == ("synmol", "tau3mu")
    assert missing.why == "the file covers actstrack and plbind alone"


def test_a_reason_that_is_given_is_told() -> None:
    rows = everywhere("a", 0.9, 0.9, 0.9, 0.9)[:1]
    facts = {"a": facts_of(partial="It needs tracks.")}
    (found,) = composites(rows, facts, DATASETS, seed=1)
    assert found.partial[0].why == "It needs tracks."


def test_editions_of_two_names_are_two_families() -> None:
    rows = [
        *everywhere("a", 0.9, 0.9, 0.9, 0.9),
        *everywhere("a", 0.7, 0.7, 0.7, 0.7, family="sim"),
    ]
    found = composites(rows, {"a": facts_of()}, DATASETS, seed=1)
    assert [item.family for item in found] == ["mini", "sim"]
    shares = [item.rows[0].share for item in found]
    np.testing.assert_allclose(shares, [0.8, 0.4], atol=1e-6)
