# SPDX-License-Identifier: MIT
"""The ladder of Blum and Hardt: what a later try has to beat."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strange_entries import FACTS

from lri_bench.board.entry import Entry
from lri_bench.board.ladder import climbed, family, tries
from lri_bench.types import Floats

NOISE = np.array([-1.0, 1.0])  # standard deviation sqrt(2)


def entry(**facts: Any) -> Entry:
    return Entry.model_validate(FACTS | facts)


def drawn(*values: float, spread: float = 0.0) -> dict[str, Floats]:
    """Return replicates; each one's differ from the first's by `spread` * sqrt(2)."""
    return {
        str(place): value + (spread * NOISE if place else 0 * NOISE)
        for place, value in enumerate(values)
    }


def test_a_step_by_hand() -> None:
    values = {"0": 0.80, "1": 0.81, "2": 0.84}
    # The standard error of 1 - 0 and of 2 - 0 is 0.02 * sqrt(2) = 0.028.
    steps = climbed(["0", "1", "2"], values, drawn(0.8, 0.81, 0.84, spread=0.02))
    assert [(step.entry, step.best) for step in steps] == [("1", "0")]
    assert steps[0].difference == pytest.approx(0.01)
    assert steps[0].error == pytest.approx(0.02 * np.sqrt(2))


def test_what_replaced_the_best_has_to_be_beaten_next() -> None:
    values = {"0": 0.5, "1": 0.7, "2": 0.6}
    steps = climbed(["0", "1", "2"], values, drawn(0.5, 0.7, 0.6))
    assert [(step.entry, step.best) for step in steps] == [("2", "1")]


def test_an_equal_try_is_no_better() -> None:
    values = {"0": 0.5, "1": 0.5}
    (step,) = climbed(["0", "1"], values, drawn(0.5, 0.5))
    assert (step.difference, step.error) == (0, 0)


def test_only_what_the_draws_do_not_share_counts() -> None:
    """Paired: what makes the clouds hard moves both, and is no error."""
    hard = np.random.default_rng(0).normal(0, 0.1, 500)
    values = {"0": 0.6, "1": 0.61}
    assert climbed(["0", "1"], values, {"0": 0.6 + hard, "1": 0.61 + hard}) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_each_rung_is_higher_and_every_try_is_one_or_none(scores: list[float]) -> None:
    order = [str(place) for place in range(len(scores))]
    values = dict(zip(order, scores, strict=True))
    steps = climbed(order, values, drawn(*scores))
    below = {step.entry for step in steps}
    rungs = [values[name] for name in order if name not in below]
    assert rungs == sorted(set(rungs))
    assert rungs[-1] == max(scores)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mine", "mine"),
        ("Mine V2", "mine"),
        ("mine-v2.1b", "mine"),
        ("mine_3", "mine"),
        ("MINE2", "mine"),
        ("lri-gaussian", "lri-gaussian"),
        ("ggig-point", "ggig-point"),
        ("2", "2"),
    ],
)
def test_versions_are_of_one_family(name: str, expected: str) -> None:
    assert family(name) == expected


def test_tries_are_ordered_by_day() -> None:
    entries = {
        "b": entry(method="mine-v2", submitted="2026-01-02"),
        "a": entry(method="mine-v3", submitted="2026-01-03"),
        "c": entry(method="mine", submitted=None),
    }
    assert tries(entries) == [("c", "b", "a")]


def test_other_backbones_methods_and_people_are_other_things() -> None:
    entries = {
        "a": entry(),
        "b": entry(backbone="another"),
        "c": entry(method="yours"),
        "d": entry(authors=["Somebody Else"]),
    }
    assert sorted(tries(entries)) == [("a",), ("b",), ("c",), ("d",)]


def test_a_shared_author_links_tries() -> None:
    entries = {
        "a": entry(authors=["A"]),
        "b": entry(authors=["B"]),
        "c": entry(authors=["b", "a"]),
    }
    assert tries(entries) == [("a", "b", "c")]
