# SPDX-License-Identifier: MIT
"""Small pickles that would take all memory or all time, and damaged ones."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from typing import Any

import forge
import numpy as np
import pytest
from forge import Appended, Get, Put, forged
from frame_refusals import (
    COLUMNS,
    HONEST,
    WHERE,
    assert_honest_pickles_are_read,
    refusal,
)
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.errors import DataError
from lri_bench.record.cells import ragged
from lri_bench.record.frames import Frame, read_frames

# What would take all memory, or all time.


def test_a_thing_that_stands_in_many_places_is_read_once() -> None:
    value: Any = Put(forge.frame_of(COLUMNS), 0)
    for level in range(1, 200):
        value = Put([value, Get(level - 1)], level)
    first, second = read_frames(WHERE, forged(value))
    assert first is second
    while not isinstance(first, Frame):
        first = first[0]
    assert list(first.columns) == ["a", "b"]


def test_a_thing_inside_of_itself_is_refused() -> None:
    assert "recursion" in refusal(Appended(Put([], 0), Get(0)))


def test_objects_that_stand_in_many_frames_are_refused() -> None:
    """Each frame would take 800,000 bytes, for some hundred in the file."""
    part = Put(forge.block(forge.objects([None] * 100_000), 0, 1), 7)
    frames = [forge.frame(["a"], [part])]
    frames += [forge.frame(["a"], [Get(7)]) for _ in range(40)]
    told = "columns larger than the file, which stand in many frames"
    assert refusal(frames) == told


def test_numbers_that_stand_in_many_frames_are_there_once() -> None:
    part = Put(forge.block(forge.array(np.zeros((1, 100_000))), 0, 1), 7)
    first, second = (
        forge.frame(["a"], [part]),
        forge.frame(["a"], [Get(7)]),
    )
    one, other = read_frames(WHERE, forged([first, second]))
    assert np.shares_memory(one.columns["a"], other.columns["a"])


READ_IN_A_PROCESS = """
import json, resource, sys
from lri_bench.errors import DataError
from lri_bench.record.frames import read_frames

# So that the machine survives if the reader has no limit of its own.
resource.setrlimit(resource.RLIMIT_AS, (6 * 1024**3, 6 * 1024**3))
before = resource.getrlimit(resource.RLIMIT_AS)
length, place = int(sys.argv[1]), int(sys.argv[2])
filling = b"B" + length.to_bytes(4, "little") + bytes(length) + b"0"
put = b"Nr" + place.to_bytes(4, "little")
data = b"\\x80\\x04" + filling + put + b"."
try:
    read_frames("file", data)
    told = "read"
except DataError as error:
    told = error.problems[0].got
# Not ru_maxrss, which counts the process that started this one too.
status = open("/proc/self/status").read()
peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
kept = resource.getrlimit(resource.RLIMIT_AS) == before
print(json.dumps([told, peak, kept]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of a process are Linux's")
@pytest.mark.parametrize("place", [4_294_967_295, 200_000_000])
@pytest.mark.parametrize("megabytes", [0, 17])
def test_a_place_far_away_does_not_take_all_memory(megabytes: int, place: int) -> None:
    """The second place would take 3 GB, which the process could have."""
    size = str(megabytes * 1024**2)
    command = [sys.executable, "-c", READ_IN_A_PROCESS, size, str(place)]
    done = subprocess.run(command, capture_output=True, check=True)
    told, peak_megabytes, limit_is_back = json.loads(done.stdout)
    expected = "MemoryError" if megabytes else f"it puts something in place {place:,}"
    assert told == expected
    assert limit_is_back
    # The interpreter, numpy, and the pickle twice.
    assert peak_megabytes < 400


# What is damaged.


@given(st.integers(0, len(HONEST) - 1))
def test_a_pickle_that_was_cut_off_is_refused(length: int) -> None:
    assert refusal(HONEST[:length])


@given(
    st.lists(
        st.tuples(st.integers(0, len(HONEST) - 1), st.integers(0, 255)),
        min_size=1,
        max_size=4,
    )
)
def test_damage_ends_in_this_error_or_in_frames(changes: list[tuple[int, int]]) -> None:
    data = bytearray(HONEST)
    for place, value in changes:
        data[place] = value
    # Whatever the damage, nothing else than a DataError comes out of these.
    with contextlib.suppress(DataError):
        read = read_frames(WHERE, bytes(data))
        for frame in read if type(read) is list else [read]:
            if type(frame) is Frame:
                for column in frame.columns.values():
                    ragged(WHERE, column)
    assert_honest_pickles_are_read()
