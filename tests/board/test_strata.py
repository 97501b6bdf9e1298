# SPDX-License-Identifier: MIT
"""Strata: numbers of known clouds, and those of the shipped editions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.board.strata import TRAITS, cuts
from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Alternatives
from lri_bench.ragged import counts, offsets_from_counts
from lri_bench.truth import Truth


def made_up(sizes: list[int], important: list[int], **columns: object) -> Truth:
    """Return positive clouds of some sizes, the first points of each important."""
    offsets = offsets_from_counts(sizes)
    place = np.arange(offsets[-1]) - np.repeat(offsets[:-1], sizes)
    marks = place < np.repeat(important, sizes)
    names = [f"c{i}" for i in range(len(sizes))]
    plain = {
        "cloud_id": np.array(names),
        "offsets": offsets,
        "y": np.ones(len(sizes), dtype=np.uint8),
        "truth": marks.astype(np.uint8),
        "order_key": np.zeros(len(sizes), dtype=np.uint64),
    }
    return Truth(**plain | columns)  # type: ignore[arg-type]


def told(truth: Truth, dataset: str, point: str) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = {}
    for cut in cuts(truth, dataset, point):
        labels.setdefault(cut.by, []).append(cut.label)
    return labels


def test_labels_tell_the_range_of_each_third() -> None:
    truth = made_up([10, 20, 30, 40, 50, 1_200], [1, 2, 3, 4, 5, 5])
    found = told(truth, "tau3mu", "hit")
    assert found["number of points"] == [
        "10 to 20 hits",
        "30 to 40 hits",
        "50 to 1,200 hits",
    ]
    assert found["number of important points"] == [
        "1 to 2 important hits",
        "3 to 4 important hits",
        "5 important hits",
    ]
    assert found["share of important points"][0] == "0 to 10 % important"


def test_pockets_are_the_important_residues() -> None:
    found = told(made_up([300, 310, 320], [90, 100, 110]), "plbind", "residue")
    assert found["pocket size"][0] == "90 residues in the pocket"
    assert "number of important points" not in found


def test_transverse_momentum_is_the_mean_over_important_hits() -> None:
    direction = np.array(
        [[3, 4, 99], [6, 8, 99], [100, 100, 1], [30, 40, 0], [0, 0, 0], [60, 80, 1]]
    )
    truth = made_up([3, 2, 1], [2, 1, 1], direction=direction.astype(np.float32))
    found = told(truth, "actstrack", "hit")["mean transverse momentum of the muons"]
    # (5 + 10) / 2, 50 and 100 GeV.
    assert found == ["8 GeV", "50 GeV", "100 GeV"]


def test_one_explanation_or_several() -> None:
    several = Alternatives(np.array([0, 2]), np.ones(8, dtype=np.uint8))
    truth = made_up([4, 4], [1, 1], alternatives=several)
    found = told(truth, "synmol", "atom")["admissible explanations"]
    assert found == ["one explanation", "several explanations"]
    # None is told apart.
    assert told(made_up([4], [1]), "synmol", "atom")["admissible explanations"] == [
        "one explanation"
    ]


def test_negative_clouds_are_in_no_stratum() -> None:
    truth = made_up(
        [1, 50, 2, 3], [1, 1, 1, 1], y=np.array([1, 0, 1, 1], dtype=np.uint8)
    )
    assert told(truth, "synmol", "atom")["number of points"] == [
        "1 atom",
        "2 atoms",
        "3 atoms",
    ]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_strata_of_a_trait_hold_every_cloud_once(sizes: list[int]) -> None:
    by: dict[str, list[int]] = {}
    for cut in cuts(made_up(sizes, [1] * len(sizes)), "synmol", "atom"):
        by.setdefault(cut.by, []).extend(cut.clouds.tolist())
    assert len(by) == 3
    for clouds in by.values():
        assert sorted(clouds) == list(range(len(sizes)))


@pytest.mark.parametrize("dataset", ["actstrack", "tau3mu", "synmol", "plbind"])
def test_shipped_editions_have_strata_of_their_own(
    dataset: str, catalog: Catalog
) -> None:
    truth = catalog.truth(catalog.edition(f"{dataset}@mini"))
    card = catalog.card(dataset)
    found = list(cuts(truth, dataset, card.point))
    own = {trait.by for trait in TRAITS if trait.datasets in ((), (dataset,))}
    assert own <= {cut.by for cut in found}
    positives = int((truth.y == 1).sum())
    for cut in found:
        assert 0 < len(cut.clouds) <= positives
    sizes = counts(truth.offsets)[truth.y == 1]
    first = next(cut for cut in found if cut.by == "number of points")
    assert first.label.startswith(f"{sizes.min():,} ")
