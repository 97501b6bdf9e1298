# SPDX-License-Identifier: MIT
"""Members of zip archives that strangers may have made."""

from __future__ import annotations

import struct
import zipfile
import zlib

__all__ = ["ARCHIVE_FAULTS", "is_packed_plainly", "read_member", "reason"]

ARCHIVE_FAULTS = (
    EOFError,
    LookupError,
    MemoryError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a damaged or forged archive makes `zipfile` raise, but for OSError."""

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAX_SHOWN = 120


def is_packed_plainly(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is stored or deflated, and not encrypted."""
    return not member.flag_bits & _ENCRYPTED and member.compress_type in _METHODS


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return what a member holds, decompressing no more than it declares.

    `zipfile.ZipFile.read` decompresses first and cuts to the declared size
    then. Whether the declared size is acceptable is the caller's to check.

    Raises
    ------
    Exception
        One of `ARCHIVE_FAULTS`.
    """
    if not is_packed_plainly(member):
        msg = f"{member.filename} is neither stored nor deflated, or is encrypted"
        raise zipfile.BadZipFile(msg)
    with archive.open(member) as file:
        # One byte more, so that the checksum of no bytes is looked at as well.
        data = file.read(member.file_size + 1)
    if len(data) != member.file_size:
        msg = f"{member.filename} was cut off"
        raise EOFError(msg)
    return data


def reason(error: BaseException) -> str:
    """Return the first line of what an exception says, or its name."""
    lines = str(error).splitlines() or [""]
    return lines[0][:_MAX_SHOWN] or type(error).__name__
