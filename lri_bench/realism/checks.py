# SPDX-License-Identifier: MIT
"""What is looked at in each data set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from lri_bench.realism import actstrack, plbind, synmol, tau3mu
from lri_bench.realism.observable import Observable, Plane

__all__ = ["CHECKS", "Checks"]


class Checks(NamedTuple):
    """Observables and planes of a data set, in the order they are shown."""

    observables: tuple[Observable, ...]
    planes: tuple[Plane, ...] = ()


CHECKS: Final[Mapping[str, Checks]] = {
    "actstrack": Checks(actstrack.OBSERVABLES),
    "tau3mu": Checks(tau3mu.OBSERVABLES),
    "synmol": Checks(synmol.OBSERVABLES),
    "plbind": Checks(plbind.OBSERVABLES, plbind.PLANES),
}
"""By the name of the data set."""
