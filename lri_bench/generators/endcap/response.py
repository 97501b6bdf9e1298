# SPDX-License-Identifier: MIT
"""What particles leave in the layers: a parametrisation, no detector simulation.

A muon flies along a helix to the end of the solenoid's field and straight from there
on; the calorimeters and the yoke scatter it and take energy. Each layer that it
crosses gives a hit with the layer's efficiency, and now and then another one beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from lri_bench.generators.endcap.layers import STATIONS, column
from lri_bench.generators.endcap.settings import Material, Settings
from lri_bench.generators.endcap.tracks import Tracks
from lri_bench.types import Floats, Ints

__all__ = [
    "MAX_BEND",
    "Crossings",
    "bend_of",
    "flight",
    "in_chambers",
    "respond",
    "stations_reached",
    "together",
]

MAX_BEND = 50
_CM = 100.0
_METRES_PER_GEV = 0.299792458  # c in units in which p = 0.3 B R


@dataclass(frozen=True, eq=False)
class Crossings:
    """Hits as they happen, H in all.

    Attributes
    ----------
    event : (H,) int64
    layer : (H,) int64
        Place in `LAYERS`.
    x, y, z : (H,) float64
        In cm.
    bend : (H,) int64
    """

    event: Ints
    layer: Ints
    x: Floats
    y: Floats
    z: Floats
    bend: Ints


def flight(tracks: Tracks, z: Floats, material: Material) -> tuple[Floats, Floats]:
    """Return where tracks would be without scattering.

    Parameters
    ----------
    tracks : Tracks
        T of them.
    z : (L,) float64
        Distances along the beam, in cm; each track flies to its own side.
    material : Material

    Returns
    -------
    x, y : (T, L) float64
        In cm. With ``a = 0.3 B |z| / |p_z|``, the angle by which the momentum has
        turned, the position turns by ``a / 2``; a positive charge turns backwards
        in phi in both endcaps.
    """
    radius, turn, end = _helix(tracks, z, material)
    chord = 2 * radius * np.sin(turn / 2)
    position = tracks.phi[:, np.newaxis] - tracks.charge[:, np.newaxis] * turn / 2
    heading = tracks.phi[:, np.newaxis] - tracks.charge[:, np.newaxis] * turn
    straight = (z - end) / np.sinh(np.abs(tracks.eta))[:, np.newaxis]
    x = chord * np.cos(position) + straight * np.cos(heading)
    y = chord * np.sin(position) + straight * np.sin(heading)
    return x, y


def _helix(
    tracks: Tracks, z: Floats, material: Material
) -> tuple[Floats, Floats, Floats]:
    """Return radius in cm, turn in radians and where the field ends, in cm."""
    slope = np.sinh(np.abs(tracks.eta))[:, np.newaxis]
    end = np.minimum(material.field_z_cm, material.field_r_cm * slope)
    end = np.minimum(end, z)
    curvature = _METRES_PER_GEV * material.field_tesla / _CM  # GeV per cm
    radius = tracks.pt[:, np.newaxis] / curvature
    return radius, end / (radius * slope), end


def bend_of(tracks: Tracks, z: Floats, slope: Floats, material: Material) -> Floats:
    """Return the mean of `mu_hit_bend` before it is rounded.

    Parameters
    ----------
    tracks : Tracks
        T of them.
    z, slope : (L,) float64
        Of layers.
    material : Material

    Returns
    -------
    bend : (T, L) float64
        ``slope * charge * a / 2``: the angle between the muon's direction and the
        line from the beam. It goes as 1/pT and has the sign of the charge.
    """
    _, turn, _ = _helix(tracks, z, material)
    bend: Floats = slope * tracks.charge[:, np.newaxis] * turn / 2
    return bend


def stations_reached(tracks: Tracks, material: Material) -> Ints:
    """Return how far muons get before they have lost their energy.

    Parameters
    ----------
    tracks : Tracks
    material : Material

    Returns
    -------
    station : (T,) int64
        The last station, 0 if none.
    """
    loss = np.array(material.loss_gev) / np.tanh(np.abs(tracks.eta))[:, np.newaxis]
    reached: Ints = (tracks.momentum[:, np.newaxis] > loss).sum(axis=1)
    return reached


def respond(
    tracks: Tracks, settings: Settings, random: np.random.Generator
) -> Crossings:
    """Return the hits of tracks.

    Parameters
    ----------
    tracks : Tracks
    settings : Settings
    random : numpy Generator

    Returns
    -------
    crossings : Crossings
        Those inside the chambers.
    """
    material = settings.material
    z, station = column("z"), column("station")
    last = stations_reached(tracks, material)
    goes_on = random.random(len(tracks)) < material.shower_goes_on
    last = np.where(tracks.shower, 1 + goes_on, last)
    seen = station <= last[:, np.newaxis]
    seen &= random.random(seen.shape) < column("efficiency")
    shift = _scattered(tracks, material, random)[:, station - 1]
    x, y = flight(tracks, z, material)
    x, y = x + shift[..., 0], y + shift[..., 1]
    mean = bend_of(tracks, z, column("slope"), material)
    rows, layers = np.nonzero(seen)
    rows, layers, beside = _with_extra(rows, layers, tracks, material, random)
    at = rows, layers
    spread = np.hypot(column("resolution")[layers], beside)
    noise = column("slope_noise")[layers] * np.where(beside > 0, 4, 1)
    bend = mean[at] + noise * random.standard_normal(len(rows))
    return in_chambers(
        Crossings(
            tracks.event[rows],
            layers,
            x[at] + spread * random.standard_normal(len(rows)),
            y[at] + spread * random.standard_normal(len(rows)),
            z[layers] * np.sign(tracks.eta[rows]),
            np.clip(np.rint(bend), -MAX_BEND, MAX_BEND).astype(np.int64),
        )
    )


def _with_extra(
    rows: Ints,
    layers: Ints,
    tracks: Tracks,
    material: Material,
    random: np.random.Generator,
) -> tuple[Ints, Ints, Floats]:
    """Add hits beside hits; return tracks, layers, and how far beside, in cm."""
    shower = tracks.shower[rows]
    mean = np.where(shower, material.shower_hits, material.extra_hits)
    further = np.repeat(np.arange(len(rows)), random.poisson(mean))
    spread = np.where(shower, material.shower_spread_cm, material.extra_spread_cm)
    beside = np.where(shower, material.shower_spread_cm, 0.0)
    return (
        np.concatenate([rows, rows[further]]),
        np.concatenate([layers, layers[further]]),
        np.concatenate([beside, spread[further]]),
    )


def _scattered(
    tracks: Tracks, material: Material, random: np.random.Generator
) -> Floats:
    """Return (T, 4, 2): how far scattering shifts a track at each station, in cm.

    The plane angle has the width 13.6 MeV/p sqrt(X/X0), the shift that builds up
    along with it a third of its square: Particle Data Group, doi
    10.1103/PhysRevD.110.030001. Logarithmic terms are left out.
    """
    lost = np.array(material.loss_gev) / np.tanh(np.abs(tracks.eta))[:, np.newaxis]
    momentum = np.maximum(tracks.momentum[:, np.newaxis] - lost / 2, lost / 2)
    width = 0.0136 / momentum * np.sqrt(material.radiation_lengths)
    width = np.where(tracks.shower[:, np.newaxis], 0.0, width)
    draws = random.standard_normal((2, len(tracks), STATIONS, 2))
    kick = width[..., np.newaxis] * draws[0]
    lever = np.array(material.lever_cm)[:, np.newaxis]
    # Angle and shift of one piece of matter have the correlation sqrt(3)/2.
    own = lever * (kick / 2 + width[..., np.newaxis] * draws[1] / np.sqrt(12))
    before = np.cumsum(kick, axis=1) - kick
    shift: Floats = np.cumsum(own + lever * before, axis=1)
    return shift


def in_chambers(found: Crossings) -> Crossings:
    """Return the hits that lie inside the chambers of their layer."""
    size = np.arcsinh(np.abs(found.z) / np.hypot(found.x, found.y))
    inside = size >= column("eta_low")[found.layer]
    inside &= size < column("eta_high")[found.layer]
    names = [item.name for item in fields(Crossings)]
    return Crossings(*(getattr(found, name)[inside] for name in names))


def together(parts: Sequence[Crossings]) -> Crossings:
    """Return several lists of hits as one."""
    names = [item.name for item in fields(Crossings)]
    return Crossings(
        *(np.concatenate([getattr(one, name) for one in parts]) for name in names)
    )
