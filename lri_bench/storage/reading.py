# SPDX-License-Identifier: MIT
"""Say why a file or folder cannot be read."""

from __future__ import annotations

import shlex
from pathlib import Path

from lri_bench.errors import Problem

__all__ = ["unreadable"]


def unreadable(path: Path, expected: str, error: OSError, where: str = "") -> Problem:
    """Return the problem of what the system does not let us read.

    Parameters
    ----------
    path : Path
        File or folder.
    expected : str
        What it should have been.
    error : OSError
        What the system says.
    where : str
        Where the problem is, if `path` alone does not tell.
    """
    return Problem(
        where=where or str(path),
        expected=expected,
        got=error.strerror or str(error),
        cause="you may not read it, or the disk has a fault",
        run=f"ls -l {shlex.quote(str(path))}",
    )
