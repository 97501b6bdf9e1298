# SPDX-License-Identifier: MIT
"""Is a file what the record lists? One reading for all checksums."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from lri_bench.errors import Problem
from lri_bench.record.download.attempts import TryAgainError
from lri_bench.record.download.listing import Listed
from lri_bench.record.download.source import Source

__all__ = ["Found", "found_in", "mismatch"]

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a file on this machine is.

    Attributes
    ----------
    size : int
    md5, sha256 : str
    """

    size: int
    md5: str
    sha256: str

    def is_what(self, listed: Listed) -> bool:
        """Return whether the record lists just this; never so without an md5."""
        return (self.size, self.md5) == (listed.size, listed.md5)


def found_in(path: Path) -> Found:
    """Read a file once, and return what it is.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    size, md5 = 0, hashlib.md5(usedforsecurity=False)  # what the record gives
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            size += len(block)
            md5.update(block)
            sha256.update(block)
    return Found(size, md5.hexdigest(), sha256.hexdigest())


def mismatch(source: Source, file: Listed, got: str) -> TryAgainError:
    """Return the error of a file that arrived and is not what the record lists."""
    problem = Problem(
        where=f"{file.name} from {source.name}",
        expected=f"{file.size:,} bytes, md5 {file.md5}",
        got=got,
        cause="changed on the way or at its source; it was not kept",
        run="the same command again; if that does not help, another --mirror",
    )
    return TryAgainError(source.error(problem))
