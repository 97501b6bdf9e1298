# SPDX-License-Identifier: MIT
"""Take in entries of strangers: what is in ``submissions/`` before any is scored.

Files are looked at, never followed, run or imported. Everything that is wrong with
all entries is told in one pass.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lri_bench.board.entry import ENTRY_FILE, Entry, Track, load_entry
from lri_bench.board.text import SLUG
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, Problem
from lri_bench.references import REFERENCES
from lri_bench.storage.archive import ARCHIVE_FAULTS

__all__ = [
    "SUBMISSION_FILE",
    "Intake",
    "check_folder",
    "edition_problems",
    "file_problems",
    "kind_of",
    "name_problems",
    "slug_problems",
    "take_in",
]

SUBMISSION_FILE: Final = "submission.npz"
SCHEMA_FILE: Final = "entry.schema.json"

LIMIT_BYTES = 5_000_000
"""Most bytes of a submission's file on the board."""

LIMIT_UNPACKED_BYTES = 256 * 1024**2
"""Most bytes of its arrays once decompressed."""

_MOST_IN_FOLDER = 20
_MAX_SLUG = 60
_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFREG: "a file",
}
_STRAY = "a file of the editor or the system, or a folder for something else"
_WANTED = f"{ENTRY_FILE} and {SUBMISSION_FILE}, and nothing else"


@dataclass(frozen=True)
class Intake:
    """What was found in a folder of entries.

    Attributes
    ----------
    entries : dict of Path to Entry
        By folder, those whose form is right; their files may still not be scored.
    problems : tuple of Problem
        Of all others, and of what several of them share.
    """

    entries: dict[Path, Entry]
    problems: tuple[Problem, ...]


def take_in(submissions: Path) -> Intake:
    """Look at every entry of a folder, and at what else lies there.

    Parameters
    ----------
    submissions : Path
        The folder of the entries.

    Returns
    -------
    intake : Intake
    """
    entries: dict[Path, Entry] = {}
    problems: list[Problem] = []
    for path in sorted(submissions.iterdir()) if submissions.is_dir() else ():
        if path.name == SCHEMA_FILE and kind_of(path) == "a file":
            continue
        found = check_folder(path)
        problems += found
        if not found:
            entries[path] = load_entry(path)
    problems += name_problems(entries)
    return Intake(entries, tuple(problems))


def check_folder(folder: Path) -> list[Problem]:
    """Return everything that is wrong with the form of one entry.

    That is its name, what kind of files it holds, their sizes, and every field of
    ``entry.yaml``. Whether the submission can be scored is not looked at.

    Parameters
    ----------
    folder : Path
        Such as ``submissions/my-method``.

    Returns
    -------
    problems : list of Problem
    """
    problems = slug_problems(folder)
    kind = kind_of(folder)
    if kind != "a folder":
        where = str(folder)
        return [*problems, Problem(where, "a folder with an entry", kind, _STRAY)]
    problems += _content_problems(folder)
    if kind_of(folder / SUBMISSION_FILE) == "a file":
        problems += file_problems(folder / SUBMISSION_FILE)
    if kind_of(folder / ENTRY_FILE) == "a file":
        try:
            entry = load_entry(folder)
        except EntryError as error:
            problems += error.problems
        else:
            problems += _track_problems(folder, entry)
    return problems


def slug_problems(folder: Path, cause: str = _STRAY) -> list[Problem]:
    """Return what is wrong with the name of an entry's folder.

    Parameters
    ----------
    folder : Path
    cause : str
        Why it may be there, or why the name matters.
    """
    name = folder.name
    if re.fullmatch(SLUG, name) and len(name) <= _MAX_SLUG:
        return []
    return [
        Problem(
            where=f"{folder.parent}/{ascii(name)[1:-1][:_MAX_SLUG]}",
            expected="a name of a-z, 0-9 and single hyphens between them, at most "
            f"{_MAX_SLUG} characters, such as my-method-egnn",
            got=f"{ascii(name)[:80]}, {len(name)} characters",
            cause=cause,
        )
    ]


