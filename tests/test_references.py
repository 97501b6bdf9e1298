# SPDX-License-Identifier: MIT
"""Reference methods: what they say they are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lri_bench.build import BuildOptions, build
from lri_bench.catalog.editions import Catalog, Edition, project_folder
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.references import reference

# Ethanol-like: C-C bond 1.52, C-O bond 1.43 angstrom; then a lone carbon.
CLOUDS = Clouds(
    offsets=np.array([0, 3, 4]),
    pos=np.array([[0, 0, 0], [1.52, 0, 0], [1.52, 1.43, 0], [5, 5, 5]]),
    x=np.array([[0], [0], [2], [0]]),
    truth=np.array([0, 1, 1, 0]),
    cloud_id=np.array(["a", "b"]),
    y=np.array([1, 0]),
    split=np.array([2, 2]),
)


def score(name: str, seeds: int = 1) -> np.ndarray:
    return np.asarray(reference(name, "synmol").score(CLOUDS, seeds))


def test_heuristics_on_a_molecule_worked_by_hand() -> None:
    np.testing.assert_array_equal(score("few-bonds"), [-1, -2, -1, 0])
    np.testing.assert_array_equal(score("heteroatom"), [0, 0, 1, 0])
    centre = CLOUDS.pos[:3].mean(axis=0)
    expected = [*np.linalg.norm(CLOUDS.pos[:3] - centre, axis=1), 0]
    np.testing.assert_allclose(score("centroid-distance"), expected, atol=1e-6)


def test_bounds() -> None:
    np.testing.assert_array_equal(score("labels"), CLOUDS.truth)
    assert len(set(score("constant"))) == 1
    drawn = score("random", seeds=3)
    assert drawn.shape == (3, 4)
    np.testing.assert_array_equal(drawn, score("random", seeds=3))


def test_bonds_told_from_distances_are_those_of_rdkit(catalog: Catalog) -> None:
    """Every generated molecule's number of bonds, by its ring and tree counts."""
    clouds = catalog.clouds(Edition("synmol", "mini"))
    degree = -np.asarray(reference("few-bonds", "synmol").score(clouds, 1))
    assert degree.min() >= 1
    assert degree.max() <= 4
    bonds = np.add.reduceat(degree, clouds.offsets[:-1]) / 2
    # A connected molecule of n atoms has at least n - 1 bonds.
    rings = bonds - (np.diff(clouds.offsets) - 1)
    assert rings.min() >= 0
    assert rings.max() <= 6


def test_chemistry_is_not_offered_on_physics() -> None:
    assert reference("random", "tau3mu").name == "random"
    with pytest.raises(DataError, match="labels, random, constant"):
        reference("heteroatom", "tau3mu")


def small(dataset: str, catalog: Catalog) -> Clouds:
    return catalog.clouds(Edition(dataset, "mini")).select(np.arange(5))


def scored(name: str, dataset: str, catalog: Catalog) -> np.ndarray:
    return np.asarray(reference(name, dataset).score(small(dataset, catalog), 1))


def test_hits_far_from_the_beam(catalog: Catalog) -> None:
    pos = small("actstrack", catalog).pos
    expected = np.sqrt(pos[:, 0] ** 2 + pos[:, 1] ** 2)
    np.testing.assert_allclose(
        scored("hit-radius", "actstrack", catalog), expected, rtol=1e-6
    )


def test_bend_of_either_sign_counts_against_a_hit(catalog: Catalog) -> None:
    bend = small("tau3mu", catalog).x[:, 0]
    found = scored("small-bend", "tau3mu", catalog)
    assert (found[bend == 0] == 0).all()
    assert found.min() == -np.abs(bend).max()


def test_residues_near_the_ligand_are_the_marked_ones(catalog: Catalog) -> None:
    """The pocket is what lies within 15 angstrom of any atom, hydrogens too."""
    complexes = small("plbind", catalog)
    distance = -scored("ligand-distance", "plbind", catalog)
    assert ((distance < 15) == (complexes.point_extra["pocket_label"] == 1)).all()


def test_near_and_far_from_the_centroid_are_opposites(catalog: Catalog) -> None:
    near = scored("near-centroid", "plbind", catalog)
    pos = small("plbind", catalog).pos
    first = slice(*small("plbind", catalog).offsets[:2])
    expected = -np.linalg.norm(pos[first] - pos[first].mean(axis=0), axis=1)
    np.testing.assert_allclose(near[first], expected, atol=1e-4)


def test_a_heuristic_of_another_field_is_not_offered() -> None:
    with pytest.raises(DataError, match="small-bend"):
        reference("small-bend", "plbind")


@pytest.mark.slow
def test_near_the_centre_is_near_real_pockets(mirror: Path, tmp_path: Path) -> None:
    """The datasheet of PLBind states the mean, 0.88."""
    catalog = Catalog(data=tmp_path, shipped=project_folder() / "datasets")
    edition = Edition("plbind", "raw")
    clouds = build(catalog, edition, BuildOptions(source=mirror)).clouds
    score = np.asarray(reference("near-centroid", "plbind").score(clouds, 1))
    each = [
        pooled_roc_auc(score[first:last], clouds.truth[first:last])
        for first, last in pairwise(clouds.offsets.tolist())
    ]
    assert len(each) == 7
    assert np.mean(each) == pytest.approx(0.88, abs=0.005)
