# SPDX-License-Identifier: MIT
"""Trees that lack something, were cut off or are of another kind are told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import awkward as ak
import numpy as np
import pytest
import uproot
from tracker import Columns, events, write_root

from lri_bench.builders.actstrack.sources import read_acts
from lri_bench.builders.actstrack.trees import read_trees
from lri_bench.errors import DataError

SIGNAL = events(4, signal=True)


def problem_of(folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        read_trees(folder)
    assert all(problem.where and problem.cause for problem in caught.value.problems)
    return str(caught.value)


def changed_trees(
    folder: Path, file: str, change: Callable[[Columns], Columns], tree: str = ""
) -> Path:
    """Write trees, and one of them once more with other columns or another name."""
    write_root(folder / "signal", SIGNAL)
    path = folder / "signal" / f"{file}.root"
    old = file.partition("_")[0]
    with uproot.open(path) as root:
        arrays = root[old].arrays()
    columns = change({n: arrays[n] for n in arrays.fields if not is_counter(arrays, n)})
    kinds = {name: kind_of(column) for name, column in columns.items()}
    with uproot.recreate(path) as root:
        root.mktree(tree or old, kinds).extend(columns)
    return folder / "signal"


def without(columns: Columns, name: str) -> Columns:
    return {other: column for other, column in columns.items() if other != name}


def is_counter(arrays: ak.Array, name: str) -> bool:
    return name[0] == "n" and name[1:] in arrays.fields


def kind_of(column: ak.Array) -> str:
    return str(ak.type(column)).partition(" * ")[2]


@pytest.mark.parametrize("name", ["tt", "deltae", "event_id", "particle_id"])
def test_hits_without_a_branch_are_told(tmp_path: Path, name: str) -> None:
    folder = changed_trees(
        tmp_path,
        "hits",
        partial(without, name=name),
    )
    told = problem_of(folder)
    assert f"no {name}" in told
    assert str(folder / "hits.root") in told


@pytest.mark.parametrize("name", ["px", "m", "particle_type", "event_id"])
def test_particles_without_a_branch_are_told(tmp_path: Path, name: str) -> None:
    folder = changed_trees(
        tmp_path,
        "particles_initial",
        partial(without, name=name),
    )
    assert f"no {name}" in problem_of(folder)


def test_no_branch_of_those_that_are_needed(tmp_path: Path) -> None:
    folder = changed_trees(tmp_path, "hits", lambda columns: {"a": columns["tx"]})
    assert "no event_id, tx, ty, tz" in problem_of(folder)


def test_particle_ids_that_are_floats_are_told(tmp_path: Path) -> None:
    folder = changed_trees(
        tmp_path,
        "hits",
        lambda columns: (
            columns
            | {"particle_id": ak.values_astype(columns["particle_id"], np.float64)}
        ),
    )
    told = problem_of(folder)
    assert "expected  integers" in told
    assert "of which floating-point numbers keep 53" in told


def test_one_particle_an_entry_is_told(tmp_path: Path) -> None:
    folder = changed_trees(
        tmp_path,
        "particles_initial",
        lambda columns: columns | {"px": columns["px"][:, 0]},
    )
    assert "expected  a vector" in problem_of(folder)


def test_one_event_an_entry_of_hits_is_told(tmp_path: Path) -> None:
    folder = changed_trees(
        tmp_path,
        "hits",
        lambda columns: {n: ak.unflatten(c, [len(c)]) for n, c in columns.items()},
    )
    assert "expected  one number an entry" in problem_of(folder)


def test_vectors_of_different_lengths_are_told(tmp_path: Path) -> None:
    folder = changed_trees(
        tmp_path,
        "particles_initial",
        lambda columns: columns | {"py": columns["py"][:, 1:]},
    )
    assert "vectors of one length" in problem_of(folder)


def test_runs_that_were_joined_are_told(tmp_path: Path) -> None:
    """Events of the same number would become one."""
    folder = changed_trees(
        tmp_path,
        "particles_initial",
        lambda columns: columns | {"event_id": columns["event_id"] % 2},
    )
    assert "2 numbers for 4 events" in problem_of(folder)


def test_a_tree_of_another_name_is_told(tmp_path: Path) -> None:
    folder = changed_trees(
        tmp_path, "hits", lambda columns: columns, tree="spacepoints"
    )
    told = problem_of(folder)
    assert "expected  the tree hits" in told
    assert "got       spacepoints" in told


@pytest.mark.parametrize("file", ["hits", "particles_initial"])
@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.6, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_told(
    tmp_path: Path, file: str, share: float
) -> None:
    write_root(tmp_path / "signal", SIGNAL)
    path = tmp_path / "signal" / f"{file}.root"
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    told = problem_of(tmp_path / "signal")
    assert "the file was cut off, or is of another kind" in told
    assert str(path) in told


def test_text_in_place_of_a_tree_is_told(tmp_path: Path) -> None:
    write_root(tmp_path / "signal", SIGNAL)
    (tmp_path / "signal" / "hits.root").write_text("event_id,tx\n0,1.0\n" * 100)
    assert "a complete ROOT file" in problem_of(tmp_path / "signal")


@pytest.mark.parametrize("name", ["particles_initial.root", "hits.root"])
def test_one_of_the_two_files_alone_is_told(tmp_path: Path, name: str) -> None:
    for kind in ("signal", "bkg"):
        write_root(tmp_path / kind, SIGNAL)
    (tmp_path / "signal" / name).unlink()
    with pytest.raises(DataError, match="no such file") as caught:
        read_acts(tmp_path)
    assert caught.value.problems[0].where == str(tmp_path / "signal" / name)


@pytest.mark.parametrize("there", [True, False])
def test_a_folder_of_something_else_is_told(tmp_path: Path, *, there: bool) -> None:
    folder = tmp_path / "folder"
    if there:
        (folder / "signal").mkdir(parents=True)
    got = "neither" if there else "no such folder"
    with pytest.raises(DataError, match=got) as caught:
        read_acts(folder)
    assert "signal with particles_initial.root and hits.root" in str(caught.value)
