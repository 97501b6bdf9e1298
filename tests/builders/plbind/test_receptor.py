# SPDX-License-Identifier: MIT
"""Proteins as files have them: letters, signs, waters, models, alternatives."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.builders.plbind.receptor import (
    RESIDUE_TYPES,
    Receptor,
    read_receptor,
)
from lri_bench.builders.plbind.unusable import UnusableError
from lri_bench.types import Floats

Chain = Callable[..., str]
Atom = Callable[..., str]

GLY, SER = RESIDUE_TYPES.index("GLY"), RESIDUE_TYPES.index("SER")
OTHER = len(RESIDUE_TYPES) - 1


def numbers(receptor: Receptor) -> list[str]:
    parts = zip(receptor.number, receptor.insertion, receptor.chain, strict=True)
    return [f"{number}{letter}{chain}" for number, letter, chain in parts]


def test_insertion_letters_and_numbers_below_zero(chain: Chain, origin: Floats) -> None:
    residues = [("GLY", number, "A") for number in ("-1 ", "52 ", "52A", "52B")]
    receptor = read_receptor(chain(residues, y=3.0).encode(), origin)
    assert numbers(receptor) == ["-1A", "52A", "52AA", "52BA"]
    assert receptor.number.dtype == np.int32
    assert receptor.pos[:, 0] == pytest.approx([0, 3.8, 7.6, 11.4])
    assert receptor.features[:, [0, 2]].tolist() == [[GLY, 20]] * 4


def test_chains_by_their_distance_to_the_ligand(chain: Chain, origin: Floats) -> None:
    near = chain([("GLY", "1 ", "A"), ("GLY", "2 ", "A")], y=3.0)
    # The oxygen of the far chain is 2.5 angstrom further than its CA.
    at_the_limit = chain([("SER", "1 ", "B")], y=-12.4)
    beyond = chain([("SER", "1 ", "C")], y=-12.51)
    text = near + at_the_limit + beyond
    receptor = read_receptor(text.encode(), origin)
    assert numbers(receptor) == ["1A", "2A", "1B"]
    assert receptor.group.tolist() == [0, 0, 1]


def test_the_nearest_chain_where_all_are_far(chain: Chain, origin: Floats) -> None:
    text = chain([("GLY", "1 ", "A")], y=50) + chain([("SER", "7 ", "B")], y=30)
    assert numbers(read_receptor(text.encode(), origin)) == ["7B"]


def test_a_chain_with_water_is_left_out(
    chain: Chain, atom: Atom, origin: Floats
) -> None:
    water = atom("O", ("HOH", "201 ", "A"), (1, 1, 1), record="HETATM")
    wet, dry = chain([("GLY", "1 ", "A")], y=3), chain([("SER", "1 ", "B")], y=-40)
    receptor = read_receptor((wet + water + dry).encode(), origin)
    assert numbers(receptor) == ["1B"]
    with pytest.raises(UnusableError, match="without water"):
        read_receptor((wet + water).encode(), origin)


def test_ions_and_broken_residues_are_no_points(
    chain: Chain, atom: Atom, origin: Floats
) -> None:
    calcium = atom("CA", ("CA", "301 ", "A"), (3, 3, 3), record="HETATM")
    no_carbon = "".join(
        atom(name, ("SER", "9 ", "A"), (9, 0, 0)) for name in ("N", "CA")
    )
    selenium = chain([("MSE", "2 ", "A")], y=5).replace("ATOM  ", "HETATM")
    text = chain([("GLY", "1 ", "A")], y=3) + no_carbon + selenium + calcium
    receptor = read_receptor(text.encode(), origin)
    assert receptor.residue_type.tolist() == [GLY, OTHER]
    # Nor do they cover anything: the surface is that of the points alone.
    alone = read_receptor(
        (chain([("GLY", "1 ", "A")], y=3) + selenium).encode(), origin
    )
    np.testing.assert_array_equal(receptor.features, alone.features)


def test_the_first_of_several_models(chain: Chain, origin: Floats) -> None:
    first, second = chain([("GLY", "1 ", "A")], y=3), chain([("SER", "1 ", "A")], y=4)
    text = f"MODEL        1\n{first}ENDMDL\nMODEL        2\n{second}ENDMDL\n"
    assert read_receptor(text.encode(), origin).residue_type.tolist() == [GLY]


def test_the_likeliest_of_alternative_places(
    chain: Chain, atom: Atom, origin: Floats
) -> None:
    def placed(letter: str, x: float, occupancy: float) -> str:
        line = atom("CA", ("GLY", "2 ", "A"), (x, 3, 0))
        return f"{line[:16]}{letter}{line[17:54]}{occupancy:6.2f}{line[60:]}"

    rest = "".join(
        atom(name, ("GLY", "2 ", "A"), (4, 3, dz)) for name, dz in (("N", 1), ("C", 2))
    )
    text = chain([("GLY", "1 ", "A")], y=3) + rest + placed("A", 1, 0.4)
    receptor = read_receptor((text + placed("B", 2, 0.6)).encode(), origin)
    assert receptor.pos[1].tolist() == [2, 3, 0]
    assert len(receptor.atoms) == 4 + 3


@pytest.mark.parametrize("letter", ["A", "B"])
@pytest.mark.parametrize("columns", [slice(30, 38), slice(46, 54), slice(60, 66)])
@pytest.mark.parametrize("number", ["nan", "inf"])
def test_positions_and_b_factors_that_are_no_numbers(
    chain: Chain, origin: Floats, letter: str, columns: slice, number: str
) -> None:
    first, line, *rest = chain([("GLY", "1 ", letter)], y=3).splitlines(keepends=True)
    broken = line.replace(line[columns], number.rjust(len(line[columns])))
    text = chain([("GLY", "2 ", "A")], y=3) + first + broken + "".join(rest)
    with pytest.raises(UnusableError, match="no numbers"):
        read_receptor(text.encode(), origin)


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\xff" * 50, b"HEADER    nothing else\nEND\n", b"ATOM  broken\n"],
)
def test_files_that_are_no_protein(data: bytes, origin: Floats) -> None:
    with pytest.raises(UnusableError, match="protein"):
        read_receptor(data, origin)


def test_alternatives_without_an_occupancy(chain: Chain, origin: Floats) -> None:
    first, line, *rest = chain([("GLY", "1 ", "A")], y=3).splitlines(keepends=True)
    places = [f"{line[:16]}{letter}{line[17:54]}      {line[60:]}" for letter in "AB"]
    with pytest.raises(UnusableError, match="unreadable"):
        read_receptor("".join([first, *places, *rest]).encode(), origin)


@settings(deadline=None)
@given(data=st.binary(max_size=300), record=st.sampled_from([b"ATOM  ", b"MODEL "]))
def test_no_bytes_break_it(data: bytes, record: bytes) -> None:
    with contextlib.suppress(UnusableError):
        read_receptor(record + data, np.zeros((1, 3)))
