# SPDX-License-Identifier: MIT
"""The truth of the test clouds: of these alone, and unchanged by a file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.clouds import Alternatives, Clouds, OrderKeyColumns, Split
from lri_bench.errors import DataError
from lri_bench.storage.npz import read_npz, write_npz
from lri_bench.truth import Truth

Array = npt.NDArray[Any]
KEY = OrderKeyColumns(("x:0",), "<i2")


def clouds_of(splits: list[int], *, optional: bool = True) -> Clouds:
    """Return clouds of 1, 2, 3 … points, every value another one."""
    sizes = np.arange(len(splits)) + 1
    points = np.arange(int(sizes.sum()))
    number = sizes % 3
    length = int(np.sum(number * sizes))
    return Clouds(
        offsets=np.cumsum([0, *sizes]),
        pos=np.stack([points, -points], axis=1),
        x=points[:, np.newaxis],
        truth=points % 2,
        cloud_id=[f"cloud-{size}" for size in sizes],
        y=sizes % 2,
        split=splits,
        direction=np.stack([points, points], axis=1) + 0.5 if optional else None,
        alternatives=(
            Alternatives(number, np.arange(length) % 2) if optional else None
        ),
        meta={"edition": "synmol@raw", "n": [1, None]},
    )


def columns_of(truth: Truth) -> list[tuple[Any, ...]]:
    """Return dtype, shape and values of all that a truth holds."""
    names = ("cloud_id", "offsets", "y", "truth", "order_key", "direction")
    arrays = {name: getattr(truth, name) for name in names}
    if truth.alternatives is not None:
        arrays |= {
            "number": truth.alternatives.number,
            "mask": truth.alternatives.mask,
        }
    return [
        (name, None if v is None else (v.dtype, v.shape, v.tolist()))
        for name, v in arrays.items()
    ]


def valid() -> dict[str, Any]:
    return {
        "cloud_id": np.array(["a", "b"]),
        "offsets": np.array([0, 1, 3]),
        "y": np.array([1, 0]),
        "truth": np.array([1, 0, 0]),
        "order_key": np.array([1, 2], dtype=np.uint64),
    }


def test_the_truth_is_that_of_the_test_clouds_alone() -> None:
    clouds = clouds_of([Split.TEST, Split.TRAIN, Split.TEST, Split.VALID, Split.UNUSED])
    truth = Truth.of(clouds, KEY)
    assert len(truth) == 2
    assert truth.cloud_id.tolist() == ["cloud-1", "cloud-3"]
    assert truth.offsets.tolist() == [0, 1, 4]
    assert truth.y.tolist() == [1, 1]
    # The first point, and the fourth to sixth.
    assert truth.truth.tolist() == [0, 1, 0, 1]
    assert truth.direction is not None
    assert truth.direction.tolist() == [[n + 0.5] * 2 for n in (0, 3, 4, 5)]
    assert truth.order_key.tolist() == clouds.order_keys(KEY)[[0, 2]].tolist()
    assert truth.alternatives is not None
    assert truth.alternatives.number.tolist() == [1, 0]
    assert truth.meta == clouds.meta


def test_what_an_edition_does_not_have_its_truth_has_not() -> None:
    truth = Truth.of(clouds_of([2, 2], optional=False), KEY)
    assert (truth.direction, truth.alternatives) == (None, None)


def test_an_edition_without_test_clouds_has_an_empty_truth(tmp_path: Path) -> None:
    truth = Truth.of(clouds_of([Split.TRAIN]), KEY)
    assert len(truth) == 0
    truth.save(tmp_path / "truth.npz")
    assert columns_of(Truth.load(tmp_path / "truth.npz")) == columns_of(truth)


@settings(deadline=None)
@given(st.lists(st.integers(0, 3), max_size=6), st.booleans())
def test_any_truth_comes_back_from_a_file(splits: list[int], optional: bool) -> None:  # noqa: FBT001
    truth = Truth.of(clouds_of(splits, optional=optional), KEY)
    assert len(truth) == splits.count(Split.TEST)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "truth.npz"
        truth.save(path)
        loaded = Truth.load(path)
    assert columns_of(loaded) == columns_of(truth)
    assert loaded.meta == truth.meta


def test_the_file_holds_no_coordinates_and_no_features(tmp_path: Path) -> None:
    Truth.of(clouds_of([2, 0]), KEY).save(tmp_path / "truth.npz")
    assert set(read_npz(tmp_path / "truth.npz")) == {
        "format",
        "meta",
        "cloud_id",
        "offsets",
        "y",
        "truth",
        "order_key",
        "direction",
        "alternatives/number",
        "alternatives/mask",
    }


def test_the_truth_of_the_same_clouds_is_the_same_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Truth.of(clouds_of([2, 0, 2]), KEY).save(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


# What does not fit.


def test_columns_are_converted_to_their_dtypes() -> None:
    truth = Truth(**valid())
    dtypes = (truth.offsets.dtype, truth.y.dtype, truth.truth.dtype)
    assert dtypes == (np.int64, np.uint8, np.uint8)


@pytest.mark.parametrize(
    ("changes", "where", "got"),
    [
        ({"offsets": np.array([0, 3])}, "offsets", "shape (2,)"),
        ({"offsets": np.array([0, 1, 2])}, "offsets", "[0 1 2]"),
        ({"offsets": np.array([0, 4, 3])}, "offsets", "[0 4 3]"),
        ({"offsets": np.array([1, 1, 3])}, "offsets", "[1 1 3]"),
        ({"y": np.array([1])}, "y", "shape (1,)"),
        ({"y": np.array([1, 256])}, "y", "256, among others"),
        ({"truth": np.array([[1, 0, 0]])}, "truth", "shape (1, 3)"),
        ({"order_key": np.array([1])}, "order_key", "shape (1,)"),
        ({"order_key": np.array([1, -1])}, "order_key", "-1, among others"),
        ({"cloud_id": np.array([["a", "b"]])}, "cloud_id", "shape (1, 2)"),
        ({"direction": np.zeros((2, 3))}, "direction", "shape (2, 3)"),
        ({"direction": np.zeros(3)}, "direction", "shape (3,)"),
        (
            {"alternatives": Alternatives(np.array([1, 1]), np.array([1]))},
            "alternatives",
            "others",
        ),
    ],
)
def test_a_column_that_does_not_fit(
    changes: dict[str, Any], where: str, got: str
) -> None:
    with pytest.raises(DataError) as caught:
        Truth(**(valid() | changes))
    (problem,) = caught.value.problems
    assert (problem.where, problem.got) == (f"Truth: {where}", got)


def test_all_columns_that_do_not_fit_are_told_at_once() -> None:
    with pytest.raises(DataError) as caught:
        Truth(**(valid() | {"y": np.zeros(9), "order_key": np.zeros(7)}))
    assert [problem.where for problem in caught.value.problems] == [
        "Truth: y",
        "Truth: order_key",
    ]


def changed_file(path: Path, changes: dict[str, Array | None]) -> Path:
    """Save a truth with arrays replaced and (None) left out."""
    Truth.of(clouds_of([2, 2]), KEY).save(path)
    arrays: dict[str, Array | None] = {**read_npz(path), **changes}
    write_npz(path, {k: v for k, v in arrays.items() if v is not None})
    return path


@pytest.mark.parametrize(
    ("changes", "where", "got"),
    [
        ({"y": None, "truth": None}, "", "no ['y', 'truth']"),
        ({"alternatives/mask": None}, ": alternatives", "one of them alone"),
        ({"alternatives/number": None}, ": alternatives", "one of them alone"),
        ({"format": np.array("lri-bench-clouds/1")}, "", "format lri-bench-clouds/1"),
        (
            {"meta": np.array("[]")},
            "",
            "format lri-bench-truth/1 without readable meta",
        ),
    ],
)
def test_a_file_that_lacks_something(
    tmp_path: Path, changes: dict[str, Array | None], where: str, got: str
) -> None:
    path = changed_file(tmp_path / "truth.npz", changes)
    with pytest.raises(DataError) as caught:
        Truth.load(path)
    (problem,) = caught.value.problems
    assert (problem.where, problem.got) == (f"{path}{where}", got)


@pytest.mark.parametrize(
    "changes",
    [
        {"y": np.array(["a", "b"])},
        {"truth": np.array(1)},
        {"offsets": np.array([])},
        {"alternatives/number": np.array([2, -1])},
    ],
)
def test_a_file_of_forged_columns_is_told(
    tmp_path: Path, changes: dict[str, Array | None]
) -> None:
    path = changed_file(tmp_path / "truth.npz", changes)
    with pytest.raises(DataError):
        Truth.load(path)


def test_a_file_of_clouds_is_none_of_truth(tmp_path: Path) -> None:
    clouds_of([2]).save(tmp_path / "clouds.npz")
    with pytest.raises(DataError, match="expected  format lri-bench-truth/1"):
        Truth.load(tmp_path / "clouds.npz")
