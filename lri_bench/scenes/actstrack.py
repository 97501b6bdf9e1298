# SPDX-License-Identifier: MIT
"""ActsTrack: hits, and curves along the tracks that left them."""

from __future__ import annotations

import numpy as np

from lri_bench.clouds import Clouds
from lri_bench.scenes.scene import Line, Shape
from lri_bench.types import Floats, Ints

__all__ = ["event_shape"]

_TIME = 0  # column of x
_TINY_GEV = 1e-12

# Obliquely along the beam: the bending and the length of a track are both seen.
_TURN_DEGREES, _NOD_DEGREES = 62.0, 20.0


def event_shape(event: Clouds) -> Shape:
    """Return an event in space, mm, the third coordinate along the beam.

    Parameters
    ----------
    event : Clouds
        A single cloud of ActsTrack. Without `group` no tracks are drawn, without
        `direction` they are straight from hit to hit.
    """
    tracks = _tracks(event)
    return Shape(
        pos=event.pos.astype(np.float64),
        kinds=_kinds(event),
        captions=_captions(event.points, tracks),
        view=_oblique(),
        lines=tuple(
            line
            for hits in tracks.values()
            if (line := _curve(event, hits)) is not None
        ),
    )


def _tracks(event: Clouds) -> dict[int, Ints]:
    """Return the hits of each track in the order of their times."""
    if event.group is None:
        return {}
    found = {}
    for track in np.unique(event.group).tolist():
        hits = np.flatnonzero(event.group == track)
        found[track] = hits[np.argsort(event.x[hits, _TIME], kind="stable")]
    return found


def _kinds(event: Clouds) -> tuple[str, ...]:
    if event.group is None:
        return ()
    return tuple(f"of track {track}" for track in event.group.tolist())


def _captions(points: int, tracks: dict[int, Ints]) -> tuple[str, ...]:
    captions = ["hit"] * points
    for track, hits in tracks.items():
        for place, hit in enumerate(hits.tolist(), start=1):
            captions[hit] = f"track {track}, hit {place} of {len(hits)}"
    return tuple(captions)


def _curve(event: Clouds, hits: Ints) -> Line | None:
    """Return the line through hits, along the momenta where they are known."""
    pos = event.pos[hits].astype(np.float64)
    moved = np.concatenate([[True], np.diff(pos, axis=0).any(axis=1)])
    hits = hits[moved]
    if len(hits) < 2:
        return None
    if event.direction is None:
        return Line("track", hits)
    momentum = event.direction[hits].astype(np.float64)
    size = np.linalg.norm(momentum, axis=1, keepdims=True)
    return Line("track", hits, momentum / np.maximum(size, _TINY_GEV))


def _oblique() -> Floats:
    """Return axes with the beam to the right, y upwards and the eye aside."""
    turn, nod = np.radians(_TURN_DEGREES), np.radians(_NOD_DEGREES)
    right = np.array([-np.cos(turn), 0.0, np.sin(turn)])
    towards = np.array(
        [-np.sin(turn) * np.cos(nod), np.sin(nod), -np.cos(turn) * np.cos(nod)]
    )
    return np.stack([right, np.cross(towards, right), towards])
