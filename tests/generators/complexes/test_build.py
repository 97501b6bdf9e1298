# SPDX-License-Identifier: MIT
"""Editions of designed complexes: counts, names, columns, splits, repeatability."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError
from lri_bench.generators.complexes.build import (
    MOST_CLOUDS,
    build_generated,
    draw_orders,
    draw_split,
)
from lri_bench.generators.complexes.settings import PLANS
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Workers

MINI = Edition("plbind", "mini")


def plan(clouds: int, seed: int) -> Plan:
    return PLANS["mini"].chosen(clouds, seed)


def same(one: Clouds, other: Clouds) -> bool:
    return (
        one.meta["sources"] == other.meta["sources"]
        and one.pos.tobytes() == other.pos.tobytes()
        and one.x.tobytes() == other.x.tobytes()
        and one.context["ligand"].pos.tobytes() == other.context["ligand"].pos.tobytes()
    )


@pytest.fixture(scope="module")
def complexes() -> Clouds:
    return build_generated(MINI, plan(4, 8), Workers()).clouds


def test_clouds_have_names_counts_and_labels(complexes: Clouds) -> None:
    assert list(complexes.cloud_id) == ["D00001", "D00002", "D00003", "D00004"]
    assert complexes.y.sum() == 1
    sizes = np.diff(complexes.offsets)
    assert ((sizes >= 300) & (sizes <= 400)).all()
    rule = complexes.point_extra["rule_label"]
    assert rule.dtype == np.uint8
    # What the rule looks at lies inside of what the label marks.
    assert (rule <= complexes.point_extra["pocket_label"]).all()
    assert (np.add.reduceat(rule.astype(int), complexes.offsets[:-1]) >= 10).all()
    assert complexes.meta["generator"] == {"clouds": 4, "seed": 8}


def test_the_class_is_that_of_the_orders(complexes: Clouds) -> None:
    ordered = [order.positive for order in draw_orders(4, 8)]
    assert complexes.y.astype(bool).tolist() == ordered


@pytest.mark.slow
def test_workers_do_not_matter_and_the_seed_does(complexes: Clouds) -> None:
    assert same(complexes, build_generated(MINI, plan(4, 8), Workers(jobs=2)).clouds)
    assert not same(complexes, build_generated(MINI, plan(4, 9), Workers()).clouds)


@pytest.mark.slow
def test_the_processor_does_not_matter() -> None:
    """Neither the kernels of linear algebra, nor how many numbers are added at once."""
    told = "from lri_bench.generators.complexes.build import _complex, draw_orders\n"
    told += "print([str(_complex(order)['digest']) for order in draw_orders(3, 1)])"
    kinds = (
        {},
        {"OPENBLAS_CORETYPE": "Haswell"},
        {"OPENBLAS_CORETYPE": "Sandybridge"},
        {"OPENBLAS_NUM_THREADS": "1"},
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", told],
            env=os.environ | kind,
            capture_output=True,
            check=True,
        ).stdout
        for kind in kinds
    }
    assert len(found) == 1


@pytest.mark.parametrize("number", [1, 2, 17, 100, 10_891])
def test_exactly_29_percent_are_positive(number: int) -> None:
    orders = draw_orders(number, 3)
    assert [order.number for order in orders] == list(range(1, number + 1))
    assert sum(order.positive for order in orders) == round(0.29 * number)


def test_the_split_has_the_papers_shares_in_both_classes() -> None:
    sim = PLANS["sim"]
    positive = [order.positive for order in draw_orders(sim.clouds, sim.seed)]
    split = draw_split(positive, sim.seed, sim.shares)
    for part, share in zip(
        (Split.TRAIN, Split.VALID, Split.TEST), sim.shares, strict=True
    ):
        chosen = np.array(positive)[split == part]
        assert len(chosen) / sim.clouds == pytest.approx(share, abs=2e-4)
        assert chosen.mean() == pytest.approx(0.29, abs=0.003)


@pytest.mark.parametrize(
    ("number", "seed", "told"),
    [
        (0, 1, "clouds"),
        (-3, 1, "1 to 99,999"),
        (MOST_CLOUDS + 1, 1, "100000"),
        (4, -1, "0 or more"),
    ],
)
def test_numbers_out_of_range_are_refused(number: int, seed: int, told: str) -> None:
    with pytest.raises(DataError, match=told):
        build_generated(MINI, plan(number, seed), Workers())


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(DataError) as caught:
        draw_orders(0, -1)
    assert len(caught.value.problems) == 2


@pytest.mark.slow
def test_statistics_are_near_the_papers() -> None:
    clouds = build_generated(MINI, plan(60, 4), Workers(jobs=2)).clouds
    sizes = np.diff(clouds.offsets)
    important = np.add.reduceat(clouds.truth.astype(int), clouds.offsets[:-1])
    for values, paper in ((sizes, 339.8), (important[clouds.y == 1], 132.2)):
        error = 3 * values.std() / np.sqrt(len(values))
        assert values.mean() == pytest.approx(paper, abs=0.05 * paper + error)
    assert clouds.y.mean() == pytest.approx(0.29, abs=0.01)
