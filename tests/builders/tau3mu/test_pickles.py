# SPDX-License-Identifier: MIT
"""The record's table of mixed events: NaN in negatives, and what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import forge
import numpy as np
import pytest
from muons import NAN, events, kept, mixed, write_pickle

from lri_bench.build import BuildOptions, build
from lri_bench.builders.tau3mu.build import FEWEST_HITS
from lri_bench.builders.tau3mu.events import HITS
from lri_bench.builders.tau3mu.pickles import read_pickle
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError

MADE = events(6)
# The last half of the hits of every second event is the signal's.
LABELS = [
    (np.arange(len(one["mu_hit_bend"])) >= len(one["mu_hit_bend"]) // 2).astype(float)
    if number % 2
    else None
    for number, one in enumerate(MADE)
]

Cells = dict[str, list[Any]]


def cells() -> Cells:
    return mixed(MADE, LABELS)


def test_negatives_have_no_labels(catalog: Catalog, tmp_path: Path) -> None:
    read = read_pickle(write_pickle(tmp_path, cells()))
    assert read.y.tolist() == [0, 1, 0, 1, 0, 1]
    for number, (one, label) in enumerate(zip(MADE, LABELS, strict=True)):
        rows = slice(read.offsets[number], read.offsets[number + 1])
        for name in HITS:
            assert read.hits[name][rows].tolist() == one[name].tolist()
        zeros = np.zeros(len(one["mu_hit_bend"]))
        expected = zeros if label is None else label
        assert read.label[rows].tolist() == expected.tolist()
    edition = Edition("tau3mu", "raw")
    product = build(catalog, edition, BuildOptions(source=tmp_path))
    left = [
        int(label[kept(one)].sum())
        for one, label in zip(MADE, LABELS, strict=True)
        if label is not None
    ]
    assert product.clouds.truth.sum() == sum(n for n in left if n >= FEWEST_HITS) > 0
    assert list(product.clouds.meta["sources"]) == ["tau3mu_mixed.pkl"]


def test_labels_of_negatives_do_not_count(tmp_path: Path) -> None:
    """The authors take zeros whatever stands there."""
    changed = cells()
    changed["node_label"][0] = np.ones(len(MADE[0]["mu_hit_bend"]))
    found = read_pickle(write_pickle(tmp_path / "ones", changed))
    expected = read_pickle(write_pickle(tmp_path / "nan", cells()))
    assert found.label.tolist() == expected.label.tolist()


def test_labels_of_negatives_alone(tmp_path: Path) -> None:
    folder = write_pickle(tmp_path, mixed(MADE, [None] * len(MADE)))
    assert not read_pickle(folder).label.any()


def told(tmp_path: Path, change: Callable[[Cells], object]) -> str:
    changed = cells()
    change(changed)
    with pytest.raises(DataError) as caught:
        read_pickle(write_pickle(tmp_path, changed))
    for problem in caught.value.problems:
        assert "tau3mu_mixed.pkl" in problem.where
    return str(caught.value)


def put(name: str, row: int, value: Any) -> Callable[[Cells], object]:
    def change(changed: Cells) -> None:
        changed[name][row] = value

    return change


@pytest.mark.parametrize("name", [*HITS, "node_label", "y"])
def test_columns_that_are_not_there_are_told(tmp_path: Path, name: str) -> None:
    message = told(tmp_path, lambda changed: changed.pop(name))
    assert f"got       no {name}" in message


def test_a_positive_without_labels_is_told(tmp_path: Path) -> None:
    message = told(tmp_path, put("node_label", 3, NAN))
    assert "no array in 1 events, first in row 3" in message
    assert "node_label" in message


@pytest.mark.parametrize("name", ["mu_hit_bend", "mu_hit_sim_phi", "node_label"])
def test_columns_of_different_lengths_are_told(tmp_path: Path, name: str) -> None:
    long = np.zeros(len(MADE[5]["mu_hit_bend"]) + 1)
    message = told(tmp_path, put(name, 5, long))
    assert "another length in 1 events, first in row 5" in message
    assert f": {name}\n" in message


@pytest.mark.parametrize("name", ["mu_hit_bend", "mu_hit_station"])
def test_hits_that_are_no_array_are_told(tmp_path: Path, name: str) -> None:
    assert "no array in 1 events, first in row 2" in told(tmp_path, put(name, 2, NAN))


@pytest.mark.parametrize("value", [2, -1, NAN, 0.5, 256])
def test_classes_other_than_0_and_1_are_told(tmp_path: Path, value: float) -> None:
    assert ": y\n  expected  0 or 1" in told(tmp_path, put("y", 1, value))


@pytest.mark.parametrize("value", [2.0, -1.0, NAN, 0.5, 256.0])
def test_labels_other_than_0_and_1_are_told(tmp_path: Path, value: float) -> None:
    labels = np.zeros(len(MADE[1]["mu_hit_bend"]))
    labels[0] = value
    message = told(tmp_path, put("node_label", 1, labels))
    assert ": node_label\n  expected  0 or 1" in message


def test_cells_of_text_are_told(tmp_path: Path) -> None:
    assert "a cell of type str" in told(tmp_path, put("mu_hit_bend", 1, "text"))


def test_cells_of_lists_are_told(tmp_path: Path) -> None:
    message = told(tmp_path, put("mu_hit_bend", 1, [1, 2]))
    assert "the column mu_hit_bend, whose cells are of some other kind" in message


@pytest.mark.parametrize("value", [[], {"y": 1}, None, "text"])
def test_what_is_no_frame_is_told(tmp_path: Path, value: Any) -> None:
    folder = write_pickle(tmp_path, cells())
    (folder / "raw" / "tau3mu_mixed.pkl").write_bytes(forge.forged(value))
    with pytest.raises(DataError, match="a DataFrame with mu_hit_bend"):
        read_pickle(folder)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"tau3mu_raw\.zip"):
        read_pickle(tmp_path)
