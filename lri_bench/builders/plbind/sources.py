# SPDX-License-Identifier: MIT
"""The two places PLBind is built from: the record, and one's own PDBbind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from lri_bench.builders.plbind.index import CODE
from lri_bench.builders.plbind.splits import SPLIT_FILES
from lri_bench.builders.plbind.structures import (
    PROTEINS,
    Entry,
    Structures,
    entry_of,
)
from lri_bench.clouds import Split
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.record.folder import OpenFolder, RecordFile, RecordFolder
from lri_bench.storage.reading import unreadable

__all__ = ["ARCHIVE", "INDEX_PATTERNS", "Source", "own_pdbbind", "record"]

ARCHIVE = "plbind_raw.zip"
INDEX_FILE = "index/INDEX_general_PL_data.2020"

_LISTS = tuple(f"split/{name}" for name in SPLIT_FILES.values())

INDEX_PATTERNS = (
    "INDEX_general_PL_data*",
    "INDEX_general_PL*",
    "INDEX_refined_data*",
)
"""Names of PDBbind's index files, the most complete one first."""

DEEPEST = 3
"""Folders below the one given in which files are looked for."""


@dataclass(frozen=True)
class Source:
    """Everything that PLBind is built from.

    Attributes
    ----------
    index : RecordFile
    splits : mapping of Split to RecordFile
        Lists of complexes; empty where there are none.
    structures : Structures
    """

    index: RecordFile
    splits: Mapping[Split, RecordFile]
    structures: Structures


@contextmanager
def record(folder: Path) -> Iterator[Source]:
    """Open the raw files of the record.

    Parameters
    ----------
    folder : Path
        Holds ``plbind_raw.zip`` or its unpacked files.

    Yields
    ------
    source : Source
        Complexes in the archive's order, or of unpacked files sorted.

    Raises
    ------
    DataError
        If index, lists or structures are missing, or cannot be read.
    """
    where = RecordFolder(folder, ARCHIVE, "raw")
    with where.opened(INDEX_FILE) as files:
        index, *lists = _all_of(files, (INDEX_FILE, *_LISTS))
        entries = _recorded(files)
        if not entries:
            raise DataError(where.missing("pdb", "no structures"))
        splits = dict(zip(SPLIT_FILES, lists, strict=True))
        yield Source(index, splits, Structures(str(folder), entries, files.read))


@contextmanager
def own_pdbbind(folder: Path) -> Iterator[Source]:
    """Open one's own copy of PDBbind.

    Parameters
    ----------
    folder : Path
        Holds, at most `DEEPEST` folders down, an index, folders of complexes named
        by their codes, and if wanted EquiBind's lists.

    Yields
    ------
    source : Source
        Complexes sorted, without tables of contacts.

    Raises
    ------
    DataError
        If index or structures are missing, or there are some lists and not all.
    """
    with _told(folder):
        files, homes = _found(folder)
    index = _index_among(files)
    lists = {s: files[name] for s, name in SPLIT_FILES.items() if name in files}
    entries = {code: _own(code, homes[code]) for code in sorted(homes)}
    entries = {code: entry for code, entry in entries.items() if entry.protein}
    raise_if(_own_problems(folder, index, lists, entries), DataError)
    yield Source(
        index=_file(files[index]),
        splits={split: _file(path) for split, path in lists.items()},
        structures=Structures(str(folder), entries, lambda name: _file(Path(name))),
    )


def _all_of(files: OpenFolder, names: Iterable[str]) -> list[RecordFile]:
    """Read several files, or tell what is wrong with each of them."""
    found: list[RecordFile] = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(files.read(name))
        except DataError as error:
            problems += error.problems
    raise_if(problems, DataError)
    return found


def _recorded(files: OpenFolder) -> dict[str, Entry]:
    inside: dict[str, list[str]] = {}
    for name in files.names("pdb"):
        code, _, rest = name.removeprefix("pdb/").partition("/")
        inside.setdefault(code, []).append(rest)
    tables = set(files.names("contacts"))
    entries = {}
    for code, names in inside.items():
        table = f"contacts/{code}.pkl"
        contacts = table if table in tables else None
        entries[code] = entry_of(code, f"pdb/{code}/", names, contacts)
    return entries


def _own(code: str, path: Path) -> Entry:
    with _told(path):
        names = [file.name for file in path.iterdir()]
        return entry_of(code, f"{path}/", names, None)


def _found(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Return files by their names, and folders that have the name of a complex."""
    files: dict[str, Path] = {}
    homes: dict[str, Path] = {}
    for path in _below(folder, DEEPEST):
        if path.is_dir():
            if re.fullmatch(CODE, path.name):
                homes.setdefault(path.name.lower(), path)
        else:
            files.setdefault(path.name, path)
    return files, homes


def _below(folder: Path, depth: int) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        # What is in a complex's folder is looked at when its turn comes.
        if depth > 1 and path.is_dir() and not re.fullmatch(CODE, path.name):
            yield from _below(path, depth - 1)


def _index_among(files: Mapping[str, Path]) -> str:
    """Return the name of the best index, of several the latest; empty if none."""
    latest = sorted(files, reverse=True)
    found = [name for p in INDEX_PATTERNS for name in latest if fnmatch(name, p)]
    return found[0] if found else ""


def _own_problems(
    folder: Path,
    index: str,
    lists: Mapping[Split, Path],
    entries: Mapping[str, Entry],
) -> Iterator[Problem]:
    levels = f"at most {DEEPEST} folders down"
    get = "get it from http://www.pdbbind.org.cn and give its folder with --from"
    if not index:
        wanted = f"PDBbind's index, {' or '.join(INDEX_PATTERNS)}, {levels}"
        yield Problem(str(folder), wanted, "none", "another folder was meant", get)
    if not entries:
        wanted = f"folders of complexes, such as 1abc/{PROTEINS[-1].format('1abc')}"
        yield Problem(str(folder), f"{wanted}, {levels}", "none", run=get)
    absent = [name for split, name in SPLIT_FILES.items() if split not in lists]
    if lists and absent:
        yield Problem(
            where=str(folder),
            expected="all of EquiBind's three lists, or none of them",
            got=f"no {', '.join(absent)}",
            cause="a list was not copied, or goes by another name",
        )


def _file(path: Path) -> RecordFile:
    with _told(path):
        return RecordFile(str(path), path.read_bytes())


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        expected = "a readable folder of PDBbind's files"
        raise DataError(unreadable(path, expected, error)) from error
