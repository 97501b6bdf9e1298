# SPDX-License-Identifier: MIT
"""Options that an edition does not take are told before anything is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from lri_bench.build import BuildOptions, build
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError

OPTIONS = {
    "clouds": BuildOptions(clouds=3),
    "seed": BuildOptions(seed=3),
    "sampler": BuildOptions(sampler="legacy"),
    "threshold": BuildOptions(threshold=1e-8),
    "from": BuildOptions(source=Path("no such folder")),
    "seed-from": BuildOptions(seed_from=Path("no such file")),
    "commitment": BuildOptions(commitment="0" * 64),
}
TAKEN = {
    "actstrack@zenodo": {"from"},
    "actstrack@raw": {"from", "seed", "sampler"},
    "actstrack@raw-4T": {"from", "seed", "sampler"},
    "actstrack@root": {"from", "seed", "sampler"},
    "tau3mu@zenodo": {"from"},
    "tau3mu@raw": {"from"},
    "tau3mu@root": {"from", "seed"},
    "synmol@mini": {"clouds", "seed"},
}


@pytest.mark.parametrize(
    ("edition", "option"),
    [(e, o) for e, taken in TAKEN.items() for o in sorted(OPTIONS.keys() - taken)],
)
def test_options_without_effect_are_told(
    catalog: Catalog, edition: str, option: str
) -> None:
    with pytest.raises(DataError) as caught:
        build(catalog, catalog.edition(edition), OPTIONS[option])
    (problem,) = caught.value.problems
    assert problem.where == f"--{option}"
    told = problem.expected.removesuffix(f" for {edition}").split(", ")
    assert set(told) == {f"--{name}" for name in TAKEN[edition]}


@pytest.mark.parametrize(
    ("edition", "option"),
    [
        (e, o)
        for e, taken in TAKEN.items()
        for o in sorted(taken - {"clouds", "from"})
        if e != "synmol@mini"
    ],
)
def test_options_with_effect_lead_to_the_missing_source(
    catalog: Catalog, edition: str, option: str
) -> None:
    with pytest.raises(DataError, match="a folder with its source"):
        build(catalog, catalog.edition(edition), OPTIONS[option])


def test_all_options_without_effect_are_told_at_once(catalog: Catalog) -> None:
    options = BuildOptions(clouds=1, threshold=1e-8, sampler="legacy", seed=1)
    with pytest.raises(DataError) as caught:
        build(catalog, Edition("tau3mu", "raw"), options)
    told = [problem.where for problem in caught.value.problems]
    assert told == ["--clouds", "--sampler", "--seed", "--threshold"]


@pytest.mark.parametrize("edition", ["actstrack@root", "tau3mu@root"])
def test_seeds_below_zero_are_told(
    catalog: Catalog, tmp_path: Path, edition: str
) -> None:
    options = BuildOptions(source=tmp_path, seed=-1)
    with pytest.raises(DataError, match="0 or more"):
        build(catalog, catalog.edition(edition), options)


def test_what_was_downloaded_is_the_source(catalog: Catalog) -> None:
    """It is empty here, and is told by name."""
    folder = catalog.data / "record"
    folder.mkdir(parents=True)
    for edition in ("actstrack@raw-4T", "tau3mu@raw"):
        with pytest.raises(DataError) as caught:
            build(catalog, catalog.edition(edition), BuildOptions())
        assert caught.value.problems[0].where == str(folder)
    with pytest.raises(DataError, match="none given") as caught:
        build(catalog, catalog.edition("actstrack@root"), BuildOptions())
    assert caught.value.problems[0].run == (
        "lri-bench build actstrack@root --from FOLDER"
    )
