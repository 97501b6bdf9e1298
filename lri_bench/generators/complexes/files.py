# SPDX-License-Identifier: MIT
"""A designed complex as files: PDB, SDF, a line of the index, and split lists.

Names and layout are those of the record's raw files, so that whatever reads PDBbind
reads these too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from rdkit import Chem

from lri_bench.builders.plbind.complexes import ComplexFiles
from lri_bench.builders.plbind.splits import SPLIT_FILES
from lri_bench.clouds import Split
from lri_bench.generators.complexes.design import Design, Order, design_complex
from lri_bench.generators.complexes.ligand import Ligand
from lri_bench.generators.complexes.rule import Verdict
from lri_bench.generators.complexes.side_chains import atom_names
from lri_bench.storage.atomic import atomic_writer, make_folder
from lri_bench.types import Floats

__all__ = [
    "code_of",
    "complex_files",
    "index_line",
    "index_text",
    "pdb_text",
    "sdf_text",
    "split_texts",
    "write_files",
]

CHAIN: Final = "A"

_HEADER: Final = "REMARK   1 DESIGNED BY LRI-BENCH, NOT MEASURED\n"
_END: Final = f"{'END':<80}\n"  # Biopython wants the blanks
_UNITS: Final = (("uM", 6), ("nM", 9), ("pM", 12))

_INDEX_HEAD: Final = (
    "# Designed complexes of lri-bench; nothing in this list was measured.\n"
    "# code, resolution (none), year (none), -log10 of Kd in mol/l, Kd\n"
)


class _Atom(NamedTuple):
    """One line of a PDB file; the residue by name and number."""

    name: str
    residue: str
    number: int
    at: Floats
    b_factor: float


def code_of(number: int) -> str:
    """Return the code of a complex, in the form of the Protein Data Bank's long ones.

    No entry has it: theirs begin with ``pdb_0``.
    """
    return f"pdb_d{number:07d}"


def pdb_text(design: Design) -> str:
    """Return the protein in PDB format: heavy atoms of one chain."""
    lines = [_atom_line(serial, atom) for serial, atom in enumerate(_atoms(design), 1)]
    last = len(design.residues)
    end = f"TER   {len(lines) + 1:>5}      {design.residues[-1]} {CHAIN}{last:>4}\n"
    return "".join([_HEADER, *lines, end, _END])


def sdf_text(ligand: Ligand) -> str:
    """Return the ligand in SDF format, with hydrogens, in the protein's frame."""
    block: str = Chem.MolToMolBlock(ligand.molecule)
    return f"{block}$$$$\n"


def complex_files(number: int, design: Design) -> ComplexFiles:
    """Return the files of a complex as the builder takes them."""
    return ComplexFiles(
        code=code_of(number),
        protein=pdb_text(design).encode(),
        sdf=sdf_text(design.ligand).encode(),
        mol2=None,
        contacts=None,
    )


def index_line(number: int, verdict: Verdict) -> str:
    """Return a complex's line of the index."""
    minus_log = verdict.minus_log_molar
    unit, power = next(pair for pair in _UNITS if minus_log <= pair[1])
    affinity = f"Kd={10 ** (power - minus_log):.4g}{unit}"
    code = code_of(number)
    return f"{code}  none  0000  {minus_log:5.2f}  {affinity:<12} // {code}.pdf (LIG)\n"


def index_text(lines: Iterable[str]) -> str:
    """Return the index of lines."""
    return _INDEX_HEAD + "".join(lines)


def split_texts(split: Sequence[int]) -> dict[Split, str]:
    """Return the lists of a split.

    Parameters
    ----------
    split : sequence of int
        See `Split`; of complexes 1, 2, ...
    """
    return {
        part: "".join(
            f"{code_of(number)}\n"
            for number, listed in enumerate(split, 1)
            if listed == part
        )
        for part in SPLIT_FILES
    }


def write_files(
    folder: Path, orders: Sequence[Order], split: Sequence[int]
) -> Iterator[Path]:
    """Write complexes in the layout of the record's raw files.

    ``lri-bench build plbind@raw --from FOLDER`` reads them.

    Parameters
    ----------
    folder : Path
        Gets a folder ``raw``.
    orders : sequence of Order
        Numbered 1, 2, ...
    split : sequence of int
        Of each, see `Split`.

    Yields
    ------
    path : Path
        Of each file, once it is whole.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    lines = []
    for order in orders:
        design = design_complex(order)
        code = code_of(order.number)
        made = complex_files(order.number, design)
        home = f"raw/pdb/{code}/{code}"
        yield _written(folder / f"{home}_protein_processed.pdb", made.protein)
        yield _written(folder / f"{home}_ligand.sdf", made.sdf or b"")
        lines.append(index_line(order.number, design.verdict))
    index = index_text(lines).encode()
    yield _written(folder / "raw/index/INDEX_general_PL_data.2020", index)
    for part, text in split_texts(split).items():
        yield _written(folder / "raw/split" / SPLIT_FILES[part], text.encode())


def _written(path: Path, data: bytes) -> Path:
    make_folder(path.parent)
    with atomic_writer(path) as file:
        file.write(data)
    return path


def _atoms(design: Design) -> Iterator[_Atom]:
    backbone = design.backbone
    for place, residue in enumerate(design.residues):
        main = (backbone.n, backbone.ca, backbone.c, backbone.o)
        places = [*(atoms[place] for atoms in main), *design.side_chains[place]]
        names = ("N", "CA", "C", "O", *atom_names(residue))
        b_factor = float(design.b_factors[place])
        for name, at in zip(names, places, strict=True):
            yield _Atom(name, residue, place + 1, at, b_factor)


def _atom_line(serial: int, atom: _Atom) -> str:
    x, y, z = atom.at
    # Elements, all of one letter, stand in the second column of the name.
    return (
        f"ATOM  {serial:>5}  {atom.name:<3} {atom.residue} {CHAIN}{atom.number:>4}    "
        f"{x:8.3f}{y:8.3f}{z:8.3f}{1:6.2f}{atom.b_factor:6.2f}"
        f"          {atom.name[0]:>2}\n"
    )
