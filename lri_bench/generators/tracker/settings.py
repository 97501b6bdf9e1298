# SPDX-License-Identifier: MIT
"""What a simulation of the tracker depends on, beside its seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lri_bench.errors import Problem

__all__ = ["DEFAULT", "TrackerSettings", "settings_in", "settings_problems"]


@dataclass(frozen=True, kw_only=True)
class TrackerSettings:
    """Settings of collisions and detector.

    The paper publishes none of them. Where ACTS's own example of 2022 has a default,
    it is taken; `pileup_mean` and `hit_efficiency` are chosen so that points per event
    and important points come out as in the paper's table.

    Attributes
    ----------
    field_tesla : float
        Of the solenoid, along z; the paper's main setting is 2 T.
    pileup_mean : float
        Mean number of minimum-bias collisions beside the hard one (Poisson).
    hit_efficiency : float
        Chance that a crossing of a sensor gives a hit. Sensors of the simulation are
        perfect, those of a detector are not.
    energy_gev : float
        Of the colliding protons together; ACTS's default.
    mass_hat_min_gev : float
        Least mass of Z/gamma* before its decay. Radiation only takes mass away, so
        no event below the builder's window, which begins at 89.19 GeV, can be kept.
    pt_min_gev : float
        Particles with less transverse momentum are not led through the detector; ACTS
        leads on none of less than 0.5 GeV.
    eta_max : float
        Nor are those outside of its acceptance.
    production_radius_max_mm : float
        Nor those produced farther from the collision, across the beam: they would
        begin outside of the beam pipe, whose radius is 19 mm.
    production_z_max_mm : float
        The same along the beam.
    vertex_xy_mm, vertex_z_mm : float
        Standard deviations of where collisions happen; ACTS's defaults. All happen at
        time 0, since ACTS's 5 ns are much more than a crossing of bunches lasts.
    events_per_chunk : int
        How many events are made in one go, from one seed. Another number gives other
        events.
    """

    field_tesla: float = 2.0
    pileup_mean: float = 10.0
    hit_efficiency: float = 0.93
    energy_gev: float = 14_000.0
    mass_hat_min_gev: float = 89.0
    pt_min_gev: float = 0.5
    eta_max: float = 2.5
    production_radius_max_mm: float = 18.0
    production_z_max_mm: float = 200.0
    vertex_xy_mm: float = 0.0125
    vertex_z_mm: float = 55.5
    events_per_chunk: int = 50


DEFAULT = TrackerSettings()


def settings_in(field: str) -> TrackerSettings:
    """Return the usual settings in another magnetic field.

    Parameters
    ----------
    field : str
        As in the names of editions: ``4T``; the usual one if empty.
    """
    tesla = field.removesuffix("T")
    return replace(DEFAULT, field_tesla=float(tesla)) if tesla else DEFAULT


_RANGES: dict[str, tuple[float, float, str]] = {
    "field_tesla": (0.1, 20.0, "tesla"),
    "pileup_mean": (0.0, 200.0, "collisions"),
    "hit_efficiency": (0.5, 1.0, ""),
    "energy_gev": (900.0, 100_000.0, "GeV"),
    "mass_hat_min_gev": (20.0, 89.18, "GeV"),
    "pt_min_gev": (0.5, 10.0, "GeV"),
    "eta_max": (0.5, 4.0, ""),
    "production_radius_max_mm": (0.1, 18.5, "mm"),
    "production_z_max_mm": (0.1, 1_000.0, "mm"),
    "vertex_xy_mm": (0.0, 0.1, "mm"),
    "vertex_z_mm": (0.0, 200.0, "mm"),
    "events_per_chunk": (1, 1_000, "events"),
}


def settings_problems(settings: TrackerSettings) -> Iterator[Problem]:
    """Tell values with which there would be no sensible events.

    Parameters
    ----------
    settings : TrackerSettings
    """
    for name, (low, high, unit) in _RANGES.items():
        value = getattr(settings, name)
        if not math.isfinite(value) or not low <= value <= high:
            yield Problem(
                where=f"simulation of the tracker: {name}",
                expected=f"{low:,g} to {high:,g} {unit}".strip(),
                got=f"{value}",
                cause="another unit was meant, or a digit slipped in",
            )
