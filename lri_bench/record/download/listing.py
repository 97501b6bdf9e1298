# SPDX-License-Identifier: MIT
"""The record's own list of its files: names, sizes, checksums."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lri_bench.errors import LriBenchError, Problem
from lri_bench.record.lock import Lock

__all__ = ["RECORD", "RECORD_DOI", "Listed", "Listing", "listing_of", "read_listing"]

RECORD = 7265547
RECORD_DOI = f"10.5281/zenodo.{RECORD}"

_CHECKSUM = re.compile(r"md5:([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the record lists it.

    Attributes
    ----------
    name : str
    size : int
        Bytes.
    md5 : str or None
        Hexadecimal digits; None where there is no record to take it from.
    """

    name: str
    size: int
    md5: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """All files of the record.

    Attributes
    ----------
    where : str
        Where the list was found, for messages.
    files : mapping of str to Listed
        By name.
    """

    where: str
    files: Mapping[str, Listed]


def listing_of(where: str, lock: Lock) -> Listing:
    """Return the list that the lock of a folder makes."""
    found = lock.files.items()
    return Listing(where, {name: Listed(name, f.size, f.md5) for name, f in found})


def read_listing(where: str, data: bytes, error: type[LriBenchError]) -> Listing:
    """Return the list that a record's JSON makes.

    Parameters
    ----------
    where : str
        Address or path of the JSON.
    data : bytes
        Its content, of which nothing is believed.
    error : type of LriBenchError
        What to raise.

    Raises
    ------
    LriBenchError
        Of type `error`, if it is not the record, or a name in it could lead out
        of the folder that the files are put into.
    """
    try:
        content = json.loads(data)
        number = str(content.get("recid", content.get("id")))
        files = [_listed(entry) for entry in content["files"]]
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as fault:
        reason = f"{type(fault).__name__}: {fault}"[:120]
        raise error(_no_record(where, reason)) from fault
    if number != str(RECORD):
        raise error(_no_record(where, f"record {number[:40]}"))
    listed = {file.name: file for file in files}
    if len(listed) < len(files):
        raise error(_no_record(where, "the same name twice"))
    unsafe = [name for name in listed if not _is_safe(name)]
    if unsafe:
        raise error([_unsafe(where, name) for name in unsafe])
    return Listing(where, listed)


def _listed(entry: Mapping[str, Any]) -> Listed:
    checksum = _CHECKSUM.fullmatch(entry["checksum"])
    name, size = entry["key"], entry["size"]
    if not checksum or type(size) is not int or size < 0 or not isinstance(name, str):
        msg = "a file without name, size or md5"
        raise ValueError(msg)
    return Listed(name, size, checksum[1])


def _is_safe(name: str) -> bool:
    """Return whether a name can only be that of a file in one folder."""
    return (
        name.isprintable()
        and name not in {"", ".", ".."}
        and not name.startswith("-")
        and not any(slash in name for slash in "/\\")
    )


def _no_record(where: str, reason: str) -> Problem:
    return Problem(
        where=where,
        expected=f"the JSON of Zenodo's record {RECORD}",
        got=reason,
        cause="another page or record, or a file that was cut off",
        run=f"look at https://zenodo.org/api/records/{RECORD} in a browser",
    )


def _unsafe(where: str, name: str) -> Problem:
    return Problem(
        where=where,
        expected="plain names of files",
        got=ascii(name)[:80],
        cause="such a name could lead out of the data folder; nothing was written",
        run="use another mirror, or none",
    )
