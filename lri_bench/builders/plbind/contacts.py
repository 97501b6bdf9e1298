# SPDX-License-Identifier: MIT
"""Residues in contact with a ligand: from a table, or by a distance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.builders.plbind.receptor import Receptor
from lri_bench.errors import DataError
from lri_bench.record.frames import Frame, read_frames
from lri_bench.types import Bools, Floats

__all__ = [
    "CONTACT_ANGSTROM",
    "Contact",
    "contact_column",
    "contacts_by_distance",
    "read_contacts",
]

CONTACT_ANGSTROM: Final = 3.9
"""Heavy atoms nearer than this are in contact: the usual limit of non-bonded
contacts in LIGPLOT (doi 10.1093/protein/8.2.127)."""

Contact = tuple[int, str]
"""Number of a residue, and letter of its chain."""

_TABLES = ("hydrogen_df", "non_bond_df")
_NUMBER, _CHAIN = "res_no_rec", "chain_rec"
_NUMBERED = re.compile(r"\s*(-?\d{1,9})[A-Za-z]?\s*")


def read_contacts(where: str, data: bytes) -> frozenset[Contact]:
    """Read a complex's table of contacts.

    Parameters
    ----------
    where : str
        The file, for the message.
    data : bytes
        A pickled list of ``{"hydrogen_df": ..., "non_bond_df": ...}``, each a
        DataFrame or None.

    Returns
    -------
    contacts : frozenset of (int, str)
        Insertion letters dropped, as the LRI authors do: the tables write them
        now and then only.

    Raises
    ------
    ValueError, DataError
        If it is no such table.
    """
    value = read_frames(where, data, {_NUMBER, _CHAIN})
    if not isinstance(value, list | tuple):
        msg = f"a {type(value).__name__}, no list"
        raise ValueError(msg)  # noqa: TRY004 - of a file, not of an argument
    return frozenset(contact for part in value for contact in _of_part(part))


def contacts_by_distance(receptor: Receptor, ligand: Floats) -> Bools:
    """Return which residues are in contact by distance.

    Parameters
    ----------
    receptor : Receptor
        R residues.
    ligand : (M, 3) float64, angstrom
        Heavy atoms of the ligand's pose in the crystal.

    Returns
    -------
    contact : (R,) bool
        Whether a heavy atom of the residue is within `CONTACT_ANGSTROM`.
    """
    contact = np.zeros(len(receptor.pos), dtype=np.bool_)
    if len(ligand):
        far, _ = cKDTree(ligand).query(receptor.atoms)
        near = (far < CONTACT_ANGSTROM) & receptor.heavy
        contact[receptor.owner[near]] = True
    return contact


def _of_part(part: Any) -> Iterator[Contact]:
    if not isinstance(part, dict) or not part.keys() >= set(_TABLES):
        msg = f"a part without {' and '.join(_TABLES)}"
        raise ValueError(msg)
    for name in _TABLES:
        frame = part[name]
        if frame is not None:
            yield from _of_frame(name, frame)


def _of_frame(name: str, frame: Any) -> Iterator[Contact]:
    if not isinstance(frame, Frame) or not {_NUMBER, _CHAIN} <= frame.columns.keys():
        msg = f"{name} without {_NUMBER} and {_CHAIN}"
        raise ValueError(msg)
    numbers, chains = frame.columns[_NUMBER], frame.columns[_CHAIN]
    for number, chain in zip(numbers.tolist(), chains.tolist(), strict=True):
        found = _NUMBERED.fullmatch(str(number))
        if found is None:
            msg = f"{name} with the residue {ascii(number)[:20]}"
            raise ValueError(msg)
        yield int(found[1]), str(chain)


def contact_column(
    receptor: Receptor, ligand: Floats, table: bytes | None
) -> tuple[Bools, str]:
    """Return which residues are in contact, and where that is from.

    Parameters
    ----------
    receptor : Receptor
        R residues.
    ligand : (M, 3) float64, angstrom
        Heavy atoms of the ligand's pose in the crystal.
    table : bytes or None
        The complex's table, where there is one.

    Returns
    -------
    contact : (R,) bool
        All residues of a number, whatever their insertion letter.
    source : str
        ``table``; ``distance``; or why the table could not be read, and the
        distance was taken.
    """
    if table is None:
        return contacts_by_distance(receptor, ligand), "distance"
    try:
        contacts = read_contacts("contacts", table)
    except DataError as error:
        return contacts_by_distance(receptor, ligand), error.problems[0].got
    except ValueError as error:
        return contacts_by_distance(receptor, ligand), str(error)
    pairs = zip(receptor.number.tolist(), receptor.chain.tolist(), strict=True)
    return np.array([pair in contacts for pair in pairs], dtype=np.bool_), "table"
