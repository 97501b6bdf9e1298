# SPDX-License-Identifier: MIT
"""L-BFGS that takes the same way on every machine, or nearly.

The path of a folding chain is chaotic: a difference in the last bit becomes another
fold. Libraries for linear algebra have other last bits on other processors, so sums
are numpy's own here, and after each step all variables are rounded.

The two loops are those of Nocedal 1980 (doi 10.1090/S0025-5718-1980-0572855-7).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from lri_bench.types import Floats

__all__ = ["dot", "minimise"]

_DECIMALS: Final = 5  # rad: the end of a chain moves by less than 0.001 angstrom

# Steps that are remembered. One torsion moves many atoms, so it needs more of them
# than usual to find the way.
_MEMORY: Final = 30

_FIRST_STEP: Final = 0.05  # rad, at most, where nothing is remembered
_SUFFICIENT: Final = 1e-4  # of the decrease that the slope promises
_SHORTER: Final = 0.3
_TRIALS: Final = 8


class _Step(NamedTuple):
    """A step, by how much the gradient changed, and one by their product."""

    moved: Floats
    changed: Floats
    inverse: float


def dot(one: Floats, other: Floats) -> float:
    """Return the product of two vectors, summed by numpy itself."""
    return float(np.einsum("i,i->", one, other))


def minimise(
    cost: Callable[[Floats], tuple[float, Floats]], start: Floats, steps: int
) -> Floats:
    """Go downhill.

    Parameters
    ----------
    cost : callable
        Gives the cost and its gradient, (V,) float64.
    start : (V,) float64, radians
    steps : int
        At most.

    Returns
    -------
    end : (V,) float64, radians
        Multiples of 0.00001.
    """
    at = np.round(start, _DECIMALS)
    value, gradient = cost(at)
    known: deque[_Step] = deque(maxlen=_MEMORY)
    for _ in range(steps):
        way = _downhill(gradient, known)
        slope = dot(way, gradient)
        for trial in range(_TRIALS):
            length = _SHORTER**trial
            there = np.round(at + length * way, _DECIMALS)
            lower, changed = cost(there)
            if lower <= value + _SUFFICIENT * length * slope:
                break
        else:
            return at
        moved, bent = there - at, changed - gradient
        if (product := dot(moved, bent)) > 0:
            known.append(_Step(moved, bent, 1 / product))
        at, value, gradient = there, lower, changed
    return at


def _downhill(gradient: Floats, known: deque[_Step]) -> Floats:
    """Return the way that the remembered steps make of the gradient."""
    if not known:
        steepest = float(np.abs(gradient).max())
        return gradient * (-_FIRST_STEP / max(steepest, _FIRST_STEP))
    way: Floats = -gradient
    weights = []
    for step in reversed(known):
        weight = step.inverse * dot(step.moved, way)
        way = way - weight * step.changed
        weights.append(weight)
    last = known[-1]
    way = way / (last.inverse * dot(last.changed, last.changed))
    for step, weight in zip(known, reversed(weights), strict=True):
        way = way + (weight - step.inverse * dot(step.changed, way)) * step.moved
    return way
