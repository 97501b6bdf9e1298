# SPDX-License-Identifier: MIT
"""A file that nobody can guess: its commitment, and the seeds that follow from it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from lri_bench.errors import DataError, Problem
from lri_bench.storage.reading import unreadable

__all__ = [
    "LEAST_BYTES",
    "MOST_BYTES",
    "Purpose",
    "Secret",
    "commitment_problems",
    "read_secret",
]

LEAST_BYTES = 32
"""A shorter secret could be found from its commitment by trying."""

MOST_BYTES = 1024**2

_DOMAIN = "lri-bench/hidden/1"
_SEED_BYTES = 16
_LEAST_VALUES = 8  # 64 hexadecimal digits hardly ever have fewer
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MAKE = 'python -c "import secrets; print(secrets.token_hex(32))" > seed.txt'


class Purpose(StrEnum):
    """What a seed is for; each has one of its own."""

    GENERATOR = "generator"
    ORDER = "order"


@dataclass(frozen=True)
class Secret:
    """The bytes of a file that is kept until it is revealed.

    Attributes
    ----------
    content : bytes
        Not shown where the secret is printed.
    """

    content: bytes = field(repr=False)

    @property
    def commitment(self) -> str:
        """SHA-256 of the content, as ``sha256sum FILE`` prints it."""
        return hashlib.sha256(self.content).hexdigest()

    def seed(self, edition: str, purpose: Purpose) -> int:
        """Return the seed of one edition for one purpose.

        Parameters
        ----------
        edition : str
            ``dataset@edition``. The seed of one does not tell that of another.
        purpose : Purpose

        Returns
        -------
        seed : int
            Of 128 bits: the first 16 bytes, big-endian, of the SHA-256 of
            ``lri-bench/hidden/1/EDITION/PURPOSE/`` and the content.
        """
        prefix = f"{_DOMAIN}/{edition}/{purpose}/".encode()
        digest = hashlib.sha256(prefix + self.content).digest()
        return int.from_bytes(digest[:_SEED_BYTES], "big")


def read_secret(path: Path) -> Secret:
    """Read a secret.

    Parameters
    ----------
    path : Path
        A file of `LEAST_BYTES` to `MOST_BYTES`, every byte of which counts.

    Returns
    -------
    secret : Secret

    Raises
    ------
    DataError
        If it is no file, cannot be read, is too short or too long, or can be guessed.
    """
    where = f"--seed-from {path}"
    expected = f"a file with a secret of at least {LEAST_BYTES} bytes"
    try:
        # Not to wait for whoever writes to a pipe.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise DataError(_no_file(where, expected, path))
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise DataError(Problem(where, expected, "no such file", run=_MAKE)) from error
    except IsADirectoryError as error:
        raise DataError(_no_file(where, expected, path)) from error
    except OSError as error:
        raise DataError(unreadable(path, expected, error, where)) from error
    problem = _content_problem(where, content)
    if problem:
        raise DataError(problem)
    return Secret(content)


def commitment_problems(secret: Secret, expected: str) -> Iterator[Problem]:
    """Tell a secret that is not the one that was committed to.

    Parameters
    ----------
    secret : Secret
    expected : str
        The commitment that was announced.
    """
    wanted = expected.strip().lower()
    if not _SHA256.fullmatch(wanted):
        yield Problem(
            where="--commitment",
            expected="a SHA-256 of 64 hexadecimal digits",
            got=ascii(expected)[:80],
            run="sha256sum FILE",
        )
    elif wanted != secret.commitment:
        yield Problem(
            where="--commitment",
            expected=f"a secret whose SHA-256 is {wanted}",
            got=secret.commitment,
            cause="another file, or one that was changed: a line feed counts too",
            run="sha256sum FILE",
        )


def _no_file(where: str, expected: str, path: Path) -> Problem:
    got = "a folder" if path.is_dir() else "a device or a pipe"
    return Problem(where, expected, got, run=_MAKE)


def _content_problem(where: str, content: bytes) -> Problem | None:
    expected = f"{LEAST_BYTES} to {MOST_BYTES:,} bytes"
    cause = "a short secret can be found from its commitment by trying"
    if len(content) < LEAST_BYTES:
        return Problem(where, expected, f"{len(content)}", cause, _MAKE)
    if len(content) > MOST_BYTES:
        return Problem(where, expected, "more of them", "another file was meant")
    values = len(set(content))
    if values < _LEAST_VALUES:
        expected = f"a secret with at least {_LEAST_VALUES} different bytes"
        cause = "a file of zeros, or of one word again and again, can be guessed"
        return Problem(where, expected, f"{values}", cause, _MAKE)
    return None
