# SPDX-License-Identifier: MIT
"""``data.pt`` of PyG 2.0.4, read with numpy alone and without running its pickle.

The file is a zip: ``data.pkl`` names the classes and, by key, the storages that
lie beside it as plain bytes. PyG's classes are read into empty shells, so
neither torch nor any version of PyG is needed.
"""

from __future__ import annotations

import collections
import io
import pickle
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.record.unpickle import NUMPY_NAMES, restricted_load
from lri_bench.types import AnyArray, Ints

__all__ = ["ProcessedFile", "read_processed"]

LIMIT_BYTES = 8 * 1024**3
"""Most bytes of all storages; Tau3Mu's take about 60 MB."""

_STORAGES = {
    "BoolStorage": "?",
    "ByteStorage": "<u1",
    "CharStorage": "<i1",
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "IntStorage": "<i4",
    "LongStorage": "<i8",
    "ShortStorage": "<i2",
}


@dataclass(frozen=True)
class ProcessedFile:
    """What PyG's InMemoryDataset stored, as the LRI authors' code wrote it.

    Attributes
    ----------
    columns : dict of str to ndarray
        Each attribute of all clouds, one after the other.
    slices : dict of str to (S + 1,) int64
        Where each cloud begins in the column of that name.
    splits : dict of str to (K,) int64
        Clouds of ``train``, ``valid`` and ``test``.
    """

    columns: dict[str, AnyArray]
    slices: dict[str, Ints]
    splits: dict[str, Ints]


def read_processed(where: str, data: bytes) -> ProcessedFile:
    """Read a ``data.pt`` of the record.

    Parameters
    ----------
    where : str
        The file, for messages.
    data : bytes
        Its content.

    Returns
    -------
    file : ProcessedFile

    Raises
    ------
    DataError
        If the file is damaged, names a class that it should not, or holds
        something else than ``(data, slices, splits)``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            value = _load(where, archive)
    except zipfile.BadZipFile as error:
        raise DataError(_unexpected(where, str(error))) from error
    if not (isinstance(value, tuple) and len(value) == 3):
        raise DataError(_unexpected(where, type(value).__name__))
    shell, slices, splits = value
    columns = _columns(shell)
    if columns is None or not all(isinstance(v, Mapping) for v in (slices, splits)):
        raise DataError(_unexpected(where, "other contents"))
    indices = {k: np.asarray(v, dtype=np.int64).ravel() for k, v in splits.items()}
    return ProcessedFile(columns, dict(slices), indices)


class _Shell:
    """An object of a class of PyG's, reduced to its state."""

    state: Mapping[str, Any]

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.state = state


@dataclass(frozen=True)
class _StorageType:
    dtype: str


def _columns(shell: object) -> dict[str, AnyArray] | None:
    """Return the tensors of a Data object, which keeps them in its store."""
    store = shell.state.get("_store") if isinstance(shell, _Shell) else None
    mapping = store.state.get("_mapping") if isinstance(store, _Shell) else None
    if not isinstance(mapping, Mapping):
        return None
    return {k: v for k, v in mapping.items() if isinstance(v, np.ndarray)}


def _load(where: str, archive: zipfile.ZipFile) -> Any:
    infos = {info.filename: info for info in archive.infolist()}
    total = sum(info.file_size for info in infos.values())
    if total > LIMIT_BYTES:
        raise DataError(_unexpected(where, f"{total:,} bytes declared"))
    roots = [name for name in infos if name.count("/") == 1 and "data.pkl" in name]
    if len(roots) != 1:
        raise DataError(_unexpected(where, f"{len(roots)} members named data.pkl"))
    root = roots[0].partition("/")[0]

    def storage(pid: Any) -> AnyArray:
        kind, storage_type, key, _, size = pid
        name = f"{root}/data/{key}"
        if kind != "storage" or name not in infos:
            msg = f"there is no storage {key!r}"
            raise pickle.UnpicklingError(msg)
        return np.frombuffer(archive.read(name), storage_type.dtype, count=size)

    return restricted_load(where, archive.read(roots[0]), _NAMES, storage)


def _rebuild_tensor(
    storage: AnyArray,
    start: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    *_: Any,
) -> AnyArray:
    """Cut a tensor from its storage; the file's numbers are checked first."""
    bad = start < 0 or min((*size, *stride), default=0) < 0 or len(size) != len(stride)
    last = start + sum((n - 1) * s for n, s in zip(size, stride, strict=False))
    if bad or (0 not in size and last >= len(storage)):
        msg = f"a tensor of size {size} does not fit its storage"
        raise pickle.UnpicklingError(msg)
    steps = [s * storage.itemsize for s in stride]
    return np.lib.stride_tricks.as_strided(storage[start:], size, steps).copy()


def _unexpected(where: str, got: str) -> Problem:
    return Problem(
        where=where,
        expected="a torch file that holds (data, slices, splits)",
        got=got,
        cause="the file is damaged, or not one of the record's processed files",
        run="download it again and compare its checksum",
    )


_NAMES: dict[tuple[str, str], Any] = {
    **NUMPY_NAMES,
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("torch_geometric.data.data", "Data"): _Shell,
    ("torch_geometric.data.storage", "GlobalStorage"): _Shell,
    ("collections", "OrderedDict"): collections.OrderedDict,
    ("collections", "defaultdict"): collections.defaultdict,
    ("__builtin__", "dict"): dict,
    ("builtins", "dict"): dict,
    **{("torch", name): _StorageType(dtype) for name, dtype in _STORAGES.items()},
}
