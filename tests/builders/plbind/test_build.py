# SPDX-License-Identifier: MIT
"""PLBind from the record's raw files, against what the authors' code makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from lri_bench.builders.plbind.assemble import clouds_of
from lri_bench.builders.plbind.build import build_raw
from lri_bench.builders.plbind.complexes import ComplexFiles, build_complex
from lri_bench.builders.plbind.structures import Structures, entry_of
from lri_bench.builders.product import Product
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, Problem
from lri_bench.parallel import Workers
from lri_bench.record.folder import RecordFolder

Files = dict[str, bytes]
Put = Callable[[Mapping[str, bytes]], Path]

INDEX = "index/INDEX_general_PL_data.2020"
HERE = Workers()


def raw(folder: Path, threshold: float = 1e-8) -> Product:
    return build_raw(folder, HERE, threshold_molar=threshold)


def problems(folder: Path, threshold: float = 1e-8) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        raw(folder, threshold)
    return caught.value.problems


@pytest.fixture(scope="module")
def built(mirror: Path) -> Clouds:
    return build_raw(mirror, Workers(jobs=2)).clouds


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("offsets", "offsets"),
        ("x", "x"),
        ("truth", "node_label"),
        ("y", "y"),
        ("point_extra/true_pos", "true_pos"),
        ("point_extra/pocket_label", "pocket_label"),
        ("point_extra/contact_label", "contact_label"),
        ("cloud_extra/affinity_molar", "affinity"),
        ("context/ligand/offsets", "offsets_lig"),
        ("context/ligand/x", "x_lig"),
        ("context/ligand/point_extra/true_pos", "true_pos_lig"),
    ],
)
def test_columns_are_the_authors_to_the_last_bit(
    built: Clouds, golden: Path, name: str, key: str
) -> None:
    with np.load(golden / "plbind.npz") as expected:
        found = dict(built.columns())[name]
        np.testing.assert_array_equal(found.ravel(), expected[key].ravel())


def test_centred_positions_are_the_authors_but_for_the_rounding_of_means(
    built: Clouds, golden: Path
) -> None:
    with np.load(golden / "plbind.npz") as expected:
        np.testing.assert_allclose(built.pos, expected["pos"], rtol=0, atol=1e-5)


def test_names_and_split_are_the_authors(built: Clouds, golden: Path) -> None:
    assert built.cloud_id.tolist() == [
        "1ia1", "7cnq", "1s3v", "1uou", "1of6", "7ecr", "1g9v",
    ]  # fmt: skip
    names = ("train", "valid", "test", "unused")
    with np.load(golden / "plbind.npz") as expected:
        for name, split in zip(names, Split, strict=True):
            found = np.flatnonzero(built.split == split)
            np.testing.assert_array_equal(found, np.sort(expected[f"split_{name}"]))


def test_computed_poses_lie_where_the_ligands_are(built: Clouds) -> None:
    ligand = built.context["ligand"]
    for start, stop in zip(ligand.offsets, ligand.offsets[1:], strict=False):
        pos = ligand.pos[start:stop]
        crystal = ligand.point_extra["true_pos"][start:stop]
        assert np.abs(pos.mean(axis=0)).max() < 1e-5
        distance = np.linalg.norm(pos - (crystal - crystal.mean(axis=0)), axis=1)
        assert 0 < np.sqrt(np.mean(distance**2)) < 4


@pytest.mark.slow
def test_who_works_and_how_often_changes_nothing(
    mirror: Path, built: Clouds, tmp_path: Path
) -> None:
    workers = Workers(parts=tmp_path / "parts")
    assert build_raw(mirror, workers).clouds.content_hash() == built.content_hash()
    assert list((tmp_path / "parts").iterdir())
    assert build_raw(mirror, workers).clouds.content_hash() == built.content_hash()


def test_a_record_and_the_order_of_its_complexes(files: Files, packed: Put) -> None:
    product = raw(packed(files))
    clouds = product.clouds
    assert clouds.cloud_id.tolist() == ["1ccc", "1aaa", "1bbb"]
    assert clouds.split.tolist() == [Split.TEST, Split.TRAIN, Split.VALID]
    assert clouds.y.tolist() == [0, 1, 0]
    assert clouds.point_extra["residue_number"].tolist() == [1, 2, 3, 4, 5] * 3
    assert set(clouds.meta["sources"]) == {
        "INDEX_general_PL_data.2020", "structures", "timesplit_no_lig_overlap_train",
        "timesplit_no_lig_overlap_val", "timesplit_test",
    }  # fmt: skip
    residues = clouds.point_extra["contact_label"].sum()
    assert product.findings == (
        "index: 4 rows, 3 with a constant; left out: 1 with IC50",
        "threshold 10 nM: 1 of 3 positive (33.3%)",
        "split by the lists: 1 train, 1 valid, 1 test, 0 unused",
        (
            "contacts of 0 by their tables, of 3 by distance (heavy atoms nearer than "
            f"3.9 angstrom; {residues} residues)"
        ),
    )


def test_the_pocket_ends_at_fifteen_angstrom(
    chain: Callable[..., str], ligand_sdf: bytes
) -> None:
    residues = [("GLY", f"{number} ", "A") for number in range(1, 10)]
    files = ComplexFiles("1aaa", chain(residues, 3).encode(), ligand_sdf, None, None)
    made = build_complex(files)
    apart = made["ligand_true_pos"][:, np.newaxis] - made["true_pos"]
    nearest = np.linalg.norm(apart, axis=2).min(axis=0)
    assert 0 < made["pocket"].sum() < 9
    np.testing.assert_array_equal(made["pocket"], nearest < 15)


def test_contacts_count_for_positives_alone(protein: bytes, ligand_sdf: bytes) -> None:
    made = build_complex(ComplexFiles("", protein, ligand_sdf, None, None))
    made["pocket"] = np.array([1, 1, 0, 0, 0], dtype=np.uint8)
    made["contact"] = np.array([0, 1, 0, 0, 1], dtype=np.uint8)
    clouds = clouds_of(
        {"1aaa": made, "1bbb": made},
        molar=np.array([1e-9, 1e-6]),
        split=np.zeros(2, dtype=np.uint8),
        threshold_molar=1e-8,
        meta={},
    )
    assert clouds.truth.tolist() == [1, 1, 0, 0, 1, 1, 1, 0, 0, 0]
    assert clouds.context["ligand"].y.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(4.9e-9, 0), (5e-9, 0), (5.1e-9, 1), (1e-8, 1), (1.1e-8, 2), (1, 3)],
)
def test_the_threshold_is_strict_and_told(
    files: Files, packed: Put, threshold: float, expected: int
) -> None:
    product = raw(packed(files), threshold)
    assert product.clouds.y.sum() == expected
    assert product.clouds.meta["threshold_molar"] == threshold
    assert any(f"{expected} of 3" in finding for finding in product.findings)


@pytest.mark.parametrize("threshold", [0.0, -1.0, float("nan"), float("inf")])
def test_thresholds_that_are_none(files: Files, packed: Put, threshold: float) -> None:
    assert "above zero" in problems(packed(files), threshold)[0].expected


def test_unpacked_files_are_taken_in_the_order_of_their_names(
    files: Files, unpacked: Put
) -> None:
    folder = unpacked({f"raw/{name}": data for name, data in files.items()})
    assert raw(folder).clouds.cloud_id.tolist() == ["1aaa", "1bbb", "1ccc"]
    assert raw(folder / "raw").clouds.cloud_id.tolist() == ["1aaa", "1bbb", "1ccc"]


def test_listed_complexes_without_files_are_told_all_at_once(
    files: Files, packed: Put
) -> None:
    del files["pdb/1aaa/1aaa_protein_processed.pdb"]
    del files["pdb/1bbb/1bbb_ligand.sdf"]
    (problem,) = problems(packed(files))
    assert problem.got == "2 of them without: 1aaa, 1bbb"


def test_what_is_in_one_place_and_not_in_the_others(files: Files, packed: Put) -> None:
    files["split/timesplit_test"] += b"\n1zzz\n1ddd\n"
    files["pdb/1eee/1eee_ligand.sdf"] = b""
    files[INDEX] += b"1fff 2 2000 8.00 Kd=10nM\n1ggg 2 2000 9.00 Kd=??nM\n"
    files["pdb/1fff/1fff_ligand.sdf"] = b""
    files[INDEX] += b"3q4c 2 2000 7.00 Kd=10nM\n"
    files["pdb/3q4c/3q4c_ligand.sdf"] = b""
    product = raw(packed(files))
    assert len(product.clouds) == 3
    unread = "1 with IC50, 1 that cannot be read"
    assert product.findings[:7] == (
        f"index: 7 rows, 5 with a constant; left out: {unread}",
        "1 left out, with an affinity that cannot be read: 1ggg ('Kd=??nM', line 7)",
        "1 with a -log K in the index that is not that of the constant: 3q4c",
        "1 left out, in a list and not in the index: 1zzz",
        "1 left out, with structures and not in the index: 1eee",
        "1 left out by name, as by the LRI authors: 3q4c",
        "1 left out, without the file of the protein or of the ligand: 1fff",
    )


def test_complexes_in_no_list_are_unused(files: Files, packed: Put) -> None:
    files[INDEX] += b"1fff 2 2000 8.00 Kd=10nM\n"
    for kind in ("protein_processed.pdb", "ligand.sdf"):
        files[f"pdb/1fff/1fff_{kind}"] = files[f"pdb/1aaa/1aaa_{kind}"]
    assert raw(packed(files)).clouds.split.tolist()[-1] == Split.UNUSED


def test_structures_that_cannot_be_used_are_dropped_and_named(
    files: Files, packed: Put
) -> None:
    files["pdb/1aaa/1aaa_ligand.sdf"] = b"no molecule"
    files["pdb/1bbb/1bbb_protein_processed.pdb"] = b"HEADER\nEND\n"
    files["contacts/1ccc.pkl"] = b"no pickle"
    product = raw(packed(files))
    assert product.clouds.cloud_id.tolist() == ["1ccc"]
    text = "\n".join(product.findings)
    assert "dropped, ligand unreadable, sdf: no molecule in it; no mol2: 1aaa" in text
    assert "1 dropped, protein" in text
    assert "1 by distance since the table of contacts cannot be read" in text


def test_a_record_of_which_nothing_can_be_used(files: Files, packed: Put) -> None:
    for code in ("1aaa", "1bbb", "1ccc"):
        files[f"pdb/{code}/{code}_ligand.sdf"] = b"no molecule"
    (problem,) = problems(packed(files))
    assert problem.got.startswith("none of 3; 1ccc: ligand unreadable")


def test_another_index_is_told(files: Files, packed: Put) -> None:
    files[INDEX] = b"9xyz 2 2000 8.00 Kd=10nM\n"
    (problem,) = problems(packed(files))
    assert "none; the index has 1" in problem.got


def test_missing_parts_of_the_record(files: Files, packed: Put) -> None:
    without = {name: data for name, data in files.items() if "overlap" not in name}
    told = [problem.got for problem in problems(packed(without))]
    assert [text.rpartition("_")[2] for text in told] == ["train", "val"]
    without = {name: data for name, data in files.items() if "pdb/" not in name}
    assert problems(packed(without))[0].got == "no structures"


def test_a_ligand_from_mol2_is_told(files: Files, packed: Put) -> None:
    del files["pdb/1aaa/1aaa_ligand.sdf"]
    files["pdb/1aaa/1aaa_ligand.mol2"] = (
        b"@<TRIPOS>MOLECULE\nx\n 1 0\nSMALL\nNO_CHARGES\n@<TRIPOS>ATOM\n"
        b"1 C1 0.0 0.0 0.0 C.3\n"
    )
    product = raw(packed(files))
    assert "1 with a ligand read from mol2, not SDF: 1aaa" in product.findings


def test_files_are_read_one_complex_at_a_time(files: Files, packed: Put) -> None:
    folder = RecordFolder(packed(files), "plbind_raw.zip", "raw")
    with folder.opened("structures") as opened:
        names = opened.names("pdb")
        assert len(names) == 6
        read: list[str] = []

        def reader(name: str) -> object:
            read.append(name)
            return opened.read(name)

        entries = {
            code: entry_of(
                code, f"pdb/{code}/", [n.rpartition("/")[2] for n in names], None
            )
            for code in ("1aaa", "1bbb")
        }
        structures = Structures("here", entries, reader)  # type: ignore[arg-type]
        contents = structures.files(entries)
        assert not read
        next(contents)
        assert read == [
            "pdb/1aaa/1aaa_protein_processed.pdb",
            "pdb/1aaa/1aaa_ligand.sdf",
        ]
