# SPDX-License-Identifier: MIT
"""CSV files of 2022 and of today give the clouds of trees and pickles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tracker import SHORT_PARTS, Event, barcode, event, events, tables, write_csv

from lri_bench.build import BuildOptions, build
from lri_bench.builders.actstrack.build import build_events
from lri_bench.builders.actstrack.comma_separated import read_csv
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError

SIGNAL, BACKGROUND = events(3, signal=True), events(3)
OF_TODAY = [f"particle_id_{part}" for part in SHORT_PARTS]

# As for trees: a time is rounded to float32 in mm, and in ns once more.
TIME_ROUNDING = 2**-23


def built(catalog: Catalog, folder: Path, **kw: object) -> Clouds:
    write_csv(folder / "signal", SIGNAL, **kw)  # type: ignore[arg-type]
    write_csv(folder / "bkg", BACKGROUND, **kw)  # type: ignore[arg-type]
    edition = Edition("actstrack", "root")
    return build(catalog, edition, BuildOptions(source=folder)).clouds


def expected() -> Clouds:
    return build_events("edition", tables(SIGNAL), tables(BACKGROUND)).clouds


def test_files_of_2022_are_read(catalog: Catalog, tmp_path: Path) -> None:
    found = built(catalog, tmp_path)
    assert found.content_hash() == expected().content_hash()
    assert len(found.meta["sources"]) == 4


@pytest.mark.parametrize("stem", ["particles_simulated", "particles"])
def test_files_of_today_give_the_same_clouds(
    catalog: Catalog, tmp_path: Path, stem: str
) -> None:
    found = built(catalog, tmp_path, particles_stem=stem, names=OF_TODAY)
    theirs = dict(expected().columns())
    for name, column in found.columns():
        if name != "x":
            np.testing.assert_array_equal(column, theirs[name], name)
    times = found.x[:, 0], theirs["x"][:, 0]
    np.testing.assert_allclose(*times, rtol=TIME_ROUNDING, atol=0)
    np.testing.assert_array_equal(found.x[:, 1:], theirs["x"][:, 1:])


def test_numbers_of_events_are_those_of_the_files(tmp_path: Path) -> None:
    write_csv(tmp_path / "some", [event(0), event(1)])
    for path in (tmp_path / "some").glob("event000000000-*"):
        path.rename(path.with_name(path.name.replace("000000000", "000000012")))
    read = read_csv(tmp_path / "some")
    assert read.event_id.tolist() == [1, 12]
    np.testing.assert_array_equal(
        read.hits["tx"], np.concatenate([event(n).hits["tx"] for n in (1, 0)])
    )


def header_alone(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(path.read_text().splitlines()[0] + "\n")


@pytest.mark.parametrize("names", [(), OF_TODAY])
def test_events_without_hits_or_particles_leave_the_others_alone(
    tmp_path: Path, names: tuple[str, ...]
) -> None:
    """A header alone tells no dtype."""
    folder = tmp_path / "some"
    write_csv(folder, events(3), names=names)
    header_alone(folder, "event000000001-hits.csv")
    header_alone(folder, "event000000002-particles_initial.csv")
    read = read_csv(folder)
    assert read.event_id.tolist() == [0, 1, 2]
    assert np.diff(read.particles.offsets).tolist() == [12, 12, 0]
    assert np.diff(read.hits.offsets)[1] == 0
    expected_ids = [event(number).hits["particle_id"] for number in (0, 2)]
    assert read.hits["particle_id"].tolist() == np.concatenate(expected_ids).tolist()
    assert read.hits["tx"].dtype == np.float32


def test_no_rows_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "some"
    write_csv(folder, events(1))
    for path in folder.iterdir():
        header_alone(folder, path.name)
    read = read_csv(folder)
    assert len(read) == 1
    assert len(read.hits["tx"]) == len(read.particles["px"]) == 0


def with_barcodes(one: Event, identifier: list[int]) -> Event:
    """Return an event of two tracks, under other barcodes."""
    ids = np.array(identifier, dtype=np.uint64)
    index = np.searchsorted(one.particles["particle_id"], one.hits["particle_id"])
    return Event(
        one.particles | {"particle_id": ids},
        one.hits | {"particle_id": ids[index]},
    )


@pytest.mark.parametrize("names", [(), OF_TODAY])
def test_barcodes_keep_all_bits(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Of one file they fit int64, of the other they do not."""
    high = barcode(1, vertex=4095)
    low = barcode(1, vertex=2)
    two = [
        with_barcodes(event(0, tracks=2), [low, low + 1]),
        with_barcodes(event(1, tracks=2), [high, high + 1]),
    ]
    write_csv(tmp_path / "some", two, names=names)
    read = read_csv(tmp_path / "some")
    assert read.particles["particle_id"].tolist() == [low, low + 1, high, high + 1]
    assert set(read.hits["particle_id"].tolist()) == {low, low + 1, high, high + 1}


