# SPDX-License-Identifier: MIT
"""Clouds: what does not fit is told, and nothing is lost on any way."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.clouds import Alternatives, Clouds, Split
from lri_bench.errors import DataError, OutputError, Problem
from lri_bench.storage.npz import read_npz, write_npz

Array = npt.NDArray[Any]


def columns_of(sizes: list[int], first: int = 0) -> dict[str, Any]:
    """Return required columns of clouds of these sizes, every value another one."""
    points, clouds = np.arange(sum(sizes)) + 100 * first, np.arange(len(sizes)) + first
    return {
        "offsets": np.cumsum([0, *sizes]),
        "pos": np.stack([points, points / 2, -points], axis=1),
        "x": np.stack([points % 7, points + 0.5], axis=1),
        "truth": points % 2,
        "cloud_id": [f"cloud-{number}" for number in clouds],
        "y": clouds % 2,
        "split": clouds % 4,
    }


def optional_of(sizes: list[int], first: int = 0) -> dict[str, Any]:
    """Return every optional column of such clouds."""
    points, clouds = np.arange(sum(sizes)) + 100 * first, np.arange(len(sizes)) + first
    number = clouds % 3
    inner = Clouds(**columns_of([size % 3 for size in sizes], first), meta={"a": 1})
    middle = Clouds(
        **columns_of([size % 2 + 1 for size in sizes], first), context={"ion": inner}
    )
    return {
        "direction": np.stack([points, points, points], axis=1) + 0.25,
        "group": points // 2 - 1,
        "alternatives": Alternatives(
            number, np.arange(int(np.sum(number * np.array(sizes, dtype=int)))) % 2
        ),
        "point_extra": {
            "charge": points.astype(np.int8),
            "true_pos": points[:, np.newaxis, np.newaxis] * np.ones((1, 2, 2)),
        },
        "cloud_extra": {
            "row": clouds * 10,
            "smiles": np.array([f"C{'C' * number}" for number in clouds], np.str_),
        },
        "context": {"ligand": middle, "water": inner},
    }


def full(sizes: list[int], first: int = 0, **changes: Any) -> Clouds:
    """Return clouds with every column there is."""
    given_columns = columns_of(sizes, first) | optional_of(sizes, first)
    meta = {"edition": "synmol@raw", "n": [1, 2]}
    return Clouds(**(given_columns | {"meta": meta} | changes))


def small(**changes: Any) -> Clouds:
    return Clouds(**(columns_of([2, 0, 3]) | changes))


def same(first: Clouds, second: Clouds) -> bool:
    """Return whether two have the same columns, dtypes and values."""

    def facts(clouds: Clouds) -> list[tuple[Any, ...]]:
        listed = clouds.columns()
        return [(name, v.dtype, v.shape, v.tobytes()) for name, v in listed]

    return facts(first) == facts(second)


def problems_of(**changes: Any) -> dict[str, tuple[str, str]]:
    """Return what was expected and what was there, by where it is wrong."""
    with pytest.raises(DataError) as caught:
        small(**changes)
    return {p.where: (p.expected, p.got) for p in caught.value.problems}


# Construction.


def test_columns_are_converted_to_their_dtypes() -> None:
    clouds = full([2, 0, 3])
    assert {
        name: value.dtype.str
        for name, value in clouds.columns()
        if "/" not in name and name != "cloud_id"
    } == {
        "offsets": "<i8",
        "pos": "<f4",
        "x": "<f4",
        "truth": "|u1",
        "y": "|u1",
        "split": "|u1",
        "direction": "<f4",
        "group": "<i4",
    }
    assert clouds.cloud_id.dtype == np.dtype("<U7")
    assert (len(clouds), clouds.points) == (3, 5)


def test_clouds_without_features_points_or_clouds() -> None:
    assert small(x=np.empty((5, 0))).x.shape == (5, 0)
    assert full([0, 0]).points == 0
    empty = full([])
    assert (len(empty), empty.points) == (0, 0)
    assert len(empty.context["ligand"].context["ion"]) == 0


@pytest.mark.parametrize(
    ("changes", "where", "expected", "got"),
    [
        ({"offsets": [0, 2, 5]}, "offsets", "4 ascending numbers from 0 to 5", "3 nu"),
        ({"offsets": [1, 2, 2, 5]}, "offsets", "4 ascending numbers", "4 numbers: [1"),
        ({"offsets": [0, 2, 2, 4]}, "offsets", "from 0 to 5", "4 numbers: [0 2 2 4]"),
        ({"offsets": [0, 3, 2, 5]}, "offsets", "from 0 to 5", "4 numbers: [0 3 2 5]"),
        ({"offsets": []}, "offsets", "4 ascending numbers", "0 numbers: []"),
        ({"offsets": [[0, 2, 2, 5]]}, "offsets", "1-d", "shape (1, 4)"),
        ({"offsets": 5}, "offsets", "1-d", "shape ()"),
        ({"offsets": [0, 2.5, 3, 5]}, "offsets", "int64 can hold", "2.5, among others"),
        ({"pos": np.zeros(5)}, "pos", "2-d", "shape (5,)"),
        ({"pos": ["a"] * 5}, "pos", "float32 can hold", "dtype <U1"),
        ({"x": np.zeros((5, 1, 1))}, "x", "2-d", "shape (5, 1, 1)"),
        ({"x": np.zeros((4, 1))}, "x", "5 rows", "4"),
        ({"truth": [0, 1]}, "truth", "5 rows", "2"),
        ({"truth": [[0]] * 5}, "truth", "1-d", "shape (5, 1)"),
        ({"truth": [0, 1, 2, 0, 0]}, "truth", "0 to 1", "2"),
        ({"truth": [0, 1, 0.5, 0, 0]}, "truth", "uint8 can hold", "0.5, among"),
        ({"truth": [0, 1, 256, 0, 0]}, "truth", "uint8 can hold", "256, among"),
        ({"cloud_id": ["a", "b"]}, "y", "2 rows", "3"),
        ({"cloud_id": ["a", "b", "a"]}, "cloud_id", "every name once", "some are"),
        ({"cloud_id": "abc"}, "cloud_id", "1-d", "shape ()"),
        ({"y": [0, 1, -1]}, "y", "uint8 can hold", "-1, among others"),
        ({"y": [0, 1]}, "y", "3 rows", "2"),
        ({"split": [0, 1, 4]}, "split", "0 to 3", "4"),
        ({"direction": np.zeros((5, 2))}, "direction", "3 columns", "2"),
        ({"direction": np.zeros((4, 3))}, "direction", "5 rows", "4"),
        ({"direction": np.zeros(5)}, "direction", "2-d", "shape (5,)"),
        ({"group": [0] * 4}, "group", "5 rows", "4"),
        ({"group": [2**31] * 5}, "group", "int32 can hold", "2147483648, among"),
        ({"point_extra": {"q": np.zeros(4)}}, "q", "5 rows", "4"),
        ({"point_extra": {"q": np.float32(1)}}, "q", "a column", "a single value"),
        ({"cloud_extra": {"q": np.zeros(4)}}, "q", "3 rows", "4"),
    ],
)
def test_a_column_that_does_not_fit(
    changes: dict[str, Any], where: str, expected: str, got: str
) -> None:
    told = problems_of(**changes)
    assert expected in told[f"Clouds: {where}"][0]
    assert told[f"Clouds: {where}"][1].startswith(got)


def test_offsets_whose_differences_wrap_around() -> None:
    offsets = [0, 2**62, -(2**62) - 1, 5]
    assert np.all(np.diff(offsets) > 0)
    assert list(problems_of(offsets=offsets)) == ["Clouds: offsets"]


def test_context_clouds_must_be_as_many_and_have_a_plain_name() -> None:
    inner = Clouds(**columns_of([1, 1]))
    told = problems_of(context={"ligand": inner})
    assert told == {"Clouds: context ligand": ("3 clouds", "2")}
    told = problems_of(context={"a/b": Clouds(**columns_of([1, 1, 1]))})
    assert told == {"Clouds: context a/b": ("a name without /", "a/b")}


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ([1, 0], [0, 1]),
        ([1, 0, 1], [0, 1]),
        ([1, 0, 0], [0, 1, 0]),
        ([-1, 0, 2], [0, 1, 0, 1]),
        ([2**62, 2**62, 0], []),
        ([[1, 0, 0]], [0, 1]),
        ([1, 0, 0], [[0, 1]]),
    ],
)
def test_alternatives_that_do_not_fit(number: Any, mask: Any) -> None:
    told = problems_of(alternatives=Alternatives(np.array(number), np.array(mask)))
    assert told == {"Clouds: alternatives": ("masks as long as the clouds", "others")}


def test_alternatives_that_are_no_whole_numbers() -> None:
    with pytest.raises(DataError) as caught:
        Alternatives(np.array([0.5]), np.array(["a"]))
    assert [problem.where for problem in caught.value.problems] == [
        "Alternatives: number",
        "Alternatives: mask",
    ]


def test_all_problems_are_told_at_once() -> None:
    assert list(problems_of(y=[300] * 3, truth=[-1] * 5, pos=["a"])) == [
        "Clouds: pos",
        "Clouds: truth",
        "Clouds: y",
    ]
    assert list(problems_of(y=0, pos=[1])) == ["Clouds: pos", "Clouds: y"]
    inner = Clouds(**columns_of([1]))
    told = problems_of(
        offsets=[0, 9],
        x=np.zeros((1, 1)),
        truth=[2],
        cloud_id=["a", "a", "b"],
        split=[9, 0],
        context={"ligand": inner},
        point_extra={"charge": np.zeros(2)},
        alternatives=Alternatives(np.array([1]), np.array([1])),
    )
    assert set(told) == {
        f"Clouds: {name}"
        for name in (
            "offsets",
            "x",
            "truth",
            "cloud_id",
            "split",
            "charge",
            "context ligand",
        )
    }


# Selection.


def test_chosen_clouds_come_in_the_order_that_is_wanted() -> None:
    clouds = full([2, 0, 3, 1])
    chosen = clouds.select(np.array([2, 0]))
    assert chosen.cloud_id.tolist() == ["cloud-2", "cloud-0"]
    assert chosen.offsets.tolist() == [0, 3, 5]
    assert np.array_equal(chosen.pos[:, 0], [2, 3, 4, 0, 1])
    assert chosen.cloud_extra["row"].tolist() == [20, 0]
    assert chosen.alternatives is not None
    assert chosen.alternatives.number.tolist() == [2, 0]
    assert len(chosen.context["ligand"]) == 2
    assert chosen.meta == clouds.meta


@pytest.mark.parametrize("places", [[-1, -3], [2, 0], (2, 0)])
def test_places_may_be_counted_from_the_end(places: Any) -> None:
    clouds = full([2, 0, 3])
    chosen = clouds.select(places)
    assert chosen.cloud_id.tolist() == ["cloud-2", "cloud-0"]
    assert np.array_equal(chosen.pos[:, 0], [2, 3, 4, 0, 1])


def test_clouds_can_be_chosen_by_yes_and_no() -> None:
    clouds = full([2, 0, 3])
    mask = np.array([True, False, True])
    assert same(clouds.select(mask), clouds.select(np.array([0, 2])))
    with pytest.raises(IndexError):
        clouds.select(mask[:2])


@pytest.mark.parametrize("none", [[], np.zeros(3, dtype=bool), np.empty(0, dtype=int)])
def test_no_cloud_can_be_chosen(none: Any) -> None:
    chosen = full([2, 0, 3]).select(none)
    assert (len(chosen), chosen.points) == (0, 0)
    assert chosen.pos.shape == (0, 3)


def test_a_cloud_that_is_not_there_or_twice_there_cannot_be_chosen() -> None:
    clouds = full([2, 0, 3])
    with pytest.raises(IndexError):
        clouds.select(np.array([3]))
    with pytest.raises(DataError, match="every name once"):
        clouds.select(np.array([1, 1]))


def test_a_split_has_its_clouds_and_keeps_their_order() -> None:
    clouds = full([1] * 9)
    for split in Split:
        found = clouds.in_split(split).cloud_id.tolist()
        assert found == [f"cloud-{n}" for n in range(9) if n % 4 == split]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 4), max_size=6).flatmap(
        lambda sizes: st.tuples(st.just(sizes), st.permutations(range(len(sizes))))
    )
)
def test_a_permutation_and_its_inverse_change_nothing(
    drawn: tuple[list[int], list[int]],
) -> None:
    sizes, order = drawn
    clouds = full(sizes)
    there = clouds.select(np.array(order, dtype=int))
    assert same(there.select(np.argsort(np.array(order, dtype=int))), clouds)
    for place, cloud in enumerate(order):
        assert same(there.select(np.array([place])), clouds.select(np.array([cloud])))


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 4), max_size=3), min_size=1, max_size=3))
def test_parts_that_are_laid_together_can_be_taken_out_again(
    lists: list[list[int]],
) -> None:
    parts = [full(sizes, first=10 * n) for n, sizes in enumerate(lists)]
    joined = Clouds.concatenate(parts)
    assert len(joined) == sum(map(len, parts))
    start = 0
    for part in parts:
        taken = joined.select(np.arange(start, start + len(part)))
        assert narrowed(taken) == narrowed(part)
        start += len(part)


def narrowed(clouds: Clouds) -> list[tuple[Any, ...]]:
    """Return all values; further columns of text become as wide as the widest."""
    listed = clouds.columns()
    return [(name, v.dtype.kind, v.shape, v.tolist()) for name, v in listed]


def test_the_names_of_a_part_are_as_wide_as_they_were() -> None:
    long = small(cloud_id=["a" * 40, "b", "c"])
    assert long.select([1, 2]).cloud_id.dtype == np.dtype("<U1")


def test_the_first_meta_is_kept() -> None:
    first, second = small(meta={"n": 1}), Clouds(**columns_of([1], 9), meta={"n": 2})
    assert Clouds.concatenate([first, second]).meta == {"n": 1}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"group": np.zeros(1)}, "group"),
        ({"x": np.zeros((1, 3))}, "x (3,)"),
        ({"pos": np.zeros((1, 2))}, "pos (2,)"),
        ({"cloud_extra": {"row": np.zeros(1)}}, "cloud_extra/row"),
        ({"point_extra": {"q": np.zeros((1, 2, 2))}}, "point_extra/q (2, 2)"),
        ({"context": {"ligand": Clouds(**columns_of([1]))}}, "context/ligand/pos (3,)"),
    ],
)
def test_parts_of_different_columns_are_not_laid_together(
    changes: dict[str, Any], told: str
) -> None:
    other = Clouds(**(columns_of([1], 9) | changes))
    with pytest.raises(DataError) as caught:
        Clouds.concatenate([small(), small(), other])
    (problem,) = caught.value.problems
    assert problem.where == "part 2 of 3"
    assert told in problem.got
    assert "x (2,)" in problem.expected
    assert problem.cause == "clouds of different data sets or builders"


def test_a_cloud_cannot_be_in_two_parts() -> None:
    with pytest.raises(DataError, match="every name once"):
        Clouds.concatenate([small(), small()])


# Files.


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


# The hash of the content.


def test_the_hash_is_of_all_columns_and_of_nothing_else(tmp_path: Path) -> None:
    clouds = full([2, 0, 3])
    expected = clouds.content_hash()
    assert len(expected) == 64
    assert dataclasses.replace(clouds, meta={"n": 9}).content_hash() == expected
    clouds.save(tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "a.npz") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "b.npz", "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):  # another order, and not compressed
            archive.writestr(name, members[name])
    assert Clouds.load(tmp_path / "b.npz").content_hash() == expected
    big = clouds.pos.astype(">f8")
    assert dataclasses.replace(clouds, pos=big).content_hash() == expected


def test_the_hash_can_be_computed_by_hand() -> None:
    clouds = Clouds(
        offsets=[0, 1],
        pos=[[1, 2]],
        x=np.empty((1, 0)),
        truth=[1],
        cloud_id=["a"],
        y=[1],
        split=[2],
    )
    content = (
        b"cloud_id <U1 (1,)\na\0\0\0"
        b"y |u1 (1,)\n\x01"
        b"split |u1 (1,)\n\x02"
        b"offsets <i8 (2,)\n" + np.array([0, 1], "<i8").tobytes() + b"pos <f4 (1, 2)\n"
        b"\0\0\x80\x3f\0\0\x00\x40"
        b"x <f4 (1, 0)\n"
        b"truth |u1 (1,)\n\x01"
    )
    assert clouds.content_hash() == hashlib.sha256(content).hexdigest()


def test_the_hash_changes_with_every_column(tmp_path: Path) -> None:
    path = tmp_path / "clouds.npz"
    full([2, 0, 3]).save(path)
    arrays = read_npz(path)
    hashes = {Clouds.load(path).content_hash()}
    # Explanations do not fit other offsets: these are changed without them.
    changed = [key for key in arrays if key not in ("format", "meta", "offsets")]
    for key in changed:
        write_npz(path, arrays | {key: another(key, arrays[key])})
        hashes.add(Clouds.load(path).content_hash())
    assert len(hashes) == 1 + len(changed)
    assert len(changed) > 30
    offsets = (columns_of([2, 0, 3])["offsets"], [0, 1, 2, 5])
    assert len({small(offsets=cuts).content_hash() for cuts in offsets}) == 2


def another(key: str, value: Array) -> Array:
    """Return a column that fits as well and differs in one value."""
    plain = np.array(value)
    if key.endswith("offsets"):
        return np.array([0, *np.maximum(plain[1:-1] - 1, 0), plain[-1]])
    if plain.dtype.kind == "U":
        plain[-1] = plain[-1][:-1] + "!"
    elif key.endswith(("truth", "mask")):
        plain[-1] ^= 1
    elif key == "alternatives/number":
        plain[1] += 1  # of a cloud without points
    else:
        plain[-1] += 1
    return plain


def test_the_hash_changes_with_the_name_and_the_shape_of_a_column() -> None:
    values = np.zeros((3, 2), dtype=np.float32)
    variants = [
        small(),
        small(cloud_extra={"a": values}),
        small(cloud_extra={"b": values}),
        small(cloud_extra={"a": values.astype(np.float64)}),
        small(cloud_extra={"a": values[:, :1]}),
        small(cloud_extra={"a": values[:, 0]}),
        small(context={"a": small()}),
        small(context={"b": small()}),
    ]
    assert len({clouds.content_hash() for clouds in variants}) == len(variants)


# Alternatives.


def test_the_explanations_of_a_cloud_are_rows_as_long_as_it_has_points() -> None:
    offsets = np.array([0, 2, 2, 5])
    alternatives = Alternatives(np.array([2, 3, 1]), np.array([1, 0, 0, 1, 1, 0, 1]))
    assert alternatives.fit(offsets)
    assert alternatives.of(offsets, 0).tolist() == [[1, 0], [0, 1]]
    assert alternatives.of(offsets, 1).shape == (3, 0)
    assert alternatives.of(offsets, 2).tolist() == [[1, 0, 1]]
    assert alternatives.offsets(offsets).tolist() == [0, 4, 4, 7]


def test_a_cloud_may_have_no_explanations_told_apart() -> None:
    alternatives = Alternatives(np.array([0, 1]), np.array([1, 1]))
    assert alternatives.of(np.array([0, 3, 5]), 0).shape == (0, 3)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5))
def test_chosen_explanations_are_those_of_the_chosen_clouds(
    numbers: list[tuple[int, int]],
) -> None:
    sizes = [size for size, _ in numbers]
    number = np.array([several for _, several in numbers], dtype=int)
    offsets = np.cumsum([0, *sizes])
    mask = np.arange(int(np.sum(number * np.array(sizes, dtype=int)))) % 251
    alternatives = Alternatives(number, mask)
    chosen = np.arange(len(sizes))[::-1]
    cuts = np.cumsum([0, *(sizes[place] for place in chosen)])
    selected = alternatives.select(offsets, chosen)
    for place, cloud in enumerate(chosen):
        theirs = alternatives.of(offsets, int(cloud))
        assert np.array_equal(selected.of(cuts, place), theirs)
        assert theirs.shape == (number[cloud], sizes[cloud])


def test_meta_is_json_and_comes_back_as_it_was(tmp_path: Path) -> None:
    meta = {"ü": None, "n": [1, 2.5, {"a": True}]}
    small(meta=meta).save(tmp_path / "clouds.npz")
    assert Clouds.load(tmp_path / "clouds.npz").meta == meta
    stored = str(read_npz(tmp_path / "clouds.npz")["meta"])
    assert json.loads(stored) == meta
