# SPDX-License-Identifier: MIT
"""Members of zip archives that strangers may have made."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath

__all__ = [
    "ARCHIVE_FAULTS",
    "hostile_members",
    "is_packed_plainly",
    "read_member",
    "reason",
]

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
_MODE_SHIFT = 16  # where archives made on Unix have the mode of a file
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAX_SHOWN = 120

# Deflate reaches a thousand on nothing but zeros; tables and structures reach fifty.
_MOST_RATIO = 500
_SMALL_BYTES = 1024**2  # a small file of zeros may have any ratio


def is_packed_plainly(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is stored or deflated, and not encrypted."""
    return not member.flag_bits & _ENCRYPTED and member.compress_type in _METHODS


def hostile_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Find members that no honest archive has.

    Nothing is unpacked anywhere, so they could not do harm by their names; but who
    unpacks the same archive by hand would be harmed.

    Parameters
    ----------
    archive : ZipFile

    Yields
    ------
    name, why : str
        A name that leads out of a folder, a link, or a size that its packed bytes
        cannot honestly have.
    """
    for member in archive.infolist():
        path = PurePosixPath(member.filename.replace("\\", "/"))
        packed = max(member.compress_size, 1)
        if path.is_absolute() or PureWindowsPath(member.filename).drive:
            yield member.filename, "an absolute path"
        elif ".." in path.parts:
            yield member.filename, "a path that leads out of its folder"
        elif stat.S_ISLNK(member.external_attr >> _MODE_SHIFT):
            yield member.filename, "a link"
        elif member.file_size > max(_MOST_RATIO * packed, _SMALL_BYTES):
            ratio = member.file_size // packed
            yield member.filename, f"{member.file_size:,} bytes, {ratio:,} times packed"


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
