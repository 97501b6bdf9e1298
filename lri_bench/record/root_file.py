# SPDX-License-Identifier: MIT
"""Read branches of ROOT files through uproot, telling plainly what is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uproot

from lri_bench.errors import DataError, Problem
from lri_bench.storage.archive import reason

__all__ = ["Branches", "dimension_problems", "read_branches"]

_MAX_SHOWN = 200


@dataclass(frozen=True, eq=False)
class Branches:
    """Branches of one tree.

    Attributes
    ----------
    where : str
        The file, for messages.
    sha256 : str
        Of the file.
    arrays : dict of str to awkward array
        By the name of the branch.
    """

    where: str
    sha256: str
    arrays: dict[str, Any]


def read_branches(
    path: Path, tree: str, wanted: Callable[[Iterable[str]], list[str]]
) -> Branches:
    """Read some branches of a tree, whole.

    Parameters
    ----------
    path : Path
        A ROOT file.
    tree : str
        Name of the tree, with its folder inside the file.
    wanted : callable
        Gets the names of all branches; returns those to read.

    Returns
    -------
    branches : Branches

    Raises
    ------
    DataError
        If the file is missing or damaged, or has no such tree.
    """
    if not path.is_file():
        raise DataError(
            Problem(
                where=str(path),
                expected=f"a ROOT file with the tree {tree}",
                got="no such file",
                cause="another folder was meant, or the file has another name",
                run=f"ls {path.parent}",
            )
        )
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with uproot.open(path) as root:
            present = [name.partition(";")[0] for name in root.keys()]  # noqa: SIM118
            if tree in present:
                found = root[tree]
                arrays = found.arrays(wanted(found.keys()))
    except Exception as error:  # damaged files make uproot raise anything
        raise DataError(
            Problem(
                where=str(path),
                expected="a complete ROOT file",
                got=reason(error),
                cause="the file was cut off, or is of another kind",
                run=_listing(path),
            )
        ) from error
    if tree not in present:
        raise DataError(_no_tree(path, tree, present))
    return Branches(str(path), sha256, {name: arrays[name] for name in arrays.fields})


def dimension_problems(
    read: Branches, dimensions: Mapping[str, int]
) -> Iterator[Problem]:
    """Tell branches that hold one number an entry instead of several, or several.

    Parameters
    ----------
    read : Branches
    dimensions : mapping of str to int
        By the name of the branch: 1 for one number an entry, 2 for a vector. Those
        that were not read are not told.
    """
    for name, expected in dimensions.items():
        array = read.arrays.get(name)
        if array is not None and array.ndim != expected:
            yield Problem(
                where=f"{read.where}: {name}",
                expected="one number an entry" if expected == 1 else "a vector",
                got=str(array.type)[:_MAX_SHOWN],
                cause="a tree of another kind",
                run=_listing(Path(read.where)),
            )


def _no_tree(path: Path, tree: str, present: list[str]) -> Problem:
    return Problem(
        where=str(path),
        expected=f"the tree {tree}",
        got=", ".join(present)[:_MAX_SHOWN] or "a file without trees",
        cause="a file of another kind",
        run=_listing(path),
    )


def _listing(path: Path) -> str:
    return f"python -c 'import uproot; print(uproot.open(\"{path}\").keys())'"
