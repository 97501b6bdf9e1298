# SPDX-License-Identifier: MIT
"""SynMol from raw and processed files, against what the authors' code makes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lri_bench.build import BuildOptions, build, write
from lri_bench.builders.product import Product
from lri_bench.builders.synmol import build as synmol
from lri_bench.builders.synmol.conformers import conformers, embed
from lri_bench.builders.synmol.molecules import Molecules
from lri_bench.builders.synmol.raw import read_raw
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.catalog.statistics import statistics_of
from lri_bench.clouds import Split
from lri_bench.elements import ATOM_TYPES
from lri_bench.errors import DataError
from lri_bench.evaluation import evaluate
from lri_bench.parallel import Workers
from lri_bench.references import REFERENCES, explained
from lri_bench.submission import Submission
from lri_bench.truth import Truth

SPLITS = {"train": Split.TRAIN, "valid": Split.VALID, "test": Split.TEST}


@pytest.fixture(scope="module")
def raw(mirror: Path) -> Molecules:
    return read_raw(mirror)


@pytest.fixture(scope="module")
def expected(golden: Path) -> Iterator[dict[str, np.ndarray]]:
    with np.load(golden / "synmol.npz") as arrays:
        yield dict(arrays)


@pytest.fixture(scope="module")
def built(mirror: Path) -> Product:
    """All 8,671 molecules: minutes, so only slow tests may ask for it."""
    catalog = Catalog.default(mirror / "nowhere")
    options = BuildOptions(source=mirror, workers=Workers(jobs=2))
    return build(catalog, Edition("synmol", "raw"), options)


def test_raw_files_give_the_authors_labels_and_splits(
    raw: Molecules, expected: dict[str, np.ndarray]
) -> None:
    kept = expected["mol_df_idx"]
    assert len(raw.smiles) == 8671
    np.testing.assert_array_equal(raw.y[kept], expected["y"].ravel())
    union = np.concatenate([raw.columns[row][:, -1] for row in kept])
    np.testing.assert_array_equal(union, expected["node_label"])
    for name, split in SPLITS.items():
        found = np.flatnonzero(raw.split[kept] == split)
        np.testing.assert_array_equal(found, expected[f"split_{name}"])


def test_names_of_molecules_are_unique(raw: Molecules) -> None:
    assert len(set(raw.mol_id)) == len(raw.mol_id)
    assert raw.mol_id[754:756] == ["ZINC04060205", "ZINC04060205-2"]


@pytest.mark.slow
def test_the_rule_agrees_with_every_molecule(raw: Molecules) -> None:
    assert list(synmol.rule_agreement(raw)) == [
        f"the rule gives the same {what} for 8,671 of 8,671 molecules"
        for what in ("class", "important atoms", "admissible explanations")
    ]


def test_a_molecule_that_breaks_the_rule_is_named(raw: Molecules) -> None:
    wrong = Molecules(
        raw.mol_id[:3], raw.smiles[:3], 1 - raw.y[:3], raw.columns[:3], raw.split[:3]
    )
    first = next(synmol.rule_agreement(wrong))
    assert first.startswith("the rule gives the same class for 0 of 3 molecules; not")
    assert raw.mol_id[0] in first


@pytest.mark.slow
def test_a_sample_of_conformers_is_the_authors(
    raw: Molecules, expected: dict[str, np.ndarray]
) -> None:
    rows = np.random.default_rng(0).permutation(len(expected["mol_df_idx"]))[:25]
    smiles = [raw.smiles[expected["mol_df_idx"][row]] for row in rows]
    offsets = expected["offsets"]
    for row, made in zip(rows, conformers(smiles, Workers()), strict=True):
        part = slice(offsets[row], offsets[row + 1])
        np.testing.assert_array_equal(made.atom_type, expected["x"][part, 0])
        np.testing.assert_allclose(made.pos, expected["pos"][part], atol=0.01)


@pytest.mark.slow
def test_the_whole_edition_is_the_authors(
    built: Product, expected: dict[str, np.ndarray]
) -> None:
    clouds = built.clouds
    assert len(clouds) == 8665
    np.testing.assert_array_equal(clouds.offsets, expected["offsets"])
    np.testing.assert_array_equal(clouds.x, expected["x"])
    np.testing.assert_array_equal(clouds.truth, expected["node_label"])
    np.testing.assert_array_equal(clouds.cloud_extra["row"], expected["mol_df_idx"])
    for name, split in SPLITS.items():
        found = np.flatnonzero(clouds.split == split)
        np.testing.assert_array_equal(found, expected[f"split_{name}"])
    off = np.abs(clouds.pos - expected["pos"]).max(axis=1)
    worst = np.maximum.reduceat(off, clouds.offsets[:-1])
    assert np.mean(worst < 0.01) >= 0.995


@pytest.mark.slow
def test_what_is_shipped_of_raw_is_what_was_built(
    built: Product, catalog: Catalog
) -> None:
    edition = Edition("synmol", "raw")
    columns = catalog.order_key_columns(edition)
    made, shipped = Truth.of(built.clouds, columns), catalog.truth(edition)
    for name in ("cloud_id", "offsets", "y", "truth", "order_key"):
        np.testing.assert_array_equal(getattr(made, name), getattr(shipped, name))
    assert statistics_of(built.clouds) == catalog.facts(edition).statistics


@pytest.mark.slow
def test_reference_entries_on_raw_are_what_their_command_gives(
    built: Product, catalog: Catalog
) -> None:
    columns = catalog.order_key_columns(Edition("synmol", "raw"))
    for method in REFERENCES:
        if method.datasets and "synmol" not in method.datasets:
            continue
        made = explained(method, built.clouds, columns, seeds=3)
        folder = catalog.shipped.parent / "submissions" / method.name
        part = Submission.load(folder / "submission.npz").parts["synmol@raw"]
        for name, value in made.items():
            np.testing.assert_array_equal(value, getattr(part, name), method.name)


def test_the_processed_file_is_the_canonical_edition(
    mirror: Path, catalog: Catalog, expected: dict[str, np.ndarray]
) -> None:
    options = BuildOptions(source=mirror)
    clouds = build(catalog, Edition("synmol", "zenodo"), options).clouds
    np.testing.assert_array_equal(clouds.pos, expected["pos"])
    np.testing.assert_array_equal(clouds.x, expected["x"])
    np.testing.assert_array_equal(clouds.truth, expected["node_label"])
    np.testing.assert_array_equal(clouds.y, expected["y"].ravel())
    np.testing.assert_array_equal(clouds.offsets, expected["offsets"])
    assert clouds.cloud_id[17] == "logic8-00017"
    for name, split in SPLITS.items():
        found = np.flatnonzero(clouds.split == split)
        np.testing.assert_array_equal(found, expected[f"split_{name}"])


@pytest.mark.slow
def test_unpacked_files_do_as_well_as_the_archive(
    mirror: Path, tmp_path: Path, raw: Molecules
) -> None:
    shutil.unpack_archive(mirror / "synmol_raw.zip", tmp_path)
    for folder in (tmp_path, tmp_path / "raw", mirror / "synmol_raw.zip"):
        again = read_raw(folder)
        assert again.mol_id == raw.mol_id
        assert again.sources == raw.sources


def test_a_missing_raw_file_is_named(mirror: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(mirror / "synmol_raw.zip", tmp_path)
    (tmp_path / "raw" / "y_true.npz").unlink()
    with pytest.raises(DataError, match=r"y_true\.npz"):
        read_raw(tmp_path)


@pytest.mark.slow
def test_a_raw_file_with_other_arrays_is_named(mirror: Path, tmp_path: Path) -> None:
    shutil.unpack_archive(mirror / "synmol_raw.zip", tmp_path)
    np.savez(tmp_path / "raw" / "y_true.npz", labels=np.ones(3))
    with pytest.raises(DataError, match="the arrays y"):
        read_raw(tmp_path)


def test_embedding_keeps_the_order_of_atoms_and_leaves_hydrogens_out() -> None:
    made = embed("OCC=O")
    assert [ATOM_TYPES[index] for index in made.atom_type] == ["O", "C", "C", "O"]
    lengths = np.linalg.norm(np.diff(made.pos, axis=0), axis=1)
    np.testing.assert_allclose(lengths, [1.41, 1.51, 1.23], atol=0.04)


def test_a_molecule_that_cannot_be_embedded_is_dropped_with_a_reason() -> None:
    molecules = Molecules(
        ["fine", "boron"],
        ["CCO", "CB(C)C"],
        np.zeros(2, dtype=np.uint8),
        [np.zeros((3, 1), np.uint8), np.zeros((4, 1), np.uint8)],
        np.zeros(2, dtype=np.uint8),
    )
    clouds, dropped = synmol.clouds_of(molecules, {}, Workers())
    assert clouds.cloud_id.tolist() == ["fine"]
    assert dropped == {1: "MMFF94 has no parameters"}
    assert list(synmol.dropped_findings(molecules, dropped)) == [
        "1 of 2 molecules have a conformer",
        "1 dropped, MMFF94 has no parameters: boron",
    ]


def test_truth_of_the_wrong_length_is_told_for_every_molecule() -> None:
    short = np.zeros((2, 1), np.uint8)
    molecules = Molecules(
        ["one", "two"], ["CCO", "CCC"], np.zeros(2, np.uint8), [short, short],
        np.zeros(2, np.uint8),
    )  # fmt: skip
    with pytest.raises(DataError) as error:
        synmol.clouds_of(molecules, {}, Workers())
    assert [problem.where for problem in error.value.problems] == ["one", "two"]


@pytest.mark.parametrize("smiles", ["C1CC", "[U]"])
def test_what_is_no_molecule_of_the_task_is_an_error(smiles: str) -> None:
    with pytest.raises(DataError, match="SMILES"):
        embed(smiles)


def test_golden_scores_come_out_of_evaluate(
    golden: Path, mirror: Path, catalog: Catalog
) -> None:
    """The reference scored all molecules, so here all of them are test clouds."""
    edition = Edition("synmol", "zenodo")
    clouds = build(catalog, edition, BuildOptions(source=mirror)).clouds
    tested = replace(clouds, split=np.full(len(clouds), Split.TEST))
    write(catalog, edition, Product(tested, ()))
    expected = json.loads((golden / "metrics_expected.json").read_text())["synmol"]
    with np.load(golden / "metrics_synmol.npz") as arrays:
        for name in ("informative", "noise", "negated"):
            submission = Submission(name).add(
                str(edition),
                cloud_id=clouds.cloud_id,
                offsets=clouds.offsets,
                importance=arrays[f"score_{name}"],
            )
            report = evaluate(submission, catalog=catalog, replicates=0).editions[0]
            found = {f"precision_at_{x.m}": x.value for x in report.scores if x.m}
            found["pooled_roc_auc"] = report.score("roc_auc").value
            for metric, value in expected[name].items():
                assert found[metric] == pytest.approx(value, abs=1e-6)
