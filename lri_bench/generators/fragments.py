# SPDX-License-Identifier: MIT
"""Fragments, and one random molecule from them: a skeleton of rings, then caps."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

import numpy as np
import yaml
from rdkit import Chem

from lri_bench.types import Floats

__all__ = ["MAX_ATOMS", "draw_molecule"]

MAX_ATOMS: Final = 25
"""Heavy atoms of the largest molecule; as in SynMol, doi 10.5281/zenodo.7265547."""

MIN_ATOMS: Final = 7
"""Fewest heavy atoms that are aimed at."""

MEAN_MISSING_ATOMS: Final = 3.4
"""Mean of `MAX_ATOMS` less the heavy atoms aimed at; SynMol's comes out as 3.6."""

RING_SHARES: Final = (0.05, 0.18, 0.33, 0.26, 0.18)
"""How often 0, 1, 2, 3, 4 rings are aimed at, if there is room for them."""

ATOMS_PER_RING: Final = 6
"""Heavy atoms that there must be for each ring."""

ATTEMPTS_PER_RING: Final = 6
"""Draws of a linker and a ring before the skeleton stays as it is."""

ATOMS_PER_CAP: Final = 3
"""Heavy atoms that each place still free is counted on to take."""

MAX_ATOMS_ACYCLIC: Final = 14
"""Heavy atoms aimed at where there is no ring, at most."""

PLACE: Final = re.compile(r"\[\*:(\d+)\]")
"""Where something may be attached, in a SMILES."""

CAP_KINDS: Final = ("aromatic", "saturated", "nitrogen")
"""Kinds of place that caps have weights for, in the order of the table."""


class _Place(NamedTuple):
    """A place by its number, and the kind of atom that it is on."""

    label: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A fragment: SMILES, heavy atoms, rings, kind of atom at places 1, 2, ..."""

    smiles: str
    atoms: int
    rings: int
    kinds: tuple[str, ...]

    @classmethod
    def read(cls, smiles: str) -> _Piece:
        """Return the piece that a SMILES describes."""
        molecule = Chem.MolFromSmiles(smiles)
        kinds = {
            atom.GetAtomMapNum(): _kind(atom.GetNeighbors()[0])
            for atom in molecule.GetAtoms()
            if atom.GetAtomMapNum()
        }
        ordered = tuple(kinds[label] for label in sorted(kinds))
        atoms = molecule.GetNumAtoms() - len(kinds)
        return cls(smiles, atoms, molecule.GetRingInfo().NumRings(), ordered)


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Pieces, their heavy atoms (P,) float64 and weights (P,) float64."""

    pieces: tuple[_Piece, ...]
    atoms: Floats
    weights: Floats

    @classmethod
    def read(cls, entries: Iterable[tuple[str, float]]) -> _Table:
        """Return the table of pairs of SMILES and weight."""
        smiles, weights = zip(*entries, strict=True)
        pieces = tuple(_Piece.read(text) for text in smiles)
        atoms = np.array([piece.atoms for piece in pieces], dtype=np.float64)
        return cls(pieces, atoms, np.array(weights, dtype=np.float64))

    def draw(self, rng: np.random.Generator) -> _Piece:
        """Return any piece."""
        return self._pick(rng, self.weights)

    def draw_sized(
        self, rng: np.random.Generator, least: int, most: int
    ) -> _Piece | None:
        """Return a piece of `least` to `most` heavy atoms, or None if none is."""
        fitting = (self.atoms >= least) & (self.atoms <= most)
        weights = np.where(fitting, self.weights, 0.0)
        return self._pick(rng, weights) if weights.any() else None

    def _pick(self, rng: np.random.Generator, weights: Floats) -> _Piece:
        edges = weights.cumsum()
        return self.pieces[int(edges.searchsorted(rng.random() * edges[-1], "right"))]


class _Library(NamedTuple):
    """All tables; caps by the kind of place they go on."""

    rings: _Table
    linkers: _Table
    caps: dict[str, _Table]
    unwanted: tuple[Chem.Mol, ...]


