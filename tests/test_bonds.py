# SPDX-License-Identifier: MIT
"""Bonds told from distances: those of the chemistry that is drawn and scored."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.bonds import bonded
from lri_bench.elements import ATOM_TYPES, SYMBOLS, atom_type_radii, radii


def test_acetone_has_three_bonds() -> None:
    pos = np.array([[0, 0, 0], [1.5, 0, 0], [2.2, 1.0, 0], [2.2, -1.3, 0]])
    pairs = np.argwhere(np.triu(bonded(pos, radii(("C", "C", "O", "C")))))
    assert pairs.tolist() == [[0, 1], [1, 2], [1, 3]]


def test_radii_are_those_of_the_table_rdkit_has() -> None:
    chem = pytest.importorskip("rdkit.Chem")
    table = chem.GetPeriodicTable()
    for number, symbol in enumerate(SYMBOLS, 1):
        assert table.GetElementSymbol(number) == symbol
        # Vanadium is 1.53 in the paper, 1.52 there.
        assert radii((symbol,))[0] == pytest.approx(
            table.GetRcovalent(number), abs=0.011
        )


def test_atom_types_are_looked_up_by_their_symbols() -> None:
    types = np.arange(len(ATOM_TYPES), dtype=np.float32)
    np.testing.assert_array_equal(atom_type_radii(types), radii(ATOM_TYPES))
