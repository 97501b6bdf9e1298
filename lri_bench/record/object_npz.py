# SPDX-License-Identifier: MIT
"""``.npz`` files of arrays of Python objects, as the SynMol source has them."""

from __future__ import annotations

import io
import zipfile

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.record.unpickle import NUMPY_NAMES, restricted_load
from lri_bench.types import AnyArray

__all__ = ["read_object_npz"]

LIMIT_BYTES = 1024**3
"""Most bytes of one member; the largest of the record has 28 MB."""


def read_object_npz(where: str, data: bytes) -> dict[str, AnyArray]:
    """Read all arrays, object arrays through a restricted unpickler.

    Parameters
    ----------
    where : str
        The file, for messages.
    data : bytes
        Its content.

    Returns
    -------
    arrays : dict of str to ndarray
        Object arrays hold numpy arrays, numbers and plain containers alone.

    Raises
    ------
    DataError
        If the file is damaged, too large, or names anything but numpy's.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                info.filename.removesuffix(".npy"): _read_member(where, archive, info)
                for info in archive.infolist()
            }
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise DataError(
            Problem(
                where=where,
                expected="an .npz file as numpy wrote it",
                got=str(error).split("\n", maxsplit=1)[0],
                cause="the file is damaged",
                run="download it again and compare its checksum",
            )
        ) from error


def _read_member(
    where: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> AnyArray:
    if info.file_size > LIMIT_BYTES:
        raise DataError(
            Problem(
                where=f"{where}: {info.filename}",
                expected=f"at most {LIMIT_BYTES:,} bytes",
                got=f"{info.file_size:,} bytes declared",
                cause="not the file that the record has; nothing was decompressed",
            )
        )
    content = archive.read(info)
    file = io.BytesIO(content)
    version = np.lib.format.read_magic(file)
    read_header = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }.get(version)
    if read_header is None:
        msg = f"array format {version}"
        raise ValueError(msg)
    shape, _, dtype = read_header(file)
    if not dtype.hasobject:
        return np.asarray(np.lib.format.read_array(io.BytesIO(content)))
    label = f"{where}: {info.filename}"
    value = restricted_load(label, content[file.tell() :], NUMPY_NAMES)
    return np.asarray(value, dtype=object).reshape(shape)
