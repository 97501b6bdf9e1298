# SPDX-License-Identifier: MIT
"""zenodo-get, which is run as a program of its own and never imported."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path

from lri_bench.errors import MissingDependencyError, Problem

__all__ = ["NEEDED", "Ended", "program", "run"]

PROGRAM = "zenodo_get"
PACKAGE = "zenodo-get"
NEEDED = (3, 0)

_LOOK_EVERY = 0.2
_ENDING = 5.0


class Ended(Exception):  # noqa: N818 - the end of a program, not always an error
    """What a program said that was at fault.

    Parameters
    ----------
    said : str
        Its output.
    """

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def program() -> tuple[str, str]:
    """Return path and version of zenodo-get.

    Raises
    ------
    MissingDependencyError
        If it is not installed, or too old.
    """
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise MissingDependencyError(_missing("it is not installed")) from error
    if _numbers(version) < NEEDED:
        raise MissingDependencyError(_missing(f"version {version}"))
    beside = str(Path(sys.executable).parent)
    found = shutil.which(PROGRAM, path=beside) or shutil.which(PROGRAM)
    if found is None:
        raise MissingDependencyError(
            _missing(f"{PROGRAM} is neither in {beside} nor in PATH")
        )
    return found, version


def run(command: Sequence[str], look: Callable[[], None]) -> None:
    """Run a program to its end, and look at what it does meanwhile.

    Parameters
    ----------
    command : sequence of str
    look : callable
        Called several times a second; what it raises ends the program.

    Raises
    ------
    Ended
        If its exit status is not 0.
    """
    with _started(command) as process:
        while True:
            try:
                said, _ = process.communicate(timeout=_LOOK_EVERY)
                break
            except subprocess.TimeoutExpired:
                look()
        if process.returncode:
            raise Ended(_plain(said))


@contextlib.contextmanager
def _started(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """Start a program that does not outlive the block."""
    process = subprocess.Popen(  # noqa: S603 - no shell; names were checked
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        # Ctrl-C reaches us alone, and we end it: one place decides.
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_ENDING)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout:
            process.stdout.close()


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])


def _plain(text: str) -> str:
    """Return text without what colours it."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def _missing(got: str) -> Problem:
    needed = ".".join(map(str, NEEDED))
    return Problem(
        where="download from Zenodo",
        expected=f"the program {PACKAGE} {needed} or newer",
        got=got,
        cause="it comes with lri-bench, unless that was installed without",
        run=f"python -m pip install '{PACKAGE}>={needed}'",
    )
