# SPDX-License-Identifier: MIT
"""``.npz`` files of arrays of Python objects, as the SynMol source has them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import numpy as np

from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.record.unpickle import NUMPY_NAMES, restricted_load
from lri_bench.storage.archive import ARCHIVE_FAULTS, read_member, reason
from lri_bench.storage.npy import read_array, read_header
from lri_bench.types import AnyArray

__all__ = ["read_object_npz"]

LIMIT_BYTES = 1024**3
"""Most bytes of all members; the largest of the record has 28 MB."""


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
            infos = archive.infolist()
            raise_if(_size_problems(where, infos), DataError)
            read = {
                info.filename.removesuffix(".npy"): _read_member(where, archive, info)
                for info in infos
            }
    except ARCHIVE_FAULTS as error:
        raise DataError(_damaged(where, reason(error))) from error
    problems = [value for value in read.values() if isinstance(value, Problem)]
    raise_if(problems, DataError)
    return {k: value for k, value in read.items() if not isinstance(value, Problem)}


def _size_problems(where: str, infos: list[zipfile.ZipInfo]) -> Iterator[Problem]:
    total = sum(info.file_size for info in infos)
    if total > LIMIT_BYTES:
        yield Problem(
            where=where,
            expected=f"at most {LIMIT_BYTES:,} bytes",
            got=f"{total:,} bytes declared",
            cause="not the file that the record has; nothing was decompressed",
        )


def _read_member(
    where: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo
) -> AnyArray | Problem:
    label = f"{where}: {info.filename}"
    try:
        content = read_member(archive, info)
        file = io.BytesIO(content)
        shape, _, dtype = read_header(file)
    except ARCHIVE_FAULTS as error:
        return _damaged(label, reason(error))
    if dtype.kind != "O":
        return read_array(label, io.BytesIO(content), len(content))
    try:
        value = restricted_load(label, content[file.tell() :], NUMPY_NAMES)
    except DataError as error:
        return error.problems[0]
    if not isinstance(value, np.ndarray) or value.shape != shape:
        return _damaged(label, "a pickle of something else than its header says")
    return value


def _damaged(where: str, got: str) -> Problem:
    return Problem(
        where=where,
        expected="an .npz file as numpy wrote it",
        got=got,
        cause="the file is damaged",
        run="download it again and compare its checksum",
    )
