# SPDX-License-Identifier: MIT
"""Reference rows: bounds and heuristics that any method should be held against.

None of them looks at a model. The labels are the ceiling, the constant and the
random draws the floor; the heuristics are what somebody who knows the field would try
first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from lri_bench.bonds import bonded
from lri_bench.clouds import Clouds, OrderKeyColumns, Split
from lri_bench.elements import ATOM_TYPES, atom_type_radii
from lri_bench.errors import DataError, unknown_name
from lri_bench.ragged import cloud_sum, counts, owner
from lri_bench.types import AnyArray, Floats

__all__ = ["REFERENCES", "Reference", "explained", "reference"]

Scorer = Callable[[Clouds, int], AnyArray]
"""Clouds and number of seeds to importances, (N,) or (seeds, N)."""

RANDOM_SEED = 2023

_CARBON = ATOM_TYPES.index("C")


@dataclass(frozen=True)
class Reference:
    """One reference row.

    Attributes
    ----------
    name : str
        As `--method` takes it.
    meaning : str
        One sentence.
    score : callable
        Makes the importances.
    datasets : tuple of str
        Data sets it makes sense on; empty for all.
    saw_truth : bool
        Whether it looks at the labels, or at what they are made of.
    """

    name: str
    meaning: str
    score: Scorer
    datasets: tuple[str, ...] = ()
    saw_truth: bool = False


def reference(name: str, dataset: str) -> Reference:
    """Return a reference method that makes sense on a data set.

    Raises
    ------
    DataError
        If there is none of that name for it.
    """
    fitting = {
        item.name: item
        for item in REFERENCES
        if not item.datasets or dataset in item.datasets
    }
    if name not in fitting:
        where, run = f"method {name!a} on {dataset}", "lri-bench explain --help"
        raise DataError(unknown_name(where, name, fitting, run))
    return fitting[name]


def explained(
    method: Reference, clouds: Clouds, columns: OrderKeyColumns, seeds: int = 1
) -> dict[str, AnyArray]:
    """Return a reference method's importances of the test clouds.

    Parameters
    ----------
    method : Reference
    clouds : Clouds
        All clouds of the edition.
    columns : OrderKeyColumns
        What the order keys are made of.
    seeds : int
        Of methods that draw at random.

    Returns
    -------
    columns : dict of str to ndarray
        What `lri_bench.Submission.add` takes.
    """
    test = clouds.in_split(Split.TEST)
    return {
        "cloud_id": test.cloud_id,
        "offsets": test.offsets,
        "importance": method.score(test, seeds).astype(np.float32),
        "order_key": test.order_keys(columns),
    }


def _labels(clouds: Clouds, _: int) -> AnyArray:
    return clouds.truth


def _constant(clouds: Clouds, _: int) -> AnyArray:
    return np.zeros(clouds.points)


def _random(clouds: Clouds, seeds: int) -> AnyArray:
    return np.random.default_rng(RANDOM_SEED).random((seeds, clouds.points))


def _heteroatom(clouds: Clouds, _: int) -> AnyArray:
    return np.asarray(clouds.x[:, 0] != _CARBON)


def _centroid_distance(clouds: Clouds, _: int) -> AnyArray:
    size = counts(clouds.offsets)
    mean = [cloud_sum(axis, clouds.offsets) / size for axis in clouds.pos.T]
    centred = clouds.pos - np.stack(mean, axis=1)[owner(clouds.offsets)]
    distance: Floats = np.linalg.norm(centred, axis=1)
    return distance


def _few_bonds(clouds: Clouds, _: int) -> AnyArray:
    degree = np.empty(clouds.points)
    radius = atom_type_radii(clouds.x[:, 0])
    for start, stop in zip(clouds.offsets[:-1], clouds.offsets[1:], strict=True):
        degree[start:stop] = bonded(clouds.pos[start:stop], radius[start:stop]).sum(1)
    return -degree


def _near_centroid(clouds: Clouds, seeds: int) -> AnyArray:
    return -_centroid_distance(clouds, seeds)


def _hit_radius(clouds: Clouds, _: int) -> AnyArray:
    radius: Floats = np.hypot(clouds.pos[:, 0], clouds.pos[:, 1], dtype=np.float64)
    return radius


def _small_bend(clouds: Clouds, _: int) -> AnyArray:
    return -np.abs(clouds.x[:, 0])


def _ligand_distance(clouds: Clouds, _: int) -> AnyArray:
    """Return minus the distance to the ligand's crystal pose, hydrogens counted."""
    ligand = clouds.context["ligand"]
    distance = np.empty(clouds.points)
    for cloud in range(len(clouds)):
        points = slice(*clouds.offsets[cloud : cloud + 2])
        atoms = slice(*ligand.offsets[cloud : cloud + 2])
        tree = cKDTree(ligand.point_extra["true_pos"][atoms])
        distance[points] = tree.query(clouds.point_extra["true_pos"][points])[0]
    return -distance


REFERENCES: tuple[Reference, ...] = (
    Reference(
        "labels",
        "the truth itself: the ceiling of every metric",
        _labels,
        saw_truth=True,
    ),
    Reference("random", "uniform random numbers: the floor, as drawn", _random),
    Reference("constant", "the same number for every point: all ties", _constant),
    Reference(
        "heteroatom",
        "1 for atoms that are not carbon, 0 for carbon",
        _heteroatom,
        ("synmol",),
    ),
    Reference(
        "few-bonds",
        "the fewer bonded neighbours an atom has (told from distances), the more "
        "important it is",
        _few_bonds,
        ("synmol",),
    ),
    Reference(
        "centroid-distance",
        "distance of the atom from the molecule's centroid",
        _centroid_distance,
        ("synmol",),
    ),
    Reference(
        "near-centroid",
        "the nearer a residue is to the protein's centroid, the more important",
        _near_centroid,
        ("plbind",),
    ),
    Reference(
        "ligand-distance",
        "the nearer a residue is to the ligand's crystal pose, which models do not "
        "see, the more important: what the labels are made of",
        _ligand_distance,
        ("plbind",),
        saw_truth=True,
    ),
    Reference(
        "hit-radius",
        "distance of the hit from the beam: outer hits more important",
        _hit_radius,
        ("actstrack",),
    ),
    Reference(
        "small-bend",
        "the less a hit bends, the stiffer its muon and the more important",
        _small_bend,
        ("tau3mu",),
    ),
)
"""All reference methods; `lri-bench explain --method` takes their names."""
