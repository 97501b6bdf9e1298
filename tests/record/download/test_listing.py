# SPDX-License-Identifier: MIT
"""What a record's JSON may say, and which of its files are meant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from lri_bench.errors import DataError
from lri_bench.record.download import DATASETS, Choice, Kind, parse_name
from lri_bench.record.download.listing import Listing, read_listing

NAMES = (
    *(f"actstrack_{kind}_{field}.zip" for kind in Kind for field in ("2T", "4T")),
    *(f"{name}_{kind}.zip" for name in DATASETS[1:] for kind in Kind),
    "README (draft).md",
)


def record(names: Sequence[Any] = NAMES, **changes: Any) -> dict[str, Any]:
    entry = {"size": 7, "checksum": f"md5:{'0' * 32}"}
    files = [{"key": name, **entry, **changes} for name in names]
    return {"id": 7265547, "files": files}


def listing(content: Any) -> Listing:
    return read_listing("record.json", json.dumps(content).encode(), DataError)


def chosen(**choice: Any) -> list[str]:
    return [file.name for file in Choice(**choice).among(listing(record()))]


# The list


def test_a_record_is_read() -> None:
    found = listing(record())
    assert tuple(found.files) == NAMES
    file = found.files["synmol_raw.zip"]
    assert (file.name, file.size, file.md5) == ("synmol_raw.zip", 7, "0" * 32)


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../synmol_raw.zip",
        "/etc/passwd",
        "deeper/synmol_raw.zip",
        "deeper\\synmol_raw.zip",
        "-o.zip",
        "",
        "synmol\n.zip",
        "synmol\0.zip",
        "synmol\x1b[2J.zip",
        "synmol\u202e.zip",
    ],
)
def test_a_name_that_is_no_plain_name(name: str) -> None:
    with pytest.raises(DataError, match="plain names of files") as caught:
        listing(record([*NAMES, name]))
    (problem,) = caught.value.problems
    assert problem.got == ascii(name)
    assert "nothing was written" in problem.cause


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        "record",
        {},
        {"id": 7265547},
        {"id": 7265547, "files": None},
        {"id": 7265547, "files": [None]},
        {"id": 7265547, "files": [{"key": "synmol_raw.zip"}]},
        {"id": 7265546, "files": []},
        record() | {"recid": "1"},
        record(size=-1),
        record(size="7"),
        record(size=True),
        record(size=None),
        record(checksum="0" * 32),
        record(checksum="sha256:" + "0" * 32),
        record(checksum="md5:" + "0" * 31),
        record(checksum=None),
        record([7]),
        record([None]),
        record(["synmol_raw.zip", "synmol_raw.zip"]),
    ],
)
def test_what_is_no_record(content: Any) -> None:
    with pytest.raises(DataError, match="the JSON of Zenodo's record 7265547"):
        listing(content)


@pytest.mark.parametrize("data", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json(data: bytes) -> None:
    with pytest.raises(DataError, match="the JSON of Zenodo's record 7265547"):
        read_listing("record.json", data, DataError)


# What is meant


def test_without_a_word_the_processed_files_are_meant() -> None:
    assert chosen() == [
        "actstrack_processed_2T.zip",
        *(f"{name}_processed.zip" for name in DATASETS[1:]),
    ]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"datasets": ("synmol",), "kinds": (Kind.RAW,)}, ["synmol_raw.zip"]),
        (
            {"datasets": ("tau3mu", "tau3mu"), "kinds": (Kind.RAW, Kind.PROCESSED)},
            ["tau3mu_raw.zip", "tau3mu_processed.zip"],
        ),
        (
            {"datasets": ("actstrack",), "fields": ("4T", "2T", "4T")},
            ["actstrack_processed_4T.zip", "actstrack_processed_2T.zip"],
        ),
        (
            {"datasets": ("actstrack",), "fields": None},
            ["actstrack_processed_2T.zip", "actstrack_processed_4T.zip"],
        ),
        ({"kinds": tuple(Kind), "fields": None}, [*NAMES[:-1]]),
    ],
)
def test_choices(choice: dict[str, Any], expected: list[str]) -> None:
    assert sorted(chosen(**choice)) == sorted(expected)


def test_all_that_the_record_lacks_is_told() -> None:
    choice = Choice(datasets=("actstrack",), fields=("4t", "6T"))
    with pytest.raises(DataError) as caught:
        choice.among(listing(record()))
    first, second = caught.value.problems
    assert first.expected == "actstrack_processed_4t.zip"
    assert second.expected == "actstrack_processed_6T.zip"
    assert first.cause == "did you mean actstrack_processed_4T.zip?"
    assert "synmol_raw.zip" in first.got
    assert "README" not in first.got


def test_all_that_does_not_exist_is_told() -> None:
    with pytest.raises(DataError) as caught:
        Choice(datasets=("synmo", "tau"), fields=("4T",))
    assert [problem.where for problem in caught.value.problems] == [
        "data set 'synmo'",
        "data set 'tau'",
        "--field",
    ]
    assert caught.value.problems[0].cause == "did you mean synmol?"


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("synmol_processed.zip", "zenodo"),
        ("synmol_raw.zip", "raw"),
        ("actstrack_processed_2T.zip", "zenodo"),
        ("actstrack_processed_4T.zip", "zenodo-4T"),
        ("actstrack_raw_4T.zip", "raw-4T"),
        ("actstrack_raw_.zip", None),
        ("xsynmol_raw.zip", None),
        ("synmol_raw.zip\n", None),
        ("lock.json", None),
    ],
)
def test_names(name: str, edition: str | None) -> None:
    named = parse_name(name)
    assert (named.edition if named else None) == edition
