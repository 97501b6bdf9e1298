# SPDX-License-Identifier: MIT
"""Parts of barcodes are packed without loss, or it is told that they cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tracker import split

from lri_bench.builders.actstrack.events import BARCODE_PARTS, barcodes, joined

LARGEST = [(1 << bits) - 1 for bits in BARCODE_PARTS.values()]
PARTS = st.tuples(*(st.integers(0, most) for most in LARGEST))


@given(st.lists(PARTS, max_size=5), st.sampled_from([np.uint32, np.int64]))
def test_parts_are_packed_from_the_top_bits_on(
    rows: list[tuple[int, ...]], dtype: type
) -> None:
    columns = np.array(rows, dtype=dtype).reshape(-1, len(LARGEST)).T
    packed = barcodes(list(columns))
    expected = [
        pv << 52 | sv << 40 | part << 24 | gen << 16 | sub
        for pv, sv, part, gen, sub in rows
    ]
    assert packed.dtype == np.uint64
    assert packed.tolist() == expected
    for column, part in zip(
        columns, split(packed, BARCODE_PARTS).values(), strict=True
    ):
        assert part.tolist() == column.tolist()


@pytest.mark.parametrize("place", range(len(LARGEST)))
def test_a_part_that_is_too_large_is_told(place: int) -> None:
    parts = [np.array([0, most]) for most in LARGEST]
    assert barcodes(parts)[1] == 2**64 - 1
    name, bits = list(BARCODE_PARTS.items())[place]
    for odd in (LARGEST[place] + 1, -1):
        parts[place] = np.array([odd, 1])
        with pytest.raises(OverflowError, match=f"{name} {odd}, which {bits} bits"):
            barcodes(parts)


def test_signed_and_unsigned_barcodes_are_joined_as_integers() -> None:
    signed, unsigned = np.array([2**62 + 1]), np.array([2**64 - 1], dtype=np.uint64)
    empty = np.empty(0, dtype=object)
    whole = joined("particle_id", [signed, empty, unsigned])
    assert whole.dtype == np.uint64
    assert whole.tolist() == [2**62 + 1, 2**64 - 1]
    assert joined("particle_id", [signed, np.array([1.0])]).dtype.kind == "f"
    assert len(joined("tx", [empty])) == len(joined("tx", [])) == 0
