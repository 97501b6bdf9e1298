# SPDX-License-Identifier: MIT
"""Order keys: computed by hand, and changed by nothing but the order of points."""

from __future__ import annotations

import hashlib
import struct
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lri_bench.clouds import Clouds, OrderKeyColumns, order_keys

Array = npt.NDArray[Any]


def key_of(content: bytes) -> int:
    """Return the key of a cloud's bytes as the definition says it."""
    return int.from_bytes(hashlib.sha256(content).digest()[:8], "little")


def clouds_of(pos: npt.ArrayLike, x: npt.ArrayLike, offsets: list[int]) -> Clouds:
    size = len(offsets) - 1
    return Clouds(
        offsets=np.array(offsets),
        pos=np.asarray(pos, dtype=np.float32),
        x=np.asarray(x, dtype=np.float32),
        truth=np.zeros(offsets[-1], dtype=np.uint8),
        cloud_id=np.arange(size).astype(np.str_),
        y=np.zeros(size, dtype=np.uint8),
        split=np.zeros(size, dtype=np.uint8),
        point_extra={"charge": np.arange(offsets[-1]) % 3},
    )


# Two points, one, none; three coordinates and two features.
SMALL = clouds_of(
    pos=[[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    x=[[6, 0.5], [8, 1.5], [6, 2.5]],
    offsets=[0, 2, 3, 3],
)


def test_the_key_of_a_feature_is_the_one_computed_by_hand() -> None:
    keys = SMALL.order_keys(OrderKeyColumns(("x:0",), "<i2"))
    assert keys.dtype == np.uint64
    assert keys.tolist() == [
        key_of(struct.pack("<2h", 6, 8)),
        key_of(struct.pack("<h", 6)),
        key_of(b""),
    ]


def test_the_key_of_all_coordinates_is_the_one_computed_by_hand() -> None:
    keys = SMALL.order_keys(OrderKeyColumns(("pos",), "<f4"))
    assert keys.tolist() == [
        key_of(struct.pack("<6f", 1, 2, 3, 4, 5, 6)),
        key_of(struct.pack("<3f", 7, 8, 9)),
        key_of(b""),
    ]


def test_several_columns_stand_beside_each_other_for_each_point() -> None:
    keys = SMALL.order_keys(OrderKeyColumns(("x:1", "pos:2", "charge"), "<f8"))
    assert keys.tolist() == [
        key_of(struct.pack("<6d", 0.5, 3, 0, 1.5, 6, 1)),
        key_of(struct.pack("<3d", 2.5, 9, 2)),
        key_of(b""),
    ]


def test_a_key_that_anybody_can_look_up() -> None:
    """SHA-256 of nothing is well known; its first eight bytes, little-endian."""
    assert order_keys(np.empty(0), np.array([0, 0]), "<i2").tolist() == [
        0x141CFC9842C4B0E3
    ]


@pytest.mark.parametrize(
    ("dtype", "packed"),
    [
        ("<i2", b"\x01\x00\x02\x00"),
        (">i2", b"\x00\x01\x00\x02"),
        ("<f4", struct.pack("<2f", 1, 2)),
        (">f4", struct.pack(">2f", 1, 2)),
        ("<i8", struct.pack("<2q", 1, 2)),
        ("|u1", b"\x01\x02"),
    ],
)
def test_numbers_are_hashed_in_the_byte_order_of_the_dtype(
    dtype: str, packed: bytes
) -> None:
    for columns in (np.array([1, 2]), np.array([1, 2], dtype=">f8")):
        assert order_keys(columns, np.array([0, 2]), dtype).tolist() == [key_of(packed)]


def test_minus_zero_is_zero() -> None:
    signed, plain = np.array([-0.0, 1.0, -0.0]), np.array([0.0, 1.0, 0.0])
    offsets = np.array([0, 3])
    expected = [key_of(struct.pack("<3f", 0, 1, 0))]
    assert order_keys(signed, offsets, "<f4").tolist() == expected
    assert order_keys(plain, offsets, "<f4").tolist() == expected


def test_points_of_different_kinds_cannot_change_places_unseen() -> None:
    there, back = order_keys(np.array([6, 8, 8, 6]), np.array([0, 2, 4]), "<i2")
    assert there != back


def test_points_of_the_same_kind_can() -> None:
    kinds = np.array([[6, 1], [6, 1], [8, 1]])
    swapped = kinds[[1, 0, 2]]
    offsets = np.array([0, 3])
    assert order_keys(kinds, offsets, "<i2") == order_keys(swapped, offsets, "<i2")


@pytest.mark.parametrize("names", [("pos",), ("x:0", "x:1"), ("pos:0", "charge")])
def test_no_clouds_and_clouds_without_points_have_keys(names: tuple[str, ...]) -> None:
    columns = OrderKeyColumns(names, "<f4")
    for size in (0, 2):
        empty = clouds_of(np.empty((0, 3)), np.empty((0, 2)), [0] * (size + 1))
        assert empty.order_keys(columns).tolist() == [key_of(b"")] * size


def test_columns_of_several_axes_are_flat_for_each_point() -> None:
    table = np.arange(12, dtype=np.int16).reshape(2, 2, 3)
    keys = OrderKeyColumns(("table",), "<i2").keys({"table": table}.get, np.arange(3))
    assert keys.tolist() == [
        key_of(struct.pack("<6h", *range(6))),
        key_of(struct.pack("<6h", *range(6, 12))),
    ]


@settings(deadline=None)
@given(
    hnp.arrays(np.int16, st.tuples(st.integers(0, 12), st.integers(1, 3))),
    st.data(),
)
def test_keys_are_those_of_each_cloud_alone(table: Array, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(table)), max_size=5))
    offsets = np.array([0, *sorted(cuts), len(table)])
    expected = [
        key_of(table[start:stop].astype("<i2").tobytes())
        for start, stop in pairwise(offsets)
    ]
    assert order_keys(table, offsets, "<i2").tolist() == expected
    layout = np.asfortranarray(table)
    assert order_keys(layout, offsets, "<i2").tolist() == expected


@settings(deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=8), st.data())
def test_a_key_changes_if_and_only_if_the_order_of_kinds_does(
    kinds: list[int], data: st.DataObject
) -> None:
    permuted = data.draw(st.permutations(kinds))
    offsets = np.array([0, len(kinds)])
    before, after = (
        order_keys(np.array(order), offsets, "<i2")[0] for order in (kinds, permuted)
    )
    assert (before == after) == (kinds == permuted)
