# SPDX-License-Identifier: MIT
"""What a folder of entries, such as a pull request's, changes of another one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lri_bench.board.intake import kind_of
from lri_bench.errors import Problem

__all__ = ["Changes", "changes_of"]


@dataclass(frozen=True)
class Changes:
    """Entries that differ between two folders.

    Attributes
    ----------
    changed : tuple of Path
        In the new folder: entries and other things that are new, or not byte by byte
        what the old folder has.
    removed : tuple of str
        Names that the new folder lacks.
    problems : tuple of Problem
        Why the new folder cannot be looked at.
    """

    changed: tuple[Path, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def changes_of(old: Path, new: Path) -> Changes:
    """Compare two folders of entries, without following a link in the new one.

    Parameters
    ----------
    old : Path
        The project's own.
    new : Path
        A stranger's.
    """
    kind = kind_of(new)
    if kind != "a folder":
        problem = Problem(
            str(new), "a folder of entries", kind, "links are not followed"
        )
        return Changes(problems=(problem,))
    names = {path.name for path in new.iterdir()}
    changed = [
        new / name for name in sorted(names) if not _same(old / name, new / name)
    ]
    removed = sorted({path.name for path in old.iterdir()} - names)
    return Changes(tuple(changed), tuple(removed))


def _same(old: Path, new: Path) -> bool:
    """Return whether two paths are files, or folders of files, of the same content."""
    kind = kind_of(new)
    if kind != kind_of(old):
        return False
    if kind == "a file":
        sizes = old.stat().st_size, new.stat().st_size
        return sizes[0] == sizes[1] and old.read_bytes() == new.read_bytes()
    if kind == "a folder":
        names = {path.name for path in new.iterdir()}
        if names != {path.name for path in old.iterdir()}:
            return False
        return all(_same(old / name, new / name) for name in names)
    return False
