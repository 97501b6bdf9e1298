# SPDX-License-Identifier: MIT
"""``data.pt`` of PyG 2.0.4, read with numpy alone and without running its pickle.

The file is a zip: ``data.pkl`` names the classes and, by key, the storages that
lie beside it as plain bytes. PyG's classes are read into empty shells, so
neither torch nor any version of PyG is needed.
"""

from __future__ import annotations

import io
import math
import operator
import pickle
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np

from lri_bench.errors import DataError, Problem
from lri_bench.record.unpickle import NUMPY_NAMES, restricted_load
from lri_bench.storage.archive import ARCHIVE_FAULTS, read_member, reason
from lri_bench.types import AnyArray, Ints

__all__ = ["ProcessedFile", "read_processed"]

LIMIT_BYTES = 8 * 1024**3
"""Most bytes of all storages; Tau3Mu's take about 60 MB."""

_PICKLE = "/data.pkl"

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
    except ARCHIVE_FAULTS as error:
        raise DataError(_unexpected(where, reason(error))) from error
    if not (isinstance(value, tuple) and len(value) == 3):
        raise DataError(_unexpected(where, type(value).__name__))
    columns, slices, splits = _columns(value[0]), _whole(value[1]), _whole(value[2])
    if columns is None or slices is None or splits is None:
        raise DataError(_unexpected(where, "other contents"))
    return ProcessedFile(columns, slices, splits)


class _Shell:
    """An object of a class of PyG's, reduced to its state."""

    state: object = None

    def __setstate__(self, state: object) -> None:
        self.state = state

    def get(self, name: str) -> object:
        """Return one attribute of the object, None if it has none of that name."""
        return self.state.get(name) if isinstance(self.state, dict) else None


def _columns(shell: object) -> dict[str, AnyArray] | None:
    """Return the tensors of a Data object, which keeps them in its store."""
    store = shell.get("_store") if isinstance(shell, _Shell) else None
    mapping = store.get("_mapping") if isinstance(store, _Shell) else None
    if not isinstance(mapping, dict):
        return None
    arrays = {k: v for k, v in mapping.items() if isinstance(v, np.ndarray)}
    plain = all(
        isinstance(k, str) and v.dtype.kind in "biuf" for k, v in arrays.items()
    )
    return {k: np.asarray(v) for k, v in arrays.items()} if plain else None


def _whole(mapping: object) -> dict[str, Ints] | None:
    """Return lists of whole numbers by name, None if there is anything else."""
    if not isinstance(mapping, dict):
        return None
    try:
        arrays = {k: np.atleast_1d(_plain_list(v)) for k, v in mapping.items()}
    except (TypeError, ValueError):
        return None
    # A list without anything in it has no dtype of its own.
    whole = all(v.dtype.kind in "iu" or not v.size for v in arrays.values())
    if not whole or not all(isinstance(key, str) for key in arrays):
        return None
    return {k: v.astype(np.int64).ravel() for k, v in arrays.items()}


def _plain_list(value: object) -> AnyArray:
    if not isinstance(value, np.ndarray | list):
        raise TypeError
    return np.asarray(value)


def _load(where: str, archive: zipfile.ZipFile) -> Any:
    infos = {info.filename: info for info in archive.infolist()}
    total = sum(info.file_size for info in infos.values())
    if total > LIMIT_BYTES:
        raise DataError(_unexpected(where, f"{total:,} bytes declared"))
    roots = [name for name in infos if name.count("/") == 1 and name.endswith(_PICKLE)]
    if len(roots) != 1:
        raise DataError(_unexpected(where, f"{len(roots)} members named data.pkl"))
    root = roots[0].removesuffix(_PICKLE)
    order = infos.get(f"{root}/byteorder")
    if order and read_member(archive, order) != b"little":
        raise DataError(_unexpected(where, "numbers of another byte order"))

    def storage(pid: Any) -> AnyArray:
        kind, dtype, key, _, size = pid
        info = infos.get(f"{root}/data/{key}") if isinstance(key, str) else None
        if kind != "storage" or dtype not in _STORAGES.values() or info is None:
            msg = "a storage that is not there"
            raise pickle.UnpicklingError(msg)
        return np.frombuffer(read_member(archive, info), dtype, count=size)

    return restricted_load(
        where, read_member(archive, infos[roots[0]]), _NAMES, storage
    )


def _rebuild_tensor(
    storage: AnyArray,
    start: int,
    size: tuple[int, ...],
    stride: tuple[int, ...],
    *_: Any,
) -> AnyArray:
    """Cut a tensor from its storage; the file's numbers are checked first."""
    # Python's integers, for those of numpy wrap around.
    start, size = operator.index(start), tuple(map(operator.index, size))
    stride = tuple(map(operator.index, stride))
    bad = start < 0 or min((*size, *stride), default=0) < 0 or len(size) != len(stride)
    last = start + sum((n - 1) * s for n, s in zip(size, stride, strict=False))
    # A stride of zero would let few bytes become many.
    if storage.ndim != 1 or math.prod(size) > len(storage):
        bad = True
    if bad or (0 not in size and last >= len(storage)):
        msg = f"a tensor of size {size} does not fit its storage"
        raise pickle.UnpicklingError(msg)
    steps = [s * storage.itemsize for s in stride]
    return np.lib.stride_tricks.as_strided(storage[start:], size, steps).copy()


def _default_dict(_: object = None, items: Any = ()) -> dict[Any, Any]:
    """Stand in for defaultdict, whose default is of no use here."""
    return dict(items)


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
    # Plain dictionaries keep their order, and have no attributes to be forged.
    ("collections", "OrderedDict"): dict,
    ("collections", "defaultdict"): _default_dict,
    ("__builtin__", "dict"): dict,
    ("builtins", "dict"): dict,
    **{("torch", name): dtype for name, dtype in _STORAGES.items()},
}
