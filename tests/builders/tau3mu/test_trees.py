# SPDX-License-Identifier: MIT
"""Unmixed trees: how they are mixed, and what is told of others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import pytest
from muons import (
    PILEUP_FILE,
    SIGNAL_FILE,
    TREE,
    Columns,
    events,
    good_hits,
    write_columns,
    write_samples,
    write_tree,
)

from lri_bench.builders.tau3mu.events import HITS, MuonEvents
from lri_bench.builders.tau3mu.trees import mix, read_ntuple, read_trees
from lri_bench.errors import DataError

SIGNAL, PILEUP = events(3, seed=1), events(7, seed=2)


def mixed(folder: Path, order: list[int], taus: list[int]) -> MuonEvents:
    signal = read_ntuple(write_tree(folder / SIGNAL_FILE, SIGNAL, taus))
    pileup = read_ntuple(write_tree(folder / PILEUP_FILE, PILEUP, [0] * len(PILEUP)))
    return mix(signal, pileup, np.array(order))


def joined(first: Columns, second: Columns) -> Columns:
    return {name: np.concatenate([first[name], second[name]]) for name in first}


def assert_holds(made: MuonEvents, expected: list[Columns]) -> None:
    assert np.diff(made.offsets).tolist() == [
        len(one["mu_hit_bend"]) for one in expected
    ]
    for name in HITS:
        flat = np.concatenate([one[name] for one in expected])
        np.testing.assert_array_equal(made.hits[name], flat, strict=True)


def test_event_i_goes_with_event_i_pile_up_first(tmp_path: Path) -> None:
    order = [5, 0, 3, 1, 2, 6, 4]
    made = mixed(tmp_path, order, [1, 1, 1])
    pairs = zip([PILEUP[5], PILEUP[0], PILEUP[3]], SIGNAL, strict=True)
    negatives = [PILEUP[row] for row in order[3:]]
    assert_holds(made, [joined(*pair) for pair in pairs] + negatives)
    assert made.y.tolist() == [1, 1, 1, 0, 0, 0, 0]
    assert made.name == [
        *(f"signal-00000{row}" for row in range(3)),
        *(f"pileup-00000{row}" for row in order[3:]),
    ]
    assert made.row.tolist() == [0, 1, 2, *order[3:]]
    sizes = [len(one["mu_hit_bend"]) for one in SIGNAL]
    for number, size in enumerate(sizes):
        label = made.label[made.offsets[number] : made.offsets[number + 1]]
        assert label.tolist() == [0] * (len(label) - size) + [1] * size
    assert not made.label[made.offsets[3] :].any()


@pytest.mark.parametrize("taus", [[1, 0, 1], [1, 2, 1]])
def test_signal_events_of_another_number_of_taus_are_left_out(
    tmp_path: Path, taus: list[int]
) -> None:
    made = mixed(tmp_path, list(range(7)), taus)
    assert made.name[:2] == ["signal-000000", "signal-000002"]
    assert made.y.sum() == 2
    positives = [joined(PILEUP[0], SIGNAL[0]), joined(PILEUP[1], SIGNAL[2])]
    assert_holds(made, positives + PILEUP[2:])
    (note,) = made.notes
    assert note.startswith("2 of 3 signal events have one tau")


def test_events_without_hits_stay_in_step(tmp_path: Path) -> None:
    signal = [good_hits(0), good_hits(3)]
    pileup = [good_hits(2), good_hits(0), good_hits(0), good_hits(1)]
    write_samples(tmp_path, signal, pileup)
    read = [read_ntuple(tmp_path / name) for name in (SIGNAL_FILE, PILEUP_FILE)]
    made = mix(read[0], read[1], np.arange(4))
    assert np.diff(made.offsets).tolist() == [2, 3, 0, 1]
    assert made.label.tolist() == [0, 0, 1, 1, 1, 0]


@pytest.mark.parametrize("number", [0, 2, 3])
def test_fewer_pile_up_events_than_signal_events_are_told(
    tmp_path: Path, number: int
) -> None:
    """As many are too few: there would be no negative."""
    signal = read_ntuple(write_tree(tmp_path / SIGNAL_FILE, SIGNAL, [1, 1, 1]))
    pileup = read_ntuple(write_tree(tmp_path / PILEUP_FILE, PILEUP, [0] * len(PILEUP)))
    with pytest.raises(DataError) as caught:
        mix(signal, pileup, np.arange(number))
    (problem,) = caught.value.problems
    assert problem.where == PILEUP_FILE
    assert problem.expected == "more than 3 events, one for each signal event"
    assert problem.got == str(number)


def test_the_seed_decides_of_the_order(tmp_path: Path) -> None:
    write_samples(tmp_path, SIGNAL, PILEUP)
    first, again, other = (read_trees(tmp_path, seed) for seed in (1, 1, 2))
    assert first.name == again.name
    assert first.label.tolist() == again.label.tolist()
    assert first.name != other.name
    assert sorted(first.name[3:]) != sorted(other.name[3:])
    assert (first.choices, other.choices) == ({"seed": 1}, {"seed": 2})
    assert set(first.sources) == {SIGNAL_FILE, PILEUP_FILE}


# What is told.


def problem_of(path: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_ntuple(path)
    assert all(problem.cause for problem in caught.value.problems)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", ["n_gen_tau", "mu_hit_bend", "mu_hit_sim_phi"])
def test_a_branch_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    path = write_tree(tmp_path / SIGNAL_FILE, SIGNAL, [1, 1, 1], drop=name)
    assert f"got       no {name}" in problem_of(path)


def test_no_branch_of_those_that_are_needed(tmp_path: Path) -> None:
    path = write_columns(tmp_path / SIGNAL_FILE, {"a": np.arange(3)})
    assert f"no {', '.join(HITS)}, n_gen_tau" in problem_of(path)


def columns() -> dict[str, Any]:
    cells = {name: ak.Array([one[name] for one in SIGNAL]) for name in HITS}
    return cells | {"n_gen_tau": np.array([1, 1, 1], dtype=np.uint32)}


def test_branches_of_different_lengths_are_told(tmp_path: Path) -> None:
    changed = columns()
    changed["mu_hit_bend"] = changed["mu_hit_bend"][:, 1:]
    path = write_columns(tmp_path / SIGNAL_FILE, changed)
    assert "different lengths" in problem_of(path)


@pytest.mark.parametrize("name", ["mu_hit_station", "mu_hit_bend"])
def test_one_number_an_event_instead_of_hits_is_told(tmp_path: Path, name: str) -> None:
    changed = columns()
    changed[name] = changed[name][:, 0]
    path = write_columns(tmp_path / SIGNAL_FILE, changed)
    told = problem_of(path)
    assert f"{name}\n  expected  a vector" in told


def test_a_vector_of_taus_is_told(tmp_path: Path) -> None:
    changed = columns()
    changed["n_gen_tau"] = changed["mu_hit_bend"]
    path = write_columns(tmp_path / SIGNAL_FILE, changed)
    assert "n_gen_tau\n  expected  one number an entry" in problem_of(path)


def test_a_tree_of_another_name_is_told(tmp_path: Path) -> None:
    path = write_tree(tmp_path / SIGNAL_FILE, SIGNAL, [1, 1, 1], tree="Events")
    told = problem_of(path)
    assert f"expected  the tree {TREE}" in told
    assert "got       Events" in told


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_told(tmp_path: Path, share: float) -> None:
    path = write_tree(tmp_path / SIGNAL_FILE, SIGNAL, [1, 1, 1])
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    assert "the file was cut off, or is of another kind" in problem_of(path)


def test_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / SIGNAL_FILE
    path.write_text("not a tree\n" * 100)
    assert "a complete ROOT file" in problem_of(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "no such file" in problem_of(tmp_path / SIGNAL_FILE)


@pytest.mark.parametrize(
    ("names", "got"),
    [
        ([], "none"),
        ([SIGNAL_FILE], "none"),
        ([SIGNAL_FILE, PILEUP_FILE, "More" + PILEUP_FILE], "MinBiasPU200.root, More"),
    ],
)
def test_folders_without_one_file_of_each_sample_are_told(
    tmp_path: Path, names: list[str], got: str
) -> None:
    for name in names:
        write_tree(tmp_path / name, SIGNAL, [1, 1, 1])
    with pytest.raises(DataError, match=f"got       {got}") as caught:
        read_trees(tmp_path)
    assert caught.value.problems[0].where == str(tmp_path)
