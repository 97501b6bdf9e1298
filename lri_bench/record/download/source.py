# SPDX-License-Identifier: MIT
"""What every place that files can come from must be able to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from lri_bench.errors import LriBenchError
from lri_bench.record.download.attempts import Policy
from lri_bench.record.download.listing import Listed, Listing

__all__ = ["At", "Source", "part_of"]

At = Callable[[int], None]
"""Is told how many bytes of a file are there."""


class Source(Protocol):
    """A place that the record's files can come from."""

    @property
    def name(self) -> str:
        """As it stands in messages and in the lock."""

    @property
    def policy(self) -> Policy:
        """How often it is asked, and how long waited for."""

    @property
    def error(self) -> type[LriBenchError]:
        """What to raise where its files are not what its list says."""

    def listing(self) -> Listing:
        """Return the list of its files.

        Raises
        ------
        TryAgainError
            Where another attempt may help.
        LriBenchError
            Otherwise.
        """

    def fetch(self, file: Listed, staging: Path, at: At) -> Path:
        """Fetch one file into a folder; whether it is right is checked later.

        Parameters
        ----------
        file : Listed
        staging : Path
            Folder where nobody looks for whole files.
        at : callable
            Is told how many bytes are there.

        Returns
        -------
        path : Path
            The file, of the listed size or less.

        Raises
        ------
        TryAgainError
            Where another attempt may help.
        LriBenchError
            Otherwise.
        """


def part_of(staging: Path, file: Listed) -> Path:
    """Return where the beginning of a file is kept, to go on from it."""
    return staging / f"{file.name}.{file.md5}.part"