@dataclass(slots=True)
class _Draft:
    """What is assembled so far.

    Attributes
    ----------
    parts : list of str
        SMILES of the pieces; their places are numbered through.
    free : list of _Place
        Places where nothing is attached yet.
    bonds : dict of int to int
        Number of each place that is used to the number of its bond.
    atoms, rings, places : int
        Heavy atoms, rings and places so far.
    """

    parts: list[str] = field(default_factory=list)
    free: list[_Place] = field(default_factory=list)
    bonds: dict[int, int] = field(default_factory=dict)
    atoms: int = 0
    rings: int = 0
    places: int = 0

    def add(self, piece: _Piece) -> list[_Place]:
        """Lay a piece beside the others and return its places."""
        first = self.places
        renumbered = PLACE.sub(lambda at: f"[*:{first + int(at[1])}]", piece.smiles)
        self.parts.append(renumbered)
        self.places += len(piece.kinds)
        self.atoms += piece.atoms
        self.rings += piece.rings
        return [_Place(first + k, kind) for k, kind in enumerate(piece.kinds, start=1)]

    def join(self, one: _Place, other: _Place) -> None:
        """Bond the atoms that two places are on."""
        self.bonds[one.label] = self.bonds[other.label] = one.label

    def smiles(self) -> str:
        """Return the pieces as one SMILES, hydrogens on the places left free."""

        def bonded(found: re.Match[str]) -> str:
            bond = self.bonds.get(int(found[1]))
            return "[H]" if bond is None else f"[*:{bond}]"

        # The linker that is but a bond has no SMILES.
        return PLACE.sub(bonded, ".".join(filter(None, self.parts)))


