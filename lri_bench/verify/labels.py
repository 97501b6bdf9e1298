# SPDX-License-Identifier: MIT
"""Check classes and labels against the rules of each data set."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from lri_bench.builders.actstrack.sampling import TRACKS
from lri_bench.builders.actstrack.z_pair import Z_MASS_GEV, Z_WINDOW_GEV
from lri_bench.builders.tau3mu.build import FEWEST_HITS
from lri_bench.clouds import Clouds
from lri_bench.ragged import cloud_sum, counts, owner
from lri_bench.types import Bools
from lri_bench.verify.outcome import Outcome, of_clouds

__all__ = ["check_labels"]

POCKET_ANGSTROM = 15.0
THRESHOLD_MOLAR = 10e-9
_ROUNDING = 1e-4  # of float32, at distances of hundreds of angstrom


def check_labels(dataset: str, clouds: Clouds) -> Iterator[Outcome]:
    """Check that classes and labels follow the rules.

    Parameters
    ----------
    dataset : str
    clouds : Clouds
        As built; columns that an edition does not have are not looked at.

    Yields
    ------
    outcome : Outcome
    """
    names, positive = clouds.cloud_id, clouds.y == 1
    important = cloud_sum(clouds.truth, clouds.offsets)
    yield of_clouds("class", names, clouds.y > 1, "0 or 1")
    odd = positive & (important == 0)
    yield of_clouds("labels of positives", names, odd, "at least one important point")
    if dataset != "plbind":  # whose negatives have a pocket as well
        odd = ~positive & (important > 0)
        yield of_clouds("labels of negatives", names, odd, "no important point")
    yield from _RULES[dataset](clouds)


def _actstrack(clouds: Clouds) -> Iterator[Outcome]:
    names = clouds.cloud_id
    if clouds.group is not None:
        track = owner(clouds.offsets) * (int(clouds.group.max(initial=0)) + 1)
        _, track = np.unique(track + clouds.group, return_inverse=True)
        hits = np.bincount(track)
        labelled = np.bincount(track, clouds.truth)
        partly = ((labelled > 0) & (labelled < hits))[track]
        odd = cloud_sum(partly, clouds.offsets) > 0
        yield of_clouds("tracks", names, odd, "a track is important as a whole")
        first = np.unique(track, return_index=True)[1]
        cloud = owner(clouds.offsets)[first]
        size = len(clouds)
        lepton = np.bincount(cloud[labelled > 0], minlength=size)
        yield of_clouds("leptons", names, lepton > 2, "at most two important tracks")
        many = np.bincount(cloud, minlength=size) > TRACKS
        yield of_clouds("number of tracks", names, many, f"at most {TRACKS}")
    if "signal_mass_gev" in clouds.cloud_extra:
        mass = clouds.cloud_extra["signal_mass_gev"].astype(np.float64)
        near = np.abs(mass - Z_MASS_GEV) <= Z_WINDOW_GEV + _ROUNDING
        odd = near != (clouds.y == 1)
        expected = f"positives have a pair within {Z_WINDOW_GEV:g} GeV of the Z"
        yield of_clouds("mass of the pair", names, odd, expected)


def _tau3mu(clouds: Clouds) -> Iterator[Outcome]:
    names = clouds.cloud_id
    important = cloud_sum(clouds.truth, clouds.offsets)
    counted = np.where(clouds.y == 1, important, counts(clouds.offsets))
    expected = f"at least {FEWEST_HITS} labelled hits, or {FEWEST_HITS} of a negative"
    yield of_clouds("number of hits", names, counted < FEWEST_HITS, expected)
    odd = cloud_sum(np.abs(clouds.pos[:, 1]) > np.pi + _ROUNDING, clouds.offsets) > 0
    yield of_clouds("phi", names, odd, "in radians, from -pi to pi")


def _synmol(clouds: Clouds) -> Iterator[Outcome]:
    if clouds.alternatives is not None:
        odd = clouds.alternatives.union(clouds.offsets) != clouds.truth
        told_apart = clouds.alternatives.number > 0
        wrong = (cloud_sum(odd, clouds.offsets) > 0) & told_apart
        expected = "important atoms are those of all admissible explanations"
        yield of_clouds("alternatives", clouds.cloud_id, wrong, expected)


def _plbind(clouds: Clouds) -> Iterator[Outcome]:
    names, extra = clouds.cloud_id, clouds.point_extra
    threshold = float(clouds.meta.get("threshold_molar", THRESHOLD_MOLAR))
    affinity = clouds.cloud_extra["affinity_molar"].astype(np.float64)
    odd = (affinity < threshold * (1 - _ROUNDING)) != (clouds.y == 1)
    expected = f"positive below {threshold * 1e9:g} nM"
    yield of_clouds("affinity", names, odd, expected)
    pocket, contact = extra["pocket_label"] > 0, extra["contact_label"] > 0
    positive = (clouds.y == 1)[owner(clouds.offsets)]
    important = pocket | (contact & positive)
    odd = cloud_sum(important != (clouds.truth > 0), clouds.offsets) > 0
    expected = "important is the pocket, in positives the contacts too"
    yield of_clouds("important residues", names, odd, expected)
    expected = f"CA within {POCKET_ANGSTROM:g} angstrom of the ligand"
    yield of_clouds("pocket", names, _pocket_differs(clouds, pocket), expected)


def _pocket_differs(clouds: Clouds, pocket: Bools) -> Bools:
    """Return (S,) bool, where distances say something else than the label."""
    ligand = clouds.context["ligand"]
    residues = np.split(clouds.point_extra["true_pos"], clouds.offsets[1:-1])
    atoms = np.split(ligand.point_extra["true_pos"], ligand.offsets[1:-1])
    labels = np.split(pocket, clouds.offsets[1:-1])
    wrong = np.zeros(len(clouds), dtype=np.bool_)
    for place, (ca, atom, label) in enumerate(
        zip(residues, atoms, labels, strict=True)
    ):
        nearest = np.linalg.norm(ca[:, np.newaxis] - atom, axis=2).min(1)
        sure = np.abs(nearest - POCKET_ANGSTROM) > _ROUNDING
        wrong[place] = ((nearest < POCKET_ANGSTROM) != label)[sure].any()
    return wrong


_RULES: dict[str, Callable[[Clouds], Iterator[Outcome]]] = {
    "actstrack": _actstrack,
    "tau3mu": _tau3mu,
    "synmol": _synmol,
    "plbind": _plbind,
}
