# SPDX-License-Identifier: MIT
"""Editions made by the simulation: whole builds, and what is told."""

from __future__ import annotations

import importlib.metadata
import math
import sys
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import pytest
import uproot

from lri_bench import build as building
from lri_bench.builders.actstrack.build import build_events
from lri_bench.builders.actstrack.sources import read_acts
from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.catalog.statistics import statistics_of
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, MissingDependencyError, OutputError
from lri_bench.generators.plan import Plan
from lri_bench.generators.tracker import simulate
from lri_bench.generators.tracker.build import PLANS, build_sim
from lri_bench.generators.tracker.root_output import write_trees
from lri_bench.generators.tracker.settings import DEFAULT, TrackerSettings
from lri_bench.parallel import Workers
from lri_bench.ragged import cloud_sum
from lri_bench.recipes import BuildOptions, Recipe

pytest.importorskip("acts")
pytest.importorskip("pythia8mc")

pytestmark = pytest.mark.slow  # generators take seconds to start

SMALL = TrackerSettings(events_per_chunk=4, pileup_mean=1.0)
SIM = "actstrack@sim"


def plan(clouds: int, seed: int) -> Plan:
    return PLANS["sim"].chosen(clouds, seed)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder in which the results of chunks stay."""
    return tmp_path_factory.mktemp("parts")


@pytest.fixture(scope="module")
def product(kept: Path) -> Product:
    return build_sim(SIM, plan(11, 1), Workers(parts=kept), SMALL)


def test_clouds_are_as_many_as_asked_for_and_named_by_number(product: Product) -> None:
    clouds = product.clouds
    assert clouds.y.tolist() == [1] * 4 + [0] * 7
    kinds = [name.partition("-")[0] for name in clouds.cloud_id.tolist()]
    assert kinds == ["signal"] * 4 + ["background"] * 7
    numbers = [int(name.partition("-")[2]) for name in clouds.cloud_id.tolist()]
    assert numbers == sorted(numbers[:4]) + sorted(numbers[4:])
    important = cloud_sum(clouds.truth, clouds.offsets)
    assert ((important > 0) == (clouds.y == 1)).all()


def test_it_tells_what_was_made_and_how(product: Product) -> None:
    made, other, sampler = product.findings
    assert made.startswith("4 of ")
    assert "of collisions with Z/gamma* -> mu mu above 89 GeV" in made
    assert other.startswith("7 of ")
    assert sampler == "tracks drawn with the sampler each-event, seed 42"
    generator = product.clouds.meta["generator"]
    assert (generator["clouds"], generator["seed"]) == (11, 1)
    assert generator["field_tesla"] == 2.0
    assert set(product.clouds.meta["packages"]) == {"numpy", "pyacts", "pythia8mc"}


def test_two_processes_make_the_same_bytes(product: Product, tmp_path: Path) -> None:
    other = build_sim(SIM, plan(11, 1), Workers(jobs=2), SMALL)
    product.clouds.save(tmp_path / "one.npz")
    other.clouds.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert other.findings == product.findings


def test_a_build_goes_on_where_it_was(
    product: Product, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(_: object) -> None:
        pytest.fail("made again")

    monkeypatch.setattr(simulate, "collide", collide)
    again = build_sim(SIM, plan(11, 1), Workers(parts=kept), SMALL)
    assert again.clouds.content_hash() == product.clouds.content_hash()


def test_fewer_clouds_are_the_first_of_more(product: Product, kept: Path) -> None:
    some = build_sim(SIM, plan(10, 1), Workers(parts=kept), SMALL).clouds
    ids = product.clouds.cloud_id.tolist()
    assert some.cloud_id.tolist() == ids[:10]


# ROOT.


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trees")
    paths = list(write_trees(folder, plan(11, 1), Workers(), SMALL))
    names = [str(path.relative_to(folder)) for path in paths]
    assert names == [
        "signal/particles_initial.root",
        "signal/hits.root",
        "background/particles_initial.root",
        "background/hits.root",
    ]
    assert sorted(path for path in folder.rglob("*") if path.is_file()) == sorted(paths)
    return folder


def test_trees_give_the_same_clouds(product: Product, trees: Path) -> None:
    found = build_events("actstrack@root", *read_acts(trees)).clouds
    assert found.content_hash() == product.clouds.content_hash()


def test_trees_are_as_those_of_2022(trees: Path) -> None:
    with uproot.open(trees / "signal" / "particles_initial.root") as file:
        particles = file["particles"].arrays()
        types = file["particles"].typenames()
    assert types["event_id"] == "uint32_t"
    flat = {
        name: ak.to_numpy(ak.flatten(particles[name]))
        for name in particles.fields
        if name != "event_id" and not name.startswith("n")
    }
    assert {name: str(column.dtype) for name, column in flat.items()} == {
        "particle_id": "uint64",
        "particle_type": "int32",
        "process": "uint32",
        **dict.fromkeys(
            ("vx", "vy", "vz", "vt", "px", "py", "pz", "m", "q"), "float32"
        ),
        **dict.fromkeys(("p", "pt", "eta", "phi"), "float32"),
        "vertex_primary": "uint32",
        "vertex_secondary": "uint32",
        "particle": "uint32",
        "generation": "uint32",
        "sub_particle": "uint32",
    }
    size = flat["pt"] * np.cosh(flat["eta"])
    np.testing.assert_allclose(flat["p"], size, rtol=1e-5)
    np.testing.assert_allclose(flat["px"], flat["pt"] * np.cos(flat["phi"]), atol=1e-4)
    packed = flat["vertex_primary"].astype(np.uint64) << np.uint64(52)
    packed |= flat["particle"].astype(np.uint64) << np.uint64(24)
    assert (packed == flat["particle_id"]).all()
    with uproot.open(trees / "signal" / "hits.root") as file:
        assert file["hits"].typenames()["geometry_id"] == "uint64_t"


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "signal").write_text("a file")
    with pytest.raises(OutputError):
        list(write_trees(tmp_path, plan(12, 1), Workers(), SMALL))


# What is told.


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"clouds": 9}, "--clouds"),
        ({"clouds": 1_000_001}, "--clouds"),
        ({"seed": -1}, "--seed"),
        ({"field_tesla": 0.0}, "field_tesla"),
        ({"field_tesla": 21.0}, "field_tesla"),
        ({"field_tesla": math.nan}, "field_tesla"),
        ({"pileup_mean": -1.0}, "pileup_mean"),
        ({"pileup_mean": 201.0}, "pileup_mean"),
        ({"hit_efficiency": 1.1}, "hit_efficiency"),
        ({"mass_hat_min_gev": 90.0}, "mass_hat_min_gev"),
        ({"events_per_chunk": 0}, "events_per_chunk"),
    ],
)
def test_numbers_out_of_range_are_told(change: dict[str, Any], where: str) -> None:
    clouds, seed = change.pop("clouds", 100), change.pop("seed", 1)
    with pytest.raises(DataError) as caught:
        build_sim(SIM, plan(clouds, seed), Workers(), TrackerSettings(**change))
    (problem,) = caught.value.problems
    assert where in problem.where


def told_to_install(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> str:
    recipe = Recipe(
        lambda edition, options: build_sim(
            str(edition), plan(10, 1), options.workers, SMALL
        ),
        frozenset(),
    )
    monkeypatch.setattr(building, "recipe_of", lambda _: recipe)
    with pytest.raises(MissingDependencyError) as caught:
        building.build(catalog, Edition("actstrack", "sim"), BuildOptions())
    assert caught.value.problems[0].run == (
        "python -m pip install 'lri-bench[simulate]'"
    )
    return caught.value.problems[0].expected


@pytest.mark.parametrize(
    ("module", "package"), [("pythia8mc", "pythia8mc"), ("acts", "pyacts")]
)
def test_packages_that_cannot_be_imported_are_told(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, module: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    assert told_to_install(catalog, monkeypatch) == f"the package {package}"


def test_packages_that_are_not_installed_are_told(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = importlib.metadata.version

    def lacking(name: str) -> str:
        if name == "pyacts":
            raise importlib.metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(importlib.metadata, "version", lacking)
    assert told_to_install(catalog, monkeypatch) == "the package pyacts"


# The paper's table.


def standard_error(values: np.ndarray[Any, Any]) -> float:
    return float(values.std() / np.sqrt(len(values)))


def assert_near(values: np.ndarray[Any, Any], paper: float) -> None:
    """Within 5 % of the paper's number, and what chance may add to that."""
    allowed = 0.05 * paper + 3 * standard_error(values)
    assert values.mean() == pytest.approx(paper, abs=allowed)


@pytest.mark.slow
def test_statistics_are_those_of_the_paper() -> None:
    clouds: Clouds = build_sim(SIM, plan(400, 2), Workers(), DEFAULT).clouds
    important = cloud_sum(clouds.truth, clouds.offsets)[clouds.y == 1]
    assert_near(np.diff(clouds.offsets), 109.1)
    assert_near(important, 22.8)
    assert_near(important / 2, 11.4)
    statistics = statistics_of(clouds)
    assert statistics.positive_share == 0.39
    assert statistics.split.model_dump(exclude={"unused"}) == {
        "train": 0.7,
        "valid": 0.15,
        "test": 0.15,
    }
