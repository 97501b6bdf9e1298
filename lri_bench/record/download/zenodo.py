# SPDX-License-Identifier: MIT
"""Zenodo itself: the list by its API, the files by zenodo-get."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lri_bench.errors import DownloadError, LriBenchError
from lri_bench.record.download.attempts import (
    FIRST_WAIT,
    LONGEST_WAIT,
    Pace,
    Policy,
)
from lri_bench.record.download.diagnosis import fault
from lri_bench.record.download.http import read_all
from lri_bench.record.download.listing import RECORD, Listed, Listing, read_listing
from lri_bench.record.download.program import Ended, program, run
from lri_bench.record.download.source import At
from lri_bench.record.download.verify import mismatch
from lri_bench.record.download.web import LIST_LIMIT
from lri_bench.storage.atomic import output_error

__all__ = ["Zenodo"]

API = f"https://zenodo.org/api/records/{RECORD}"

_OF_THE_DISK = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EIO,
    errno.ENOSPC,
    errno.EPERM,
    errno.EROFS,
}

_TRIED_ALREADY = re.compile(r"'(?:429|50[234]) ")
"""Answers after which zenodo-get itself asks again."""


@dataclass(frozen=True)
class Zenodo:
    """The record where it was published.

    Attributes
    ----------
    policy : Policy
    """

    policy: Policy
    name: str = f"https://zenodo.org/records/{RECORD}"
    error: type[LriBenchError] = DownloadError

    def listing(self) -> Listing:
        """Return the list of the record; looks for zenodo-get first."""
        program()
        data = read_all(API, self.policy.timeout, LIST_LIMIT)
        return read_listing(API, data, DownloadError)

    def fetch(self, file: Listed, staging: Path, at: At) -> Path:
        """Run zenodo-get for one file.

        It does not go on with a part, so each run gets a folder of its own: one
        that outlived its parent then disturbs nobody.
        """
        folder = Path(tempfile.mkdtemp(prefix="zenodo-", dir=staging))
        try:
            arrived = folder / file.name
            self._run(file, arrived, at)
            return arrived.replace(staging / file.name)
        except OSError as error:
            raise output_error(staging / file.name, error) from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _run(self, file: Listed, arriving: Path, at: At) -> None:
        executable, _ = program()
        timeout, retries = f"{self.policy.timeout:g}", str(self.policy.retries)
        command = [executable, str(RECORD), "-o", str(arriving.parent)]
        command += ["-g", file.name, "-t", timeout, "--max-http-retries", retries]
        command += ["--backoff-factor", f"{FIRST_WAIT:g}"]
        # -v 1: it says why it failed. -k: a wrong file stays, and is told as
        # those of mirrors are. -R 0: whether it runs again is for us to say.
        command += ["-v", "1", "-k", "-R", "0"]
        where = f"{file.name} from {self.name}"
        try:
            run(command, _Watch(self, file, arriving, at).look)
        except Ended as ended:
            if "Checksum is INCORRECT" not in ended.said:
                raise _explained(where, arriving, ended.said) from ended
        if not arriving.is_file():
            raise fault(where, "zenodo-get to write the file", "none; 0 bytes")


class _Watch:
    """Looks how a file grows that another program writes."""

    def __init__(self, source: Zenodo, file: Listed, path: Path, at: At) -> None:
        self._source = source
        self._file = file
        self._path = path
        self._at = at
        self._window = source.policy.timeout
        # Until the answer comes zenodo-get may be waiting, as the server wants it to.
        attempts = source.policy.retries + 1
        self._pace = Pace(attempts * (self._window + LONGEST_WAIT))
        self._growing = False

    def look(self) -> None:
        """Tell the size; raise if there is too much, or nothing more."""
        begun = self._path.exists()
        size = self._path.stat().st_size if begun else 0
        if size > self._file.size:
            raise mismatch(self._source, self._file, "more bytes")
        if begun and not self._growing:
            self._growing, self._pace = True, Pace(self._window)
        self._at(size)
        if self._pace.stalled(size):
            where = f"{self._file.name} from {self._source.name}"
            got = f"it timed out: hardly anything in {self._window:g} s"
            raise fault(where, "the rest of the file", got)


def _explained(where: str, arriving: Path, said: str) -> Exception:
    """Return what to raise for what zenodo-get complained of."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    complaints = [line for line in lines if line.startswith("ERROR:")]
    first = (complaints or lines[-1:] or ["no reason given"])[0]
    got = re.sub(r"^ERROR:\s*(?:Download error for [^:]*:\s*)?", "", first)[:200]
    number = re.search(r"\[Errno (\d+)\]", got)
    if number and int(number[1]) in _OF_THE_DISK:
        code = int(number[1])
        final = arriving.parents[2] / arriving.name
        return output_error(final, OSError(code, os.strerror(code)))
    again = fault(where, "zenodo-get to fetch it", got)
    return again.error if _TRIED_ALREADY.search(got) else again
