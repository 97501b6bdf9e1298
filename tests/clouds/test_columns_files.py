# SPDX-License-Identifier: MIT
"""Files of clouds: every column comes back, and what a file lacks is told."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from full_clouds import Array, full, same, small
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, OutputError, Problem
from lri_bench.storage.npz import read_npz, write_npz


def test_every_column_comes_back_from_a_file(tmp_path: Path) -> None:
    clouds = full([2, 0, 3, 1])
    clouds.save(tmp_path / "clouds.npz")
    loaded = Clouds.load(tmp_path / "clouds.npz")
    assert same(loaded, clouds)
    assert loaded.meta == clouds.meta
    assert list(loaded.context["ligand"].context) == ["ion"]
    assert loaded.content_hash() == clouds.content_hash()


def test_required_columns_alone_come_back_from_a_file(tmp_path: Path) -> None:
    small().save(tmp_path / "clouds.npz")
    loaded = Clouds.load(str(tmp_path / "clouds.npz"))
    assert same(loaded, small())
    assert (loaded.direction, loaded.group, loaded.alternatives) == (None, None, None)
    assert (loaded.point_extra, loaded.cloud_extra, loaded.context) == ({}, {}, {})


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), max_size=5))
def test_clouds_of_any_sizes_come_back_from_a_file(sizes: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clouds.npz"
        full(sizes).save(path)
        assert same(Clouds.load(path), full(sizes))


def test_the_same_clouds_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        full([2, 0, 3]).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_holds_no_pickle(tmp_path: Path) -> None:
    full([2, 0, 3]).save(tmp_path / "clouds.npz")
    with np.load(tmp_path / "clouds.npz", allow_pickle=False) as file:
        assert {file[key].dtype.kind for key in file} <= set("biufU")


def test_clouds_that_cannot_be_saved_leave_the_old_file(tmp_path: Path) -> None:
    small().save(tmp_path / "clouds.npz")
    before = (tmp_path / "clouds.npz").read_bytes()
    objects = np.array([{}, {}, {}], dtype=object)
    with pytest.raises(TypeError, match="cloud_extra/bad"):
        small(cloud_extra={"bad": objects}).save(tmp_path / "clouds.npz")
    assert (tmp_path / "clouds.npz").read_bytes() == before
    with pytest.raises(OutputError):
        small().save(tmp_path / "absent" / "clouds.npz")


def changed_file(path: Path, changes: Mapping[str, Array | None]) -> Path:
    """Save full clouds with arrays added, replaced and (None) left out."""
    full([2, 0, 3]).save(path)
    arrays: dict[str, Array | None] = {**read_npz(path), **changes}
    write_npz(path, {k: v for k, v in arrays.items() if v is not None})
    return path


def load_problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        Clouds.load(path)
    return caught.value.problems


@pytest.mark.parametrize(
    ("changes", "where", "got"),
    [
        ({"pos": None, "y": None}, "", "no ['pos', 'y']"),
        ({"context/ligand/x": None}, ": context/ligand", "no ['x']"),
        ({"alternatives/mask": None}, ": alternatives", "one of them alone"),
        ({"alternatives/number": None}, ": alternatives", "one of them alone"),
        ({"format": np.array("lri-bench-truth/1")}, "", "format lri-bench-truth/1"),
        (
            {"meta": np.array("{")},
            "",
            "format lri-bench-clouds/1 without readable meta",
        ),
    ],
)
def test_a_file_that_lacks_something(
    tmp_path: Path, changes: dict[str, Array | None], where: str, got: str
) -> None:
    path = changed_file(tmp_path / "clouds.npz", changes)
    (problem,) = load_problems(path)
    assert (problem.where, problem.got) == (f"{path}{where}", got)


@pytest.mark.parametrize(
    "changes",
    [
        {"pos": np.array("text")},
        {"pos": np.zeros(3)},
        {"offsets": np.array([0.5])},
        {"cloud_id": np.zeros((2, 2))},
        {"truth": np.array(["a"])},
        {"alternatives/number": np.array(["a"])},
        {"alternatives/mask": np.array([9999])},
        {"point_extra/charge": np.array(1)},
        {"context/ligand/offsets": np.array([])},
    ],
)
def test_a_file_of_forged_columns_is_told(
    tmp_path: Path, changes: dict[str, Array | None]
) -> None:
    assert load_problems(changed_file(tmp_path / "clouds.npz", changes))


def test_names_that_mean_nothing_are_no_columns(tmp_path: Path) -> None:
    names = ("point_extra", "cloud_extra", "context", "alternatives", "other")
    changes = dict.fromkeys(names, np.zeros(3))
    path = changed_file(tmp_path / "clouds.npz", changes)
    assert same(Clouds.load(path), full([2, 0, 3]))


def test_a_file_that_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "clouds.npz").write_text("text")
    (problem,) = load_problems(tmp_path / "clouds.npz")
    assert problem.expected == "an .npz file, which is a zip archive"


def test_meta_is_json_and_comes_back_as_it_was(tmp_path: Path) -> None:
    meta = {"ü": None, "n": [1, 2.5, {"a": True}]}
    small(meta=meta).save(tmp_path / "clouds.npz")
    assert Clouds.load(tmp_path / "clouds.npz").meta == meta
    stored = str(read_npz(tmp_path / "clouds.npz")["meta"])
    assert json.loads(stored) == meta
