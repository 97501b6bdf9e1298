# SPDX-License-Identifier: MIT
"""Where the files of complexes lie: in the record, or in one's own PDBbind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lri_bench.builders.plbind.complexes import ComplexFiles
from lri_bench.record.folder import RecordFile

__all__ = ["PROTEINS", "Entry", "Structures", "entry_of"]

PROTEINS = ("{}_protein_processed.pdb", "{}_protein.pdb")
"""Names of a complex's protein, the preferred one first: EquiBind's processing, or
the file of PDBbind itself."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Names of a complex's files; None for one that is not there.

    Attributes
    ----------
    code : str
        Of the Protein Data Bank.
    protein, sdf, mol2, contacts : str or None
        As `Structures.read` takes them.
    """

    code: str
    protein: str | None
    sdf: str | None
    mol2: str | None
    contacts: str | None

    @property
    def complete(self) -> bool:
        """Whether protein and ligand are there."""
        return self.protein is not None and (self.sdf or self.mol2) is not None


@dataclass(frozen=True)
class Structures:
    """Complexes and a way to read their files.

    Attributes
    ----------
    where : str
        Folder or archive, for messages.
    entries : mapping of str to Entry
        By code, in the order of the clouds.
    read : callable
        Returns the file of a name.
    digest : hash
        SHA-256 over names and contents of all files read so far.
    """

    where: str
    entries: Mapping[str, Entry]
    read: Callable[[str], RecordFile]
    digest: Any = field(default_factory=hashlib.sha256)

    def files(self, codes: Iterable[str]) -> Iterator[ComplexFiles]:
        """Yield the contents of complexes, one at a time.

        Parameters
        ----------
        codes : iterable of str
            Of complete entries.

        Raises
        ------
        DataError
            If a file cannot be read.
        """
        for code in codes:
            entry = self.entries[code]
            yield ComplexFiles(
                code=code,
                protein=self._content(entry.protein) or b"",
                sdf=self._content(entry.sdf),
                mol2=self._content(entry.mol2),
                contacts=self._content(entry.contacts),
            )

    def _content(self, name: str | None) -> bytes | None:
        if name is None:
            return None
        data = self.read(name).data
        self.digest.update(f"{name.rpartition('/')[2]} {len(data)}\n".encode())
        self.digest.update(data)
        return data


def entry_of(
    code: str, folder: str, names: Iterable[str], contacts: str | None
) -> Entry:
    """Return the entry of a complex.

    Parameters
    ----------
    code : str
        Of the Protein Data Bank.
    folder : str
        What stands before the names of files, with a slash at its end.
    names : iterable of str
        Of the files in the complex's folder.
    contacts : str or None
        Name of its table of contacts, if there is one.
    """
    present = set(names)

    def first(*wanted: str) -> str | None:
        found = (name.format(code) for name in wanted if name.format(code) in present)
        name = next(found, None)
        return None if name is None else folder + name

    return Entry(
        code=code,
        protein=first(*PROTEINS),
        sdf=first("{}_ligand.sdf"),
        mol2=first("{}_ligand.mol2"),
        contacts=contacts,
    )
