# SPDX-License-Identifier: MIT
"""Contacts from tables, and by distance."""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lri_bench.builders.plbind import contacts
from lri_bench.builders.plbind.contacts import (
    contact_column,
    contacts_by_distance,
    read_contacts,
)
from lri_bench.builders.plbind.ligand import (
    crystal_positions,
    heavy_atoms,
    read_ligand,
)
from lri_bench.builders.plbind.receptor import Receptor, read_receptor
from lri_bench.record.frames import Frame
from lri_bench.types import Floats


def frame(numbers: list[Any], chains: list[str]) -> Frame:
    columns = {
        "res_no_rec": np.array(numbers, dtype=object),
        "chain_rec": np.array(chains, dtype=object),
    }
    return Frame(columns, len(numbers))


def part(hydrogen: Any = None, other: Any = None) -> dict[str, Any]:
    return {"hydrogen_df": hydrogen, "non_bond_df": other}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Callable[[object], bytes]:
    """Let the next table that is read be a given object."""

    def put(value: object) -> bytes:
        monkeypatch.setattr(contacts, "read_frames", lambda *_: value)
        return b""

    return put


@pytest.fixture
def receptor(chain: Callable[..., str]) -> Receptor:
    residues = [("GLY", number, "A") for number in ("-3 ", "52 ", "52A", "53 ")]
    text = chain(residues, y=3) + chain([("GLY", "52 ", "B")], y=-3)
    return read_receptor(text.encode(), np.zeros((1, 3)))


def test_all_parts_of_a_table_count(table: Callable[[object], bytes]) -> None:
    hydrogen, other = frame([1, 2], ["A", "A"]), frame([2, -3], ["A", "B"])
    data = table([part(hydrogen, other), part(None, frame(["4", "52A"], ["C", "C"]))])
    assert read_contacts("table", data) == {
        (1, "A"), (2, "A"), (-3, "B"), (4, "C"), (52, "C"),
    }  # fmt: skip
    assert read_contacts("table", table([part(), part()])) == frozenset()
    assert read_contacts("table", table([])) == frozenset()


def test_a_number_means_all_its_insertion_letters(
    table: Callable[[object], bytes], receptor: Receptor, origin: Floats
) -> None:
    data = table([part(frame(["52B", -3, 99], ["A", "A", "A"]))])
    column, source = contact_column(receptor, origin, data)
    assert column.tolist() == [True, True, True, False, False]
    assert source == "table"


def test_without_a_table_the_distance_counts(
    receptor: Receptor, origin: Floats
) -> None:
    column, source = contact_column(receptor, origin, None)
    assert source == "distance"
    np.testing.assert_array_equal(column, contacts_by_distance(receptor, origin))
    assert column.tolist() == [True, True, False, False, True]


@pytest.mark.parametrize(
    "value",
    [
        3, {}, [3], [{}], [part(3)], [part(frame(["x"], ["A"]))],
        [part(frame([1.5], ["A"]))], [part(frame([None], ["A"]))],
        [part(Frame({"res_no_rec": np.array([1])}, 1))],
    ],
)  # fmt: skip
def test_a_table_of_another_kind_is_told_and_the_distance_taken(
    table: Callable[[object], bytes],
    receptor: Receptor,
    origin: Floats,
    value: object,
) -> None:
    column, source = contact_column(receptor, origin, table(value))
    assert source not in ("table", "distance", "")
    np.testing.assert_array_equal(column, contacts_by_distance(receptor, origin))


class _Runs:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)


def test_a_pickle_that_runs_code_is_not_obeyed(
    receptor: Receptor, origin: Floats, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    _, source = contact_column(receptor, origin, pickle.dumps([_Runs(mark)]))
    assert "not admitted" in source
    assert not mark.exists()


def test_the_limit_of_the_distance(
    chain: Callable[..., str], atom: Callable[..., str]
) -> None:
    text = chain([("GLY", "1 ", "A")], y=3.89) + chain([("GLY", "2 ", "A")], y=3.91)
    hydrogen = atom("H", ("GLY", "2 ", "A"), (0, 1, 0))
    found = read_receptor((text + hydrogen).encode(), np.zeros((1, 3)))
    assert found.atoms[:, 1].min() == 1
    assert contacts_by_distance(found, np.zeros((1, 3))).tolist() == [True, False]
    assert not contacts_by_distance(found, np.zeros((0, 3))).any()


@pytest.mark.parametrize("code", ["1s3v", "1uou", "1g9v"])
def test_the_distance_gives_the_residues_of_the_mirrors_tables(
    mirror: Path, code: str
) -> None:
    with zipfile.ZipFile(mirror / "plbind_raw.zip") as archive:
        folder = f"raw/pdb/{code}/{code}"
        ligand, _ = read_ligand(archive.read(f"{folder}_ligand.sdf"), None)
        pdb = archive.read(f"{folder}_protein_processed.pdb")
        data = archive.read(f"raw/contacts/{code}.pkl")
    crystal = crystal_positions(ligand)
    receptor = read_receptor(pdb, crystal)
    heavy = crystal[heavy_atoms(ligand)]
    column, source = contact_column(receptor, heavy, data)
    assert source == "table"
    assert column.any()
    np.testing.assert_array_equal(column, contacts_by_distance(receptor, heavy))