def file_problems(path: Path) -> list[Problem]:
    """Return why a submission's file is too large for the board.

    Nothing is decompressed. What is no archive at all is left to scoring to tell.

    Parameters
    ----------
    path : Path
        A regular file.
    """
    size = path.stat().st_size
    if size > LIMIT_BYTES:
        expected = f"at most {LIMIT_BYTES:,} bytes"
        cause = "float64 where float32 would do, or columns that no score rests on"
        return [Problem(str(path), expected, f"{size:,} bytes", cause)]
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (*ARCHIVE_FAULTS, OSError):
        return []
    if unpacked <= LIMIT_UNPACKED_BYTES:
        return []
    expected = f"at most {LIMIT_UNPACKED_BYTES:,} bytes once decompressed"
    got = f"{unpacked:,} bytes declared, of {size:,} on disk"
    return [Problem(str(path), expected, got, "nothing was decompressed")]


def edition_problems(
    where: str, editions: Iterable[str], catalog: Catalog
) -> Iterator[Problem]:
    """Find editions that the board does not take: not everybody could check a score.

    Parameters
    ----------
    where : str
        The file, for messages.
    editions : iterable of str
        ``dataset@edition``, all known to the catalogue.
    catalog : Catalog
        With the truths that are shipped.
    """
    for name in editions:
        path = catalog.truth_path(catalog.edition(name))
        if path is None or not path.is_relative_to(catalog.shipped):
            yield Problem(
                where=f"{where}: {name}",
                expected="editions whose truth is shipped, such as mini and sim",
                got="one whose truth is on this machine alone",
                cause="numbers on the board are those that everybody can recompute",
                run="docs/rules.md names the editions of the board",
            )


def name_problems(entries: Mapping[Path, Entry]) -> Iterator[Problem]:
    """Find entries of one name and backbone, which could be taken for each other.

    Parameters
    ----------
    entries : mapping of Path to Entry
        By folder; of two that share a name the later one is told.
    """
    first: dict[tuple[str, str], Path] = {}
    for folder, entry in entries.items():
        name = (_plain(entry.method), _plain(entry.backbone or ""))
        other = first.setdefault(name, folder)
        if other != folder:
            with_backbone = f" with {entry.backbone}" if entry.backbone else ""
            yield Problem(
                where=f"{folder / ENTRY_FILE}: method",
                expected="a name, or a backbone, that no other entry has",
                got=f"{entry.method!a}{with_backbone}, as in {other.name}",
                cause="a later version needs a name of its own, such as mine-v2",
            )


def kind_of(path: Path) -> str:
    """Return what a path is, such as ``"a link"``, without following it."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return "nothing"
    return _KINDS.get(stat.S_IFMT(mode), "something else")


def _content_problems(folder: Path) -> Iterator[Problem]:
    """Check that a folder holds its two files, as files, and no others."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        yield Problem(str(folder), "a folder that can be read", str(error.strerror))
        return
    for name in (ENTRY_FILE, SUBMISSION_FILE):
        kind = kind_of(folder / name)
        if kind != "a file":
            cause = "links are not followed" if kind == "a link" else ""
            run = f"lri-bench submit FILE --entry-dir {folder}" if not cause else ""
            yield Problem(f"{folder / name}", "a file", kind, cause, run)
    others = [name for name in names if name not in {ENTRY_FILE, SUBMISSION_FILE}]
    for name in others[:_MOST_IN_FOLDER]:
        where = f"{folder}/{ascii(name)[1:-1][:80]}"
        yield Problem(where, _WANTED, kind_of(folder / name), _STRAY)
    if len(others) > _MOST_IN_FOLDER:
        got = f"{len(others) - _MOST_IN_FOLDER:,} more of them"
        yield Problem(str(folder), _WANTED, got)


def _track_problems(folder: Path, entry: Entry) -> Iterator[Problem]:
    """Keep for the project the track that is not ranked and gets no notices."""
    known = {item.name for item in REFERENCES}
    if entry.track == Track.REFERENCE and not {folder.name, entry.method} <= known:
        yield Problem(
            where=f"{folder / ENTRY_FILE}: track",
            expected="post-hoc or inherent",
            got="reference",
            cause="reference rows are those of lri_bench/references.py alone",
        )


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