def draw_molecule(rng: np.random.Generator) -> Chem.Mol | None:
    """Draw one molecule.

    Parameters
    ----------
    rng : numpy.random.Generator
        Where all chance comes from.

    Returns
    -------
    rdkit.Chem.Mol or None
        Sanitised, with implicit hydrogens, at most `MAX_ATOMS` heavy atoms and
        stereocentres set at random; None if the draft stayed too small or holds
        unwanted groups.
    """
    size = max(MIN_ATOMS, MAX_ATOMS + 1 - rng.geometric(1 / (1 + MEAN_MISSING_ATOMS)))
    rings = int(np.searchsorted(np.cumsum(RING_SHARES), rng.random(), side="right"))
    rings = min(rings, size // ATOMS_PER_RING)
    size = size if rings else min(size, MAX_ATOMS_ACYCLIC)
    draft = _Draft()
    _lay_skeleton(draft, rings, size, rng)
    _put_caps(draft, size, rng)
    return _finish(draft.smiles(), rng) if draft.atoms >= size else None


def _lay_skeleton(
    draft: _Draft, rings: int, size: int, rng: np.random.Generator
) -> None:
    """Join rings by linkers up to the number of rings; or lay a single linker."""
    library = _library()
    start = library.rings if rings else library.linkers
    draft.free += draft.add(start.draw(rng))
    for _ in range(ATTEMPTS_PER_RING * rings):
        if draft.rings >= rings or not draft.free:
            return
        # Drawn from all: from what fits, it would often be a cyclopropane.
        linker = library.linkers.draw(rng)
        ring = library.rings.draw(rng)
        if draft.atoms + linker.atoms + ring.atoms <= size:
            _extend(draft, linker, ring, rng)


def _extend(
    draft: _Draft, linker: _Piece, ring: _Piece, rng: np.random.Generator
) -> None:
    """Attach a ring through a linker, at random places, if chemistry allows."""
    here = int(rng.integers(len(draft.free)))
    there = int(rng.integers(len(ring.kinds)))
    ends = [0, 1] if rng.random() < 0.5 else [1, 0]
    kinds = [draft.free[here].kind, ring.kinds[there]]
    if linker.kinds:
        near, far = (linker.kinds[end] for end in ends)
        kinds = [kinds[0], near, far, kinds[1]]
    if not all(map(_joinable, kinds[::2], kinds[1::2])):
        return
    place = draft.free.pop(here)
    between = draft.add(linker)
    if between:
        draft.join(place, between[ends[0]])
        place = between[ends[1]]
    fresh = draft.add(ring)
    draft.join(place, fresh.pop(there))
    draft.free += fresh


def _put_caps(draft: _Draft, size: int, rng: np.random.Generator) -> None:
    """Put caps onto random places until the molecule has its size."""
    caps = _library().caps
    while draft.free and draft.atoms < size:
        place = draft.free.pop(int(rng.integers(len(draft.free))))
        if place.kind not in caps:
            continue
        room = size - draft.atoms
        # Small caps only as long as the other places can take what is missing.
        least = room - ATOMS_PER_CAP * len(draft.free)
        cap = caps[place.kind].draw_sized(rng, least, room)
        if cap is not None:
            draft.join(place, draft.add(cap)[0])


def _finish(smiles: str, rng: np.random.Generator) -> Chem.Mol | None:
    """Return the molecule of a draft, or None if it holds unwanted groups."""
    zipped = Chem.molzip(Chem.MolFromSmiles(smiles))
    molecule = Chem.MolFromSmiles(Chem.MolToSmiles(zipped))
    if any(molecule.HasSubstructMatch(query) for query in _library().unwanted):
        return None
    _set_stereo(molecule, rng)
    return Chem.MolFromSmiles(Chem.MolToSmiles(molecule))


def _set_stereo(molecule: Chem.Mol, rng: np.random.Generator) -> None:
    """Set stereocentres at random, double bonds to trans.

    Not in the fragments: whether joining keeps what they say depends on where
    atoms happen to lie in memory, so it would differ from process to process.
    """
    tags = (Chem.CHI_TETRAHEDRAL_CW, Chem.CHI_TETRAHEDRAL_CCW)
    for centre in Chem.FindPotentialStereo(molecule):
        if centre.type == Chem.StereoType.Atom_Tetrahedral:
            atom = molecule.GetAtomWithIdx(centre.centeredOn)
            atom.SetChiralTag(tags[int(rng.integers(2))])
        elif centre.type == Chem.StereoType.Bond_Double:
            # Two neighbours of each end, of which one may be a hydrogen.
            around = list(centre.controllingAtoms)
            ends = [min(around[:2]), min(around[2:])]
            bond = molecule.GetBondWithIdx(centre.centeredOn)
            bond.SetStereoAtoms(*ends)
            bond.SetStereo(Chem.BondStereo.STEREOTRANS)


def _kind(atom: Chem.Atom) -> str:
    """Return the kind of place that an atom offers."""
    symbol = atom.GetSymbol()
    if symbol == "C":
        return "aromatic" if atom.GetIsAromatic() else "saturated"
    if symbol == "N":
        return "nitrogen"
    # Of what is left only sulfur reaches six bonds.
    return "sulfonyl" if atom.GetTotalValence() == 6 else "other"


def _joinable(one: str, other: str) -> bool:
    """Return whether a bond between two kinds of place makes a stable group."""
    pair = {one, other}
    return bool(pair & {"aromatic", "saturated"}) or pair == {"nitrogen", "sulfonyl"}


@cache
def _library() -> _Library:
    """Return the fragments of the file beside this one."""
    text = files("lri_bench.generators").joinpath("fragments.yaml").read_text("utf-8")
    tables: dict[str, Any] = yaml.safe_load(text)
    caps = {
        kind: _Table.read((cap, weights[k]) for cap, weights in tables["caps"].items())
        for k, kind in enumerate(CAP_KINDS)
    }
    return _Library(
        _Table.read(tables["rings"].items()),
        _Table.read(tables["linkers"].items()),
        caps,
        tuple(Chem.MolFromSmarts(smarts) for smarts in tables["unwanted"]),
    )
