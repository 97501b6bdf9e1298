# SPDX-License-Identifier: MIT
"""Archives that are written: the same bytes everywhere, and plain arrays alone."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from npz_files import SMALL, Array, same

from lri_bench.storage.npz import write_npz


@contextmanager
def date_of_year(year: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let zipfile believe that it is another year."""
    moment = dt.datetime(year, 1, 2, tzinfo=dt.UTC).timetuple()
    with monkeypatch.context() as patch:
        patch.setattr("time.localtime", lambda _=None: moment)
        yield


def test_the_bytes_do_not_depend_on_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for year in (1999, 2031):
        with date_of_year(year, monkeypatch):
            write_npz(tmp_path / f"{year}.npz", SMALL)
        written.append((tmp_path / f"{year}.npz").read_bytes())
    assert written[0] == written[1]


def test_the_bytes_do_not_depend_on_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_npz(tmp_path / "here.npz", SMALL)
    monkeypatch.setattr(sys, "platform", "win32")
    write_npz(tmp_path / "there.npz", SMALL)
    monkeypatch.undo()
    here, there = (tmp_path / f"{name}.npz" for name in ("here", "there"))
    assert here.read_bytes() == there.read_bytes()


def test_the_bytes_do_not_depend_on_the_layout_in_memory(tmp_path: Path) -> None:
    table = np.arange(12).reshape(3, 4)
    layouts = (table, np.asfortranarray(table), np.repeat(table, 2, axis=1)[:, ::2])
    for number, layout in enumerate(layouts):
        write_npz(tmp_path / f"{number}.npz", {"table": layout})
    first, *others = (path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert [content == first for content in others] == [True, True]


def test_the_bytes_change_with_a_value_a_name_and_the_order(tmp_path: Path) -> None:
    one, two = np.array([1]), np.array([2])
    variants: list[dict[str, Array]] = [
        {"a": one, "b": two},
        {"a": two, "b": two},
        {"a": one, "c": two},
        {"b": two, "a": one},
    ]
    for number, arrays in enumerate(variants):
        write_npz(tmp_path / f"{number}.npz", arrays)
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == len(variants)


def test_numpy_reads_what_is_written(file: Path) -> None:
    write_npz(file, SMALL)
    with np.load(file, allow_pickle=False) as stored:
        assert same(dict(stored), SMALL)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1, "a", None], dtype=object),
        np.zeros(2, dtype=[("a", "<f4"), ("b", "O")]),
        np.zeros(2, dtype=[("a", "<f4")]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
    ],
)
def test_what_is_not_plain_is_not_written_and_the_old_file_stays(
    file: Path, value: Array
) -> None:
    file.write_bytes(b"old")
    with pytest.raises(TypeError, match="'bad' has dtype"):
        write_npz(file, {"good": np.zeros(2), "bad": value})
    assert file.read_bytes() == b"old"
    assert list(file.parent.iterdir()) == [file]
