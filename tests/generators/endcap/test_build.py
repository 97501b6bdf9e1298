# SPDX-License-Identifier: MIT
"""The whole way: sizes, sameness, the way over ROOT files, statistics, errors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import awkward as ak
import numpy as np
import pytest
import uproot

from lri_bench.builders.tau3mu.build import FEWEST_HITS, build_events
from lri_bench.builders.tau3mu.trees import TREE, read_trees
from lri_bench.catalog.statistics import statistics_of
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, OutputError
from lri_bench.generators.endcap.build import (
    PLANS,
    POSITIVE_SHARE,
    build_sim,
    class_sizes,
    mixed,
    write_samples,
)
from lri_bench.generators.endcap.digits import BRANCHES
from lri_bench.generators.endcap.ntuple import GEN_BRANCHES, write_root
from lri_bench.generators.endcap.samples import Samples, make_samples
from lri_bench.generators.endcap.settings import Settings
from lri_bench.generators.endcap.spectra import Spectra
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Workers
from lri_bench.ragged import cloud_sum, counts

pytestmark = pytest.mark.slow  # generators take seconds to start

EDITION = "tau3mu@sim"
NUMBER, SEED = 50, 5

# Of the paper's table, doi 10.48550/arXiv.2210.16966, and how near we want to be.
POINTS, IMPORTANT, POSITIVES = 16.9, 5.5, 0.24
NEAR = 0.05


def plan(clouds: int, seed: int) -> Plan:
    return PLANS["sim"].chosen(clouds, seed)


@pytest.fixture(scope="module")
def samples(tiny: Settings) -> Samples:
    branches = [*BRANCHES, *GEN_BRANCHES]
    sizes = class_sizes(NUMBER)
    return make_samples(sizes, SEED, tiny, Workers(), branches=branches)


@pytest.fixture(scope="module")
def clouds(samples: Samples, tiny: Settings) -> Clouds:
    """Return what `build_sim` should make, in one process."""
    return build_events(EDITION, mixed(samples, NUMBER, SEED, tiny)).clouds


def content(clouds: Clouds) -> list[bytes]:
    columns = (clouds.offsets, clouds.pos, clouds.x, clouds.truth, clouds.y)
    return [column.tobytes() for column in (*columns, clouds.cloud_id, clouds.split)]


def test_sizes_are_exact(clouds: Clouds) -> None:
    assert len(clouds) == NUMBER
    assert clouds.y.sum() == round(POSITIVE_SHARE * NUMBER)
    positive = clouds.y == 1
    labelled = cloud_sum(clouds.truth, clouds.offsets)
    assert labelled[positive].min() >= FEWEST_HITS
    assert (labelled[~positive] == 0).all()
    assert counts(clouds.offsets).min() >= FEWEST_HITS
    names = clouds.cloud_id.tolist()
    assert names[0] == "signal-000000"
    assert names[-1].startswith("pileup-")
    assert len(set(names)) == NUMBER


def test_two_processes_make_the_same_bytes(clouds: Clouds, tiny: Settings) -> None:
    other = build_sim(EDITION, plan(NUMBER, SEED), Workers(jobs=2), tiny).clouds
    assert content(other) == content(clouds)
    assert other.meta == clouds.meta


def test_another_seed_makes_other_events(clouds: Clouds, tiny: Settings) -> None:
    production = replace(tiny.production, tasks=1)  # faster by half
    fewer = replace(tiny, production=production)
    other = build_sim(EDITION, plan(20, SEED + 1), Workers(), fewer).clouds
    ours = {row.tobytes() for row in clouds.pos}
    assert not ours & {row.tobytes() for row in other.pos}


def test_the_origin_is_told(tmp_path: Path, clouds: Clouds, tiny: Settings) -> None:
    assert clouds.meta["edition"] == EDITION
    assert set(clouds.meta["packages"]) == {"numpy", "pythia8mc"}
    generator = clouds.meta["generator"]
    assert (generator["clouds"], generator["seed"]) == (NUMBER, SEED)
    charm = generator["settings"]["production"]["charm_collisions"]
    assert charm == tiny.production.charm_collisions
    assert clouds.meta["sources"] == {}
    clouds.save(tmp_path / "clouds.npz")
    assert Clouds.load(tmp_path / "clouds.npz").meta == clouds.meta


def test_root_files_make_the_same_clouds(
    tmp_path: Path, clouds: Clouds, tiny: Settings
) -> None:
    paths = write_samples(tmp_path / "trees", plan(NUMBER, SEED), Workers(), tiny)
    assert all(path.is_file() for path in paths)
    read = build_events(EDITION, read_trees(tmp_path / "trees")).clouds
    assert content(read) == content(clouds)


def test_root_files_have_the_ntuples_branches(tmp_path: Path, samples: Samples) -> None:
    signal, pileup = write_root(tmp_path, samples)
    for path, sample, muons in ((signal, samples.signal, 3), (pileup, None, 0)):
        with uproot.open(path) as file:
            tree = file[TREE]
            arrays = {name: tree[name].array() for name in (*BRANCHES, *GEN_BRANCHES)}
            sizes = tree["n_mu_hit"].array(library="np")
            for name, dtype in {**BRANCHES, **GEN_BRANCHES}.items():
                kind = tree[name].interpretation.content.to_dtype
                assert kind == np.dtype(dtype), name
            assert tree["n_gen_mu"].array().tolist() == [muons] * len(sizes)
        for name in BRANCHES:
            assert ak.num(arrays[name]).tolist() == sizes.tolist()
        assert set(ak.num(arrays["gen_mu_pt"]).tolist()) == {muons}
        if sample is not None:
            for name, values in sample.columns.items():
                np.testing.assert_array_equal(ak.flatten(arrays[name]), values)


def test_generated_muons_are_of_the_taus_charge(samples: Samples) -> None:
    columns = samples.signal.columns
    charge = columns["gen_mu_charge"].reshape(-1, 3).sum(axis=1)
    assert charge.tolist() == columns["gen_tau_charge"].tolist()
    assert "gen_mu_pt" not in samples.pileup.columns


def test_a_folder_that_cannot_be_is_told(tmp_path: Path, samples: Samples) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="file of that name"):
        write_root(tmp_path / "file", samples)
    (tmp_path / "DsTau3muPU0.root").mkdir()
    with pytest.raises(OutputError, match=r"DsTau3muPU0\.root"):
        write_root(tmp_path, samples)


@pytest.mark.parametrize("number", [-1, 0, 9, 1_000_001])
def test_numbers_out_of_range_are_told(number: int) -> None:
    with pytest.raises(DataError, match="10 to 1,000,000") as told:
        build_sim(EDITION, plan(number, -1), Workers())
    assert [problem.where for problem in told.value.problems] == ["--clouds", "--seed"]


def test_settings_without_a_muon_are_told(
    spectra: Spectra, tiny: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    production = replace(tiny.production, muon_pt_gev=1e6)
    module = "lri_bench.generators.endcap.samples"
    monkeypatch.setattr(f"{module}.make_spectra", lambda *_: spectra)
    with pytest.raises(DataError, match="none in 600 tries"):
        make_samples((1, 1), SEED, replace(tiny, production=production), Workers())


@pytest.mark.slow
def test_statistics_are_near_the_papers() -> None:
    made = build_sim(EDITION, plan(5_000, 3), Workers()).clouds
    found = statistics_of(made)
    assert found.points_per_cloud == pytest.approx(POINTS, rel=NEAR)
    important = found.important_points_per_positive_cloud
    assert important == pytest.approx(IMPORTANT, rel=NEAR)
    assert found.positive_share == POSITIVES
