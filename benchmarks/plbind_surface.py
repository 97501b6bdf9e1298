# SPDX-License-Identifier: MIT
"""How much faster surfaces of proteins are than Biopython's, and whether they agree.

Both are run in turn on the same parsed structures, over all atoms of the first model.
Goals: at least 5 times as fast, and areas of residues within 2 % for 95 % of them.
Without a folder, the structures are made-up globules as dense as proteins.

    python benchmarks/plbind_surface.py [FOLDER with plbind_raw.zip]
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from Bio.PDB import PDBParser
from Bio.PDB.SASA import ShrakeRupley

from lri_bench.builders.plbind.complexes import build_complex
from lri_bench.builders.plbind.sources import record
from lri_bench.builders.plbind.surface import atom_radii, surface
from lri_bench.types import Floats

ROUNDS = 3
GOAL_RATIO = 5.0
GOAL_SHARE = 0.95
TOLERANCE = 0.02

# Heavy atoms of proteins in water, about.
ATOMS_PER_CUBIC_ANGSTROM = 0.06
ATOMS_PER_RESIDUE = 8
GLOBULES = (1500, 4000, 10000)


def globule(atoms: int, seed: int) -> str:
    """Return a ball of atoms in PDB format, none of them nearer than 1.2 angstrom."""
    random = np.random.default_rng(seed)
    step = ATOMS_PER_CUBIC_ANGSTROM ** (-1 / 3)
    side = np.arange(-25, 26) * step
    grid = np.stack(np.meshgrid(side, side, side), axis=-1).reshape(-1, 3)
    nearest = np.argsort(np.linalg.norm(grid, axis=1))[:atoms]
    shift = (step - 1.2) / 2
    places = grid[nearest] + random.uniform(-shift, shift, (atoms, 3))
    lines = [
        f"ATOM  {1:>5}  X{place % ATOMS_PER_RESIDUE}  GLY A"
        f"{place // ATOMS_PER_RESIDUE + 1:>4}    {x:8.3f}{y:8.3f}{z:8.3f}"
        f"{1:6.2f}{20:6.2f}          {'CNOS'[place % 4]:>2}\n"
        for place, (x, y, z) in enumerate(places)
    ]
    return "".join(lines)


def structures(folder: Path | None) -> Iterator[tuple[str, Any]]:
    """Yield names and first models."""
    if folder is None:
        texts = {f"{size} atoms": globule(size, size) for size in GLOBULES}
    else:
        with record(folder) as source:
            files = source.structures.files(source.structures.entries)
            texts = {item.code: item.protein.decode("latin-1") for item in files}
    for name, text in texts.items():
        yield name, PDBParser(QUIET=True).get_structure("", io.StringIO(text))[0]


def biopython_areas(model: Any) -> Floats:
    """Return the area of each residue, by Biopython."""
    ShrakeRupley().compute(model, level="R")
    return np.array([residue.sasa for residue in model.get_residues()])


def lri_bench_areas(model: Any) -> Floats:
    """Return the same, the atoms taken out of Biopython's objects as well."""
    residues = list(model.get_residues())
    atoms = [(atom, i) for i, residue in enumerate(residues) for atom in residue]
    coords = np.array([atom.coord for atom, _ in atoms], dtype=np.float64)
    radii = atom_radii([atom.element for atom, _ in atoms])
    owner = np.array([i for _, i in atoms])
    return np.bincount(owner, surface(coords, radii), len(residues))


def compare(name: str, model: Any) -> tuple[float, float, Floats, Floats]:
    """Time both in turn and print the ratio."""
    taken: dict[Any, list[float]] = {biopython_areas: [], lri_bench_areas: []}
    areas = {}
    for _ in range(ROUNDS):
        for run, seconds in taken.items():
            start = time.perf_counter()
            areas[run] = run(model)
            seconds.append(time.perf_counter() - start)
    theirs, ours = (statistics.median(seconds) for seconds in taken.values())
    atoms = sum(1 for _ in model.get_atoms())
    print(
        f"  {name:<12} {atoms:>6,} atoms  Biopython {theirs:6.3f} s  "
        f"lri-bench {ours:6.3f} s  ratio {theirs / ours:5.1f}"
    )
    return theirs, ours, areas[biopython_areas], areas[lri_bench_areas]


def time_complexes(folder: Path) -> None:
    """Print how long whole complexes take, from bytes to columns."""
    with record(folder) as source:
        files = list(source.structures.files(source.structures.entries))
    seconds = []
    for item in files:
        start = time.perf_counter()
        build_complex(item)
        seconds.append(time.perf_counter() - start)
    print(
        f"  whole complexes, bytes to columns: {statistics.mean(seconds):.2f} s each "
        f"({min(seconds):.2f}-{max(seconds):.2f})"
    )


def main() -> None:
    """Compare, structure after structure."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    print(f"surfaces of residues, medians of {ROUNDS}")
    found = [compare(name, model) for name, model in structures(folder)]
    theirs, ours = (sum(item[side] for item in found) for side in (0, 1))
    expected, area = (np.concatenate([item[side] for item in found]) for side in (2, 3))
    near = np.abs(area - expected) <= TOLERANCE * expected
    # The same counts of points; sums of the same atoms may differ in the last bit.
    same = np.isclose(area, expected, rtol=1e-12, atol=0)
    print(f"  ratio over all {theirs / ours:.1f} (goal: at least {GOAL_RATIO:.0f})")
    print(
        f"  {len(area):,} residues: {near.mean():.2%} within {TOLERANCE:.0%} "
        f"(goal: {GOAL_SHARE:.0%}), {same.mean():.2%} the same"
    )
    if folder is not None:
        time_complexes(folder)
    if near.mean() < GOAL_SHARE or theirs / ours < GOAL_RATIO:
        sys.exit("a goal was missed")


if __name__ == "__main__":
    main()