# What is told.


def told(tmp_path: Path, change: Callable[[Path], object], **kw: object) -> str:
    folder = tmp_path / "some"
    write_csv(folder, events(2), **kw)  # type: ignore[arg-type]
    change(folder)
    with pytest.raises(DataError) as caught:
        read_csv(folder)
    assert all(problem.where and problem.cause for problem in caught.value.problems)
    return str(caught.value)


def edited(name: str, change: Callable[[str], str]) -> Callable[[Path], object]:
    def edit(folder: Path) -> None:
        path = folder / name
        path.write_text(change(path.read_text()))

    return edit


HITS = "event000000001-hits.csv"


def test_barcodes_as_floats_are_told(tmp_path: Path) -> None:
    found = str(event(1).hits["particle_id"][0])
    change = edited(HITS, lambda text: text.replace(found, f"{float(found):.17e}"))
    message = told(tmp_path, change)
    assert "particle_id" in message
    assert "of which floating-point numbers keep 53" in message


def test_parts_that_64_bits_cannot_hold_are_told(tmp_path: Path) -> None:
    """ACTS gives each part 32 bits now."""

    def change(text: str) -> str:
        head, first, *rest = text.splitlines()
        cells = first.split(",")
        cells[head.split(",").index("particle_id_sv")] = "4096"
        return "\n".join([head, ",".join(cells), *rest, ""])

    message = told(tmp_path, edited(HITS, change), names=OF_TODAY)
    assert "got       vertex_secondary 4096, which 12 bits cannot hold" in message
    assert "expected  barcodes of 64 bits" in message


def test_a_file_of_particles_that_is_not_there_is_told(tmp_path: Path) -> None:
    name = "event000000001-particles_initial.csv"
    message = told(tmp_path, lambda folder: (folder / name).unlink())
    assert f"no {name} (1 missing)" in message


def test_two_files_of_one_event_are_told(tmp_path: Path) -> None:
    def change(folder: Path) -> None:
        for path in list(folder.glob("event000000001-*")):
            other = path.with_name(path.name.replace("000000001", "1"))
            other.write_bytes(path.read_bytes())

    message = told(tmp_path, change)
    assert "event000000001-hits.csv and event1-hits.csv" in message


@pytest.mark.parametrize("name", ["tt", "particle_id"])
def test_columns_that_are_not_there_are_told(tmp_path: Path, name: str) -> None:
    message = told(tmp_path, edited(HITS, lambda text: text.replace(name, "other")))
    assert f"no {name}" in message


def test_text_where_numbers_should_be_is_told(tmp_path: Path) -> None:
    number = f"{event(1).hits['tx'][0]:.9g}"
    message = told(tmp_path, edited(HITS, lambda text: text.replace(number, "ten")))
    assert "tx\n  expected  numbers" in message


@pytest.mark.parametrize(
    "content",
    ["", "\n\n", "a\0b\xff\n", "<html>\n<body>not found</body>\n", 'a,b\n"1,2\n'],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: str) -> None:
    def change(folder: Path) -> None:
        (folder / HITS).write_bytes(content.encode("latin1"))

    message = told(tmp_path, change)
    assert HITS in message
    assert "event000000000" not in message


@pytest.mark.parametrize("lost", [1, 2, 3, 7, 12, 30])
def test_a_file_that_was_cut_off_is_told(tmp_path: Path, lost: int) -> None:
    """In the middle of a number, too, where another number is left."""
    assert HITS in told(tmp_path, edited(HITS, lambda text: text[:-lost]))


@pytest.mark.parametrize("name", ["tt", "particle_id"])
def test_lines_without_a_number_are_told(tmp_path: Path, name: str) -> None:
    first = event(1).hits[name][0]
    number = f"{first:.9g}" if name == "tt" else str(first)
    change = edited(HITS, lambda text: text.replace(f",{number},", ",,"))
    assert name in told(tmp_path, change)


def test_a_fault_of_all_files_is_told_ten_times(tmp_path: Path) -> None:
    folder = tmp_path / "some"
    write_csv(folder, events(12))
    for path in folder.glob("*-hits.csv"):
        path.write_text(path.read_text().replace("tx", "other"))
    with pytest.raises(DataError) as caught:
        read_csv(folder)
    assert [problem.got for problem in caught.value.problems] == ["no tx"] * 10


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got       none"):
        read_csv(tmp_path)
