# SPDX-License-Identifier: MIT
"""Inputs: what models see of clouds, what they do not see, and how batches are cut."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from lri_bench.catalog.card import Card
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError
from lri_bench.models import Batch, Inputs, Points, load_settings
from lri_bench.models.placing import graph_of, placed
from lri_bench.models.settings import DATASETS

SIZES = [4, 9, 1, 12, 6]


def tensors(points: Points) -> dict[str, torch.Tensor]:
    """Return the tensors of a batch by name, those of its ligands too."""
    found: dict[str, torch.Tensor] = {}
    for item in dataclasses.fields(points):
        value = getattr(points, item.name)
        if isinstance(value, Points):
            found |= {f"{item.name}.{k}": v for k, v in tensors(value).items()}
        elif value is not None:
            found[item.name] = value
    return found


def same(one: Points, other: Points) -> bool:
    """Return whether two batches are the same bytes."""
    first, second = tensors(one), tensors(other)
    return first.keys() == second.keys() and all(
        first[k].dtype == second[k].dtype
        and first[k].numpy().tobytes() == second[k].numpy().tobytes()
        for k in first
    )


@pytest.mark.parametrize("dataset", DATASETS)
def test_truth_changes_nothing(dataset: str, draw: Any, make_inputs: Any) -> None:
    clouds = draw(dataset, SIZES)
    chosen = np.arange(len(SIZES))
    batches = []
    for truth in (clouds.truth, 1 - clouds.truth):
        told = dataclasses.replace(
            clouds,
            truth=truth,
            direction=np.full(clouds.pos.shape, float(truth[0])),
            point_extra={"contact": truth},
        )
        batches.append(make_inputs(dataset, "egnn", told).batch(chosen))
    assert same(*batches)


@pytest.mark.parametrize("dataset", DATASETS)
def test_truth_is_never_read(dataset: str, draw: Any, make_inputs: Any) -> None:
    clouds = draw(dataset, SIZES)
    inputs = make_inputs(dataset, "egnn", blind(clouds))
    chosen = np.arange(len(SIZES))
    batch = make_inputs(dataset, "egnn", clouds).batch(chosen)
    assert same(inputs.batch(chosen), batch)


def blind(clouds: Clouds) -> SimpleNamespace:
    """Return what models may see of clouds, and nothing else."""
    seen = ("offsets", "pos", "x", "y", "split")
    context = {name: blind(value) for name, value in clouds.context.items()}
    return SimpleNamespace(context=context, **{k: getattr(clouds, k) for k in seen})


def test_a_batch_has_the_columns_of_its_clouds(draw: Any, make_inputs: Any) -> None:
    clouds = draw("synmol", SIZES)
    batch = make_inputs("synmol", "dgcnn", clouds).batch(np.array([3, 0]))
    assert isinstance(batch, Batch)
    assert len(batch) == 2
    assert batch.ptr.tolist() == [0, 12, 16]
    assert batch.owner.tolist() == [0] * 12 + [1] * 4
    pos = np.concatenate([clouds.pos[14:26], clouds.pos[:4]])
    assert np.array_equal(batch.pos.numpy(), pos)
    assert batch.categorical.T.tolist() == [
        [*clouds.x[14:26, 0].tolist(), *clouds.x[:4, 0].tolist()]
    ]
    assert batch.y.tolist() == [clouds.y[3], clouds.y[0]]
    assert batch.scalar.shape == (16, 0)
    assert (batch.pos.dtype, batch.categorical.dtype) == (torch.float32, torch.int64)


def test_numbers_are_standardised_by_training_clouds(
    draw: Any, make_inputs: Any
) -> None:
    split = np.array([Split.TRAIN, Split.TEST, Split.TRAIN, Split.VALID, Split.UNUSED])
    clouds = draw("tau3mu", [50, 9, 60, 12, 6], split=split)
    inputs = make_inputs("tau3mu", "egnn", clouds)
    seen = inputs.batch(np.array([0, 2])).scalar
    assert seen.mean().item() == pytest.approx(0, abs=1e-6)
    assert seen.std(correction=0).item() == pytest.approx(1, abs=1e-6)
    other = clouds.x.copy()
    other[50:59] += 100
    moved = make_inputs("tau3mu", "egnn", dataclasses.replace(clouds, x=other))
    assert same(inputs.batch(np.array([0])), moved.batch(np.array([0])))


def test_encodings_of_a_training_are_taken_over(draw: Any, make_inputs: Any) -> None:
    clouds = draw("plbind", SIZES)
    inputs = make_inputs("plbind", "egnn", clouds)
    last = clouds.select([4])
    later = make_inputs("plbind", "egnn", last, encodings=inputs.encodings)
    assert same(later.batch(np.array([0])), inputs.batch(np.array([4])))
    assert later.description == inputs.description


def test_without_training_clouds_nothing_can_be_standardised(
    draw: Any, make_inputs: Any
) -> None:
    clouds = draw("tau3mu", SIZES, split=np.full(5, Split.TEST))
    with pytest.raises(DataError, match="training clouds"):
        make_inputs("tau3mu", "egnn", clouds)


def test_categories_need_no_training_clouds(draw: Any, make_inputs: Any) -> None:
    clouds = draw("synmol", SIZES, split=np.full(5, Split.TEST))
    assert make_inputs("synmol", "egnn", clouds).description.points.scalars == 0


def test_where_models_see_no_feature_they_see_a_constant(
    draw: Any, make_inputs: Any
) -> None:
    clouds = draw("actstrack", SIZES)
    batch = make_inputs("actstrack", "egnn", clouds).batch(np.arange(5))
    assert torch.equal(batch.scalar, torch.ones(32, 1))
    assert batch.categorical.shape == (32, 0)
    hidden = dataclasses.replace(clouds, x=clouds.x + 1)
    other = make_inputs("actstrack", "egnn", hidden)
    assert same(batch, other.batch(np.arange(5)))


def test_a_category_that_the_card_does_not_know_is_told(
    draw: Any, make_inputs: Any
) -> None:
    clouds = draw("synmol", SIZES, x=np.array([[14.0], *[[0.5]] * 31]))
    with pytest.raises(DataError) as caught:
        make_inputs("synmol", "egnn", clouds)
    (problem,) = caught.value.problems
    assert problem.where == "feature atom-type"
    assert problem.got == "14.0 in 32 points"


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("backbone", ["dgcnn", "egnn"])
def test_the_graph_is_that_of_each_batch(
    dataset: str, backbone: str, draw: Any, make_inputs: Any
) -> None:
    inputs = make_inputs(dataset, backbone, draw(dataset, SIZES))
    batch = inputs.batch(np.array([2, 3, 3, 0]))
    for points, described in (
        (batch, inputs.description.points),
        (batch.ligand, inputs.description.ligand),
    ):
        if points is None:
            assert dataset != "plbind"
            continue
        where = placed(points.pos, described.geometry)
        found = graph_of(where, points.ptr, described.geometry)
        assert torch.equal(points.edges, found)


def test_the_graph_does_not_depend_on_how_many_clouds_are_searched_at_once(
    draw: Any, make_inputs: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clouds, chosen = draw("synmol", SIZES), np.arange(5)
    whole = make_inputs("synmol", "egnn", clouds).batch(chosen)
    monkeypatch.setattr("lri_bench.models.inputs._CLOUDS_AT_ONCE", 2)
    assert same(make_inputs("synmol", "egnn", clouds).batch(chosen), whole)


def test_tracks_are_placed_at_unit_norm(draw: Any) -> None:
    pos = torch.from_numpy(draw("actstrack", SIZES).pos)
    geometry = load_settings("actstrack").geometry("egnn")
    where = placed(pos, geometry)
    assert torch.allclose(where.norm(dim=1), torch.ones(32))
    noise = torch.full_like(pos, 2.0)
    moved = pos * (100 / 2955.5) + 2
    assert torch.allclose(
        placed(pos, geometry, noise), moved / moved.norm(dim=1, keepdim=True)
    )


def test_ligands_stand_beside_their_clouds_or_others(
    draw: Any, make_inputs: Any
) -> None:
    inputs = make_inputs("plbind", "dgcnn", draw("plbind", SIZES))
    chosen, others = np.array([0, 3]), np.array([4, 4])
    batch = inputs.batch(chosen, ligands=others)
    assert same(batch.ligand, inputs.batch(others).ligand)
    assert torch.equal(batch.pos, inputs.batch(chosen).pos)
    assert not same(batch.ligand, inputs.batch(chosen).ligand)
    assert batch.ligand.categorical.shape[1] == 1
    assert batch.ligand.scalar.shape[1] == 1


def test_a_batch_may_be_changed_without_harm(draw: Any, make_inputs: Any) -> None:
    inputs = make_inputs("plbind", "dgcnn", draw("plbind", SIZES))
    chosen = np.arange(5)
    for value in tensors(inputs.batch(chosen)).values():
        value.zero_()
    assert inputs.batch(chosen).pos.any()
    fresh = make_inputs("plbind", "dgcnn", draw("plbind", SIZES))
    assert same(inputs.batch(chosen), fresh.batch(chosen))


def test_a_batch_moves_with_its_ligands(draw: Any, make_inputs: Any) -> None:
    batch = make_inputs("plbind", "dgcnn", draw("plbind", SIZES)).batch(np.arange(5))
    assert same(batch.to("cpu"), batch)
    wide = tensors(batch.to(dtype=torch.float64))
    for name, value in tensors(batch).items():
        floats = value.is_floating_point()
        assert wide[name].dtype == (torch.float64 if floats else torch.int64)
    assert batch.to("meta").ligand.pos.device.type == "meta"


def test_clouds_that_have_lost_all_points_have_a_place(
    draw: Any, make_inputs: Any
) -> None:
    clouds: Clouds = draw("synmol", SIZES)
    left = clouds.with_points(np.arange(clouds.points) >= 13)
    batch = make_inputs("synmol", "egnn", left).batch(np.array([0, 3, 1]))
    assert batch.ptr.tolist() == [0, 0, 12, 12]
    assert len(batch.y) == 3


def test_the_shipped_molecules_are_read(cards: dict[str, Card]) -> None:
    folder = Path(__file__).parents[2] / "datasets" / "synmol"
    clouds = Clouds.load(folder / "mini.npz")
    settings = load_settings("synmol")
    inputs = Inputs(clouds, cards["synmol"], settings, settings.geometry("dgcnn"))
    assert len(inputs) == len(clouds)
    batch = inputs.batch(np.arange(len(clouds)))
    assert torch.equal(batch.edges[1], torch.arange(clouds.points).repeat_interleave(5))
    assert np.array_equal(batch.pos.numpy(), clouds.pos)
