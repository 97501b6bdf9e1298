# SPDX-License-Identifier: MIT
"""Names of complexes in ``raw_data.pkl``, the pickle beside PLBind's processed file.

Most of that pickle is of no use here (molecules, paths, tensors): whatever it names
becomes an object that does nothing, so no code but the unpickler's runs and no
package is needed. The last element of the tuple is the list of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lri_bench.errors import DataError, Problem
from lri_bench.record.unpickle import restricted_load

__all__ = ["read_last_names"]


def read_last_names(where: str, data: bytes, size: int) -> list[str]:
    """Return the last element of a pickled sequence, which must be names.

    Parameters
    ----------
    where : str
        The file, for messages.
    data : bytes
        Its content.
    size : int
        How many names there must be.

    Returns
    -------
    names : list of str

    Raises
    ------
    DataError
        If the file is damaged, or does not end with so many names.
    """
    value = restricted_load(where, data, _Inert())
    last = value[-1] if isinstance(value, tuple | list) and value else None
    names = last if isinstance(last, list) else []
    if len(names) == size and all(isinstance(name, str) for name in names):
        return names
    raise DataError(
        Problem(
            where=where,
            expected=f"a tuple whose last element is a list of {size} names",
            got=f"{type(last).__name__} of {len(names)}",
            cause="the file does not go with the processed one beside it",
            run="unpack both from the same archive",
        )
    )


class _Nothing:
    """An object that takes whatever a pickle does to it, and keeps nothing."""

    __slots__ = ()

    def __init__(self, *_: object) -> None: ...

    def __setstate__(self, _: object) -> None: ...

    def __setitem__(self, _: object, __: object) -> None: ...

    def append(self, _: object) -> None:
        """Take one item."""

    def extend(self, _: object) -> None:
        """Take items."""


class _Inert(Mapping[tuple[str, str], Any]):
    """Admits every name, and gives `_Nothing` for it."""

    def __contains__(self, _: object) -> bool:
        return True

    def __getitem__(self, _: tuple[str, str]) -> Any:
        return _Nothing

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(())

    def __len__(self) -> int:
        return 0
