# SPDX-License-Identifier: MIT
"""Parts of the test clouds that an entry is looked at on: what they are told apart by.

Each trait gives every positive test cloud a number, which its truth alone decides, so
that all entries have the same strata.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from lri_bench.ragged import cloud_sum, counts
from lri_bench.statistics.strata import thirds
from lri_bench.truth import Truth
from lri_bench.types import Floats, Ints

__all__ = ["TRAITS", "Cut", "Trait", "cuts"]


@dataclass(frozen=True, slots=True)
class Trait:
    """What clouds are told apart by.

    Attributes
    ----------
    by : str
        Its name.
    unit : str
        Behind a number or a range; ``{points}`` is what the data set calls its points.
    of : callable
        Truth to one number a test cloud, (C,) float64.
    datasets : tuple of str
        Where it can be computed; empty for all.
    scale : float
        Numbers are multiplied by it, to be shown.
    decimals : int
        With which they are shown.
    names : tuple of str
        Of the numbers 0, 1, … where these are kinds; else clouds are cut in thirds.
    """

    by: str
    unit: str
    of: Callable[[Truth], Floats]
    datasets: tuple[str, ...] = ()
    scale: float = 1.0
    decimals: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Cut:
    """One stratum.

    Attributes
    ----------
    by, label : str
        As `lri_bench.board.model.Stratum` has them.
    clouds : (K,) int64
        Positions among the positive test clouds.
    """

    by: str
    label: str
    clouds: Ints


def _points(truth: Truth) -> Floats:
    return counts(truth.offsets).astype(np.float64)


def _important(truth: Truth) -> Floats:
    return cloud_sum(truth.truth, truth.offsets)


def _share(truth: Truth) -> Floats:
    return _important(truth) / np.maximum(_points(truth), 1)


def _several(truth: Truth) -> Floats:
    if truth.alternatives is None:
        return np.zeros(len(truth))
    return (truth.alternatives.number > 1).astype(np.float64)


def _transverse_momentum_gev(truth: Truth) -> Floats:
    """Return the mean over important hits; the direction there is the momentum."""
    if truth.direction is None:
        return np.zeros(len(truth))
    momentum = np.hypot(truth.direction[:, 0], truth.direction[:, 1])
    total = cloud_sum(momentum * truth.truth, truth.offsets)
    return total / np.maximum(_important(truth), 1)


TRAITS = (
    Trait("number of points", "{points}", _points),
    Trait(
        "number of important points",
        "important {points}",
        _important,
        datasets=("actstrack", "tau3mu", "synmol"),
    ),
    Trait("pocket size", "residues in the pocket", _important, datasets=("plbind",)),
    Trait(
        "mean transverse momentum of the muons",
        "GeV",
        _transverse_momentum_gev,
        datasets=("actstrack",),
    ),
    Trait(
        "share of important points",
        "% important",
        _share,
        datasets=("tau3mu",),
        scale=100.0,
    ),
    Trait(
        "admissible explanations",
        "",
        _several,
        datasets=("synmol",),
        names=("one explanation", "several explanations"),
    ),
)
"""What clouds are told apart by, in the order of the board."""


def cuts(truth: Truth, dataset: str, point: str) -> Iterator[Cut]:
    """Yield the strata of an edition.

    Parameters
    ----------
    truth : Truth
        Of the edition.
    dataset : str
        Name of the data set.
    point : str
        What it calls a point.
    """
    positive = truth.y == 1
    for trait in TRAITS:
        if trait.datasets and dataset not in trait.datasets:
            continue
        values = trait.of(truth)[positive] * trait.scale
        for part in _parts(trait, values):
            yield Cut(trait.by, _label(trait, values[part], point), part)


def _parts(trait: Trait, values: Floats) -> list[Ints]:
    if not trait.names:
        return thirds(values)
    kinds = (np.flatnonzero(values == kind) for kind in range(len(trait.names)))
    return [part for part in kinds if len(part)]


def _label(trait: Trait, values: Floats, point: str) -> str:
    if trait.names:
        return trait.names[int(values[0])]
    ends = (f"{end:,.{trait.decimals}f}" for end in (values.min(), values.max()))
    shown = " to ".join(dict.fromkeys(ends))
    points = point if shown == "1" else f"{point}s"
    return f"{shown} {trait.unit.format(points=points)}"
