# SPDX-License-Identifier: MIT
"""``SHA256SUMS`` of a folder, in the format of ``sha256sum -c``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from lri_bench.storage.atomic import write_text

__all__ = ["SUMS_NAME", "read_sums", "sha256_of", "write_sums"]

SUMS_NAME = "SHA256SUMS"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path, names: Iterable[str]) -> None:
    """Write the sums of some files of a folder into it.

    Raises
    ------
    OutputError
        If that is not possible.
    """
    lines = [f"{sha256_of(folder / name)}  {name}\n" for name in names]
    write_text(folder / SUMS_NAME, "".join(lines))


def read_sums(folder: Path) -> dict[str, str]:
    """Return the sums of a folder by name; none if there is no such file."""
    path = folder / SUMS_NAME
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8", "replace").splitlines()
    parts = (line.partition("  ") for line in lines)
    return {name: digest for digest, _, name in parts if name}
