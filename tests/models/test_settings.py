# SPDX-License-Identifier: MIT
"""Settings: the paper's numbers, and files that do not follow the model."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from lri_bench.errors import CardError, DataError
from lri_bench.models.settings import (
    DATASETS,
    NearestGraph,
    RadiusGraph,
    Settings,
    load_settings,
)
from lri_bench.models.settings import load as loading
from lri_bench.storage.yaml_model import load_yaml

BACKBONES = ("dgcnn", "point-transformer", "egnn")

# Doi 10.48550/arXiv.2210.16966 and its code: warm-up, epochs, final r, beta.
BERNOULLI = {
    "actstrack": [(0, 300, 0.7, 1.0), (100, 200, 0.5, 1.0), (0, 300, 0.7, 0.1)],
    "tau3mu": [(50, 50, 0.7, 0.1), (50, 50, 0.7, 1.0), (0, 100, 0.7, 0.01)],
    "synmol": [(0, 300, 0.7, 0.1), (200, 100, 0.7, 1.0), (0, 300, 0.7, 0.1)],
    "plbind": [(50, 50, 0.5, 0.01), (50, 50, 0.5, 1.0), (50, 50, 0.5, 0.1)],
}
# Warm-up, epochs, scale of positions, beta.
GAUSSIAN = {
    "actstrack": [(200, 100, 200, 0.01), (200, 100, 200, 0.01), (200, 100, 300, 0.01)],
    "tau3mu": [(0, 100, 11, 0.01), (0, 100, 7, 0.01), (50, 50, 11, 0.01)],
    "synmol": [(200, 100, 15, 0.01), (0, 300, 10, 0.01), (0, 300, 10, 0.01)],
    "plbind": [(50, 50, 1.2, 1.0), (50, 50, 0.9, 0.1), (50, 50, 1.2, 0.01)],
}
# Size and entropy, of BernMask and of BernMask-P.
BERNMASK = {
    "actstrack": [(0.1, 0.01), (0.1, 0.01), (0.01, 0.1)],
    "tau3mu": [(0.1, 0.01), (0.01, 0.1), (0.1, 0.01)],
    "synmol": [(0.01, 0.1), (0.1, 1), (0.1, 0.01)],
    "plbind": [(0.01, 0.01), (1, 0.01), (0.1, 0.1)],
}
BERNMASK_P = {
    "actstrack": [(0.01, 0.1), (0.01, 1), (0.01, 0.1)],
    "tau3mu": [(0.01, 1), (0.01, 0.1), (0.01, 0.01)],
    "synmol": [(0.1, 0.1), (0.01, 0.1), (0.01, 0.01)],
    "plbind": [(0.1, 1), (0.1, 0.1), (0.01, 0.1)],
}


@pytest.mark.parametrize("dataset", DATASETS)
def test_methods_are_trained_as_the_paper_does(dataset: str) -> None:
    settings = load_settings(dataset)
    for place, name in enumerate(BACKBONES):
        one, other = settings.lri_bernoulli[name], settings.lri_gaussian[name]
        assert (one.warm_up_epochs, one.epochs, one.final_r, one.beta) == (
            BERNOULLI[dataset][place]
        )
        numbers = (other.warm_up_epochs, other.epochs, other.pos_coef, other.beta)
        assert numbers == GAUSSIAN[dataset][place]
        mask, mask_p = settings.bernmask[name], settings.bernmask_p[name]
        assert (mask.size, mask.entropy) == BERNMASK[dataset][place]
        assert (mask_p.size, mask_p.entropy) == BERNMASK_P[dataset][place]
    long = dataset in ("actstrack", "synmol")
    assert settings.post_hoc.warm_up_epochs == (300 if long else 100)
    assert settings.training.batch == (256 if dataset == "tau3mu" else 128)
    assert settings.training.learning_rate == 1e-3
    assert settings.training.weight_decay == 1e-5


@pytest.mark.parametrize("dataset", DATASETS)
def test_backbones_are_the_papers(dataset: str) -> None:
    settings = load_settings(dataset)
    for name, backbone in settings.backbones.items():
        assert (backbone.layers, backbone.hidden, backbone.dropout) == (4, 64, 0.2)
        directions = name != "egnn" or dataset == "actstrack"
        assert backbone.edge_attributes == directions
        turned = (name == "egnn") != (dataset == "plbind")
        assert (backbone.flow == "target_to_source") == turned
    assert settings.head.hidden == (128, 64)


def test_geometry_is_the_papers() -> None:
    tracks = load_settings("actstrack").geometry("egnn")
    assert tracks.factor == pytest.approx(100 / 2955.5)
    assert tracks.positions.unit_norm
    assert tracks.graph == NearestGraph(kind="nearest", k=5)
    noisy = load_settings("actstrack").gaussian_geometry("egnn")
    assert noisy.factor == pytest.approx(300 / 2955.5)
    assert noisy.graph == NearestGraph(kind="nearest", k=10)
    muons = load_settings("tau3mu")
    assert muons.geometry("dgcnn").graph == RadiusGraph(kind="radius", radius=1.0)
    assert muons.gaussian_geometry("point-transformer").factor == 7
    assert muons.lri_gaussian.graph == RadiusGraph(kind="radius", radius=1.5)
    assert muons.lri_gaussian.dimension == 2
    assert load_settings("synmol").geometry("dgcnn").factor == 5
    residues = load_settings("plbind")
    assert residues.geometry("dgcnn").flow == "target_to_source"
    assert residues.lri_gaussian.graph == NearestGraph(kind="nearest", k=7)
    assert residues.ligand_geometry is not None
    assert residues.ligand_geometry.graph == RadiusGraph(kind="radius", radius=2.0)
    assert residues.pointmask["egnn"].threshold == 0.8
    assert residues.lri_bernoulli.smoothing_rounds == 2
    assert residues.lri_bernoulli.separate_encoder


def test_the_ligand_has_the_columns_that_its_builder_makes() -> None:
    builder = pytest.importorskip("lri_bench.builders.plbind.ligand")
    ligand = load_settings("plbind").ligand
    assert ligand is not None
    assert tuple(f.name for f in ligand.features) == builder.LIGAND_FEATURES
    assert sum(f.categories > 0 for f in ligand.features) == 16


def test_an_unknown_data_set_is_told_with_the_nearest_name() -> None:
    with pytest.raises(DataError) as caught:
        load_settings("synmoll")
    assert caught.value.problems[0].cause == "did you mean synmol?"


def test_fields_that_nobody_reads_or_that_are_missing_are_told(tmp_path: Path) -> None:
    plain = yaml.safe_load((Path(loading.__file__).parent / "synmol.yaml").read_text())
    plain["train"] = plain.pop("training")
    plain["lri_bernoulli"]["backbones"]["egnn"]["betta"] = 1
    del plain["bernmask"]["backbones"]["dgcnn"]
    path = tmp_path / "synmol.yaml"
    path.write_text(yaml.safe_dump(plain))
    with pytest.raises(CardError) as caught:
        load_yaml(path, Settings, CardError, "the model")
    places = {problem.where.partition(": ")[2] for problem in caught.value.problems}
    assert places == {
        "training",
        "train",
        "lri_bernoulli.backbones.egnn.betta",
        "bernmask.backbones",
    }
