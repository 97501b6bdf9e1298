# SPDX-License-Identifier: MIT
"""Truths of other sizes: nested, and the documentation's table is what they give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError
from lri_bench.ragged import cloud_sum, owner
from lri_bench.references import REFERENCES, reference
from lri_bench.softness import Softness, main, softness_of, truths_of

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def clouds() -> Clouds:
    return Catalog.default().clouds(Edition("plbind", "mini"))


@pytest.fixture(scope="module")
def softness(tmp_path_factory: pytest.TempPathFactory) -> Softness:
    data = tmp_path_factory.mktemp("data")
    return softness_of(Catalog(data, ROOT / "datasets"), "plbind@mini")


def test_todays_truth_is_the_one_that_is_shipped(clouds: Clouds) -> None:
    marks = truths_of(clouds)
    test = clouds.in_split(Split.TEST)
    np.testing.assert_array_equal(marks["15 Å"], test.truth == 1)


def test_spheres_are_nested_and_shares_are_shares(clouds: Clouds) -> None:
    marks = truths_of(clouds)
    cuts = [marks[f"{cut} Å"] for cut in range(13, 18)]
    for inner, outer in zip(cuts[:-1], cuts[1:], strict=True):  # noqa: RUF007
        assert (inner <= outer).all()
        assert inner.sum() < outer.sum()
    test = clouds.in_split(Split.TEST)
    pocket = cloud_sum(marks["15 Å"], test.offsets)
    for name, share in (("nearest 1/2", 1 / 2), ("nearest 1/6", 1 / 6)):
        assert (marks[name] <= marks["15 Å"]).all()
        found = cloud_sum(marks[name], test.offsets)
        np.testing.assert_array_equal(found, np.ceil(share * pocket))


def test_the_nearest_are_nearer_than_the_others(clouds: Clouds) -> None:
    test = clouds.in_split(Split.TEST)
    distance = -np.asarray(reference("ligand-distance", "plbind").score(test, 1))
    half, cloud = truths_of(clouds)["nearest 1/2"], owner(test.offsets)
    for number in range(len(test)):
        near, far = (distance[(cloud == number) & mark] for mark in (half, ~half))
        assert near.max() <= far.min()


def test_rows_that_are_known_beforehand(softness: Softness) -> None:
    today = softness.truths.index("15 Å")
    assert softness.scores["labels"][today] == 1
    np.testing.assert_allclose(softness.scores["ligand-distance"][:5], 1)
    np.testing.assert_array_equal(softness.scores["constant"], 0.5)
    assert softness.tau[today] == pytest.approx(1)
    # Of a sphere that is smaller, today's labels mark too much, and the reverse.
    assert (np.diff(softness.scores["labels"][: today + 1]) > 0).all()
    assert (np.diff(softness.scores["labels"][today:5]) < 0).all()


def test_the_documentation_has_the_rows_of_references(softness: Softness) -> None:
    """Rows of methods come and go; those of references change with the data alone."""
    told = (ROOT / "docs/limits.md").read_text("utf-8")
    lines = softness.markdown().splitlines()
    known = {item.name for item in REFERENCES}
    rows = [line for line in lines if line.split(" | ")[0].removeprefix("| ") in known]
    assert len(rows) == 5
    for line in (*rows, *lines[:2], next(x for x in lines if "residues marked" in x)):
        assert line in told


def test_another_data_set_has_no_pocket(catalog: Catalog) -> None:
    with pytest.raises(DataError, match="an edition of plbind"):
        softness_of(catalog, "synmol@mini")


def test_the_command_tells_a_mistake_in_a_sentence() -> None:
    app = typer.Typer()
    app.command()(main)
    done = CliRunner().invoke(app, ["synmol@mini"])
    assert done.exit_code == 2
    assert "one of synmol" in done.output
