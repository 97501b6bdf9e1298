# SPDX-License-Identifier: MIT
"""The record's processed files, against what the authors' code stored in them."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lri_bench.build import BuildOptions, build, write
from lri_bench.builders.processed import LAYOUTS, build_processed, split_column
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Split
from lri_bench.errors import DataError
from lri_bench.evaluation import evaluate
from lri_bench.record.names import read_last_names
from lri_bench.record.torch_file import ProcessedFile
from lri_bench.submission import Submission

SPLITS = {"train": Split.TRAIN, "valid": Split.VALID, "test": Split.TEST}


@pytest.mark.parametrize("dataset", LAYOUTS)
def test_every_column_is_the_authors(mirror: Path, golden: Path, dataset: str) -> None:
    clouds = build_processed(Edition(dataset, "zenodo"), mirror).clouds
    layout = LAYOUTS[dataset]
    with np.load(golden / f"{dataset}.npz") as arrays:
        expected = dict(arrays)
    pairs = [("offsets", clouds.offsets), ("pos", clouds.pos), ("x", clouds.x)]
    pairs += [("node_label", clouds.truth), ("y", clouds.y)]
    pairs += [(key, getattr(clouds, name)) for name, key in layout.optional.items()]
    pairs += [(key, clouds.point_extra[k]) for k, key in layout.point_extra.items()]
    pairs += [(key, clouds.cloud_extra[k]) for k, key in layout.cloud_extra.items()]
    for key, column in pairs:
        np.testing.assert_array_equal(column.ravel(), expected[key].ravel(), key)
    for name, split in SPLITS.items():
        found = np.flatnonzero(clouds.split == split)
        np.testing.assert_array_equal(found, np.sort(expected[f"split_{name}"]))


def test_ligands_go_with_their_complexes(mirror: Path, golden: Path) -> None:
    clouds = build_processed(Edition("plbind", "zenodo"), mirror).clouds
    assert clouds.cloud_id.tolist() == [
        "1ia1", "7cnq", "1s3v", "1uou", "1of6", "7ecr", "1g9v",
    ]  # fmt: skip
    ligand = clouds.context["ligand"]
    with np.load(golden / "plbind.npz") as expected:
        np.testing.assert_array_equal(ligand.offsets, expected["offsets_lig"])
        np.testing.assert_array_equal(ligand.x, expected["x_lig"])
        true_pos = ligand.point_extra["true_pos"]
        np.testing.assert_array_equal(true_pos, expected["true_pos_lig"])
    np.testing.assert_array_equal(ligand.cloud_id, clouds.cloud_id)
    assert not ligand.truth.any()


@pytest.mark.parametrize("dataset", LAYOUTS)
def test_labels_score_one_on_every_canonical_edition(
    mirror: Path, catalog: Catalog, dataset: str
) -> None:
    edition = Edition(dataset, "zenodo")
    product = build(catalog, edition, BuildOptions(source=mirror))
    # The mirror's PLBind has two test clouds, both negative: test all of them.
    tested = replace(product.clouds, split=np.full(len(product.clouds), Split.TEST))
    write(catalog, edition, replace(product, clouds=tested))
    submission = Submission("labels").add(
        str(edition),
        cloud_id=tested.cloud_id,
        offsets=tested.offsets,
        importance=tested.truth,
        order_key=tested.order_keys(catalog.order_key_columns(edition)),
    )
    report = evaluate(submission, catalog=catalog, replicates=0).editions[0]
    assert report.score("roc_auc").value == 1
    assert report.score("cloud_roc_auc").value == 1


def test_the_file_of_another_data_set_is_told(mirror: Path, tmp_path: Path) -> None:
    source = mirror / "tau3mu_processed.zip"
    (tmp_path / "plbind_processed.zip").write_bytes(source.read_bytes())
    with pytest.raises(DataError, match="no true_pos, pocket_label"):
        build_processed(Edition("plbind", "zenodo"), tmp_path)


@pytest.mark.parametrize("indices", [[0, 5], [-1], [1, 1]])
def test_splits_of_no_cloud_or_of_one_twice_are_told(indices: list[int]) -> None:
    stored = ProcessedFile({}, {}, {"train": np.array(indices)})
    with pytest.raises(DataError, match="at most once"):
        split_column(stored, 3)


def test_clouds_in_no_split_are_unused() -> None:
    stored = ProcessedFile({}, {}, {"train": np.array([2]), "test": np.array([0])})
    expected = [Split.TEST, Split.UNUSED, Split.TRAIN]
    assert split_column(stored, 3).tolist() == expected


class _Runs:
    """Pickles as a call that would write a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return io.open, (str(self.path), "w")


def test_what_a_pickle_names_beside_the_names_never_runs(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    data = pickle.dumps((_Runs(mark), {"a": _Runs(mark)}, ["1abc", "2xyz"]))
    assert read_last_names("file", data, 2) == ["1abc", "2xyz"]
    assert not mark.exists()


@pytest.mark.parametrize(
    "value", [(["1abc"],), (["1abc", 2],), ({"a": 1},), (), "text", ([], "1abc")]
)
def test_a_pickle_without_the_names_is_told(value: object) -> None:
    with pytest.raises(DataError, match="a list of 2 names"):
        read_last_names("file", pickle.dumps(value), 2)
