# SPDX-License-Identifier: MIT
"""A mirror behind an address: ``record.json``, and the files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lri_bench.errors import DataError, DownloadError, LriBenchError, Problem
from lri_bench.record.download.attempts import Policy
from lri_bench.record.download.diagnosis import AbsentError, fault, without_password
from lri_bench.record.download.http import Answer, get, read_all
from lri_bench.record.download.listing import RECORD, Listed, Listing, read_listing
from lri_bench.record.download.source import At, part_of
from lri_bench.record.download.verify import mismatch
from lri_bench.record.download.with_pooch import retrieve
from lri_bench.storage.atomic import output_error

__all__ = ["LIST_LIMIT", "RECORD_JSON", "WebMirror"]

RECORD_JSON = "record.json"

LIST_LIMIT = 8 * 1024**2
"""Most bytes of a record's JSON."""


@dataclass(frozen=True)
class WebMirror:
    """A mirror that is reached by http or https.

    Attributes
    ----------
    address : str
        Of the folder that holds ``record.json``; may hold a password.
    policy : Policy
    """

    address: str
    policy: Policy
    error: type[LriBenchError] = DownloadError

    @property
    def name(self) -> str:
        """Its address, fit to be shown."""
        return without_password(self.address.rstrip("/"))

    def listing(self) -> Listing:
        """Return what its ``record.json`` lists."""
        where = f"{self.name}/{RECORD_JSON}"
        try:
            data = read_all(self._url(RECORD_JSON), self.policy.timeout, LIST_LIMIT)
        except AbsentError as error:
            raise DataError(_no_list(where, error.problems[0].got)) from error
        return read_listing(where, data, DataError)

    def fetch(self, file: Listed, staging: Path, at: At) -> Path:
        """Fetch one file, going on where the last attempt ended."""
        part = part_of(staging, file)

        def fetch(_url: str, output: Path) -> None:
            self._go_on(file, part, at)
            part.replace(output)

        return retrieve(self, file, staging, fetch)

    def _url(self, name: str) -> str:
        return f"{self.address.rstrip('/')}/{name}"

    def _go_on(self, file: Listed, part: Path, at: At) -> None:
        start = part.stat().st_size if part.exists() else 0
        where, whole = f"{self.name}/{file.name}", f"{file.size:,} bytes"
        if start < file.size or not start:
            headers = {"Range": f"bytes={start}-"} if start else {}
            url = self._url(file.name)
            with get(url, self.policy.timeout, headers) as answer:
                if answer.status == 200:
                    start = 0  # all of it, whatever was asked for
                elif not _goes_on(answer, start):
                    part.unlink(missing_ok=True)
                    got = f"{answer.status}, not the bytes from {start:,} on"
                    raise fault(where, whole, got)
                start = _append(part, start, file.size, answer.blocks(), at)
        if start < file.size:
            raise fault(where, whole, f"cut off after {start:,} bytes")
        if start > file.size:
            part.unlink()
            raise mismatch(self, file, "more bytes")


def _no_list(where: str, got: str) -> Problem:
    return Problem(
        where=where,
        expected="the record's JSON beside its files",
        got=got,
        cause="another address was meant, or the mirror lacks the list",
        run=f"bring https://zenodo.org/api/records/{RECORD} to the mirror, under "
        f"the name {RECORD_JSON}",
    )


def _goes_on(answer: Answer, start: int) -> bool:
    """Return whether an answer begins where our part ends."""
    given = answer.headers.get("Content-Range", "")
    return answer.status == 206 and given.startswith(f"bytes {start}-")


def _append(part: Path, start: int, size: int, blocks: Iterator[bytes], at: At) -> int:
    """Write blocks behind the first `start` bytes; return how many there are."""
    try:
        with part.open("r+b" if start else "wb") as output:
            output.seek(start)
            for block in blocks:
                output.write(block)
                start += len(block)
                at(start)
                if start > size:
                    break
    except OSError as error:
        raise output_error(part, error) from error
    return start
