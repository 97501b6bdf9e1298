# SPDX-License-Identifier: MIT
"""A scene as JSON for the viewer: light, and as exact as a screen is."""

from __future__ import annotations

from typing import Any

import numpy as np

from lri_bench.scenes.packing import packed
from lri_bench.scenes.scene import Line, Scene
from lri_bench.types import Floats

__all__ = ["content_of"]

_REACH = 32767  # of int16
_TANGENT = 127  # of int8
_DIGITS = 4


def content_of(scene: Scene) -> dict[str, Any]:
    """Return a scene as JSON values.

    Parameters
    ----------
    scene : Scene

    Returns
    -------
    content : dict
        ``places`` are int16 in base64, row by row: a coordinate is ``centre`` plus
        ``step`` times it. The first of them are the points, as many as ``truth`` has
        digits. A line is its kind, its rows of ``places``, and perhaps unit tangents,
        int8 of 1/127. ``tilt`` is int8 of 1/127. What is empty is left out.
    """
    shape = scene.shape
    centre, step, places = _quantised(shape.places)
    content: dict[str, Any] = {
        "id": scene.cloud_id,
        "positive": scene.positive,
        "class": scene.class_name,
        "truth": "".join("1" if mark else "0" for mark in scene.important),
        "centre": centre,
        "step": step,
        "places": packed(places, "<i2"),
        "view": np.round(shape.view, _DIGITS).tolist(),
        "captions": shape.captions,
        "letters": shape.letters,
        "lines": [_line(line) for line in shape.lines],
        "tilt": "" if shape.tilt is None else packed(shape.tilt * _TANGENT, "<i1"),
        "beside": shape.beside.captions if shape.beside else (),
    }
    return {key: value for key, value in content.items() if value not in ("", (), [])}


def _quantised(places: Floats) -> tuple[list[float], float, Floats]:
    """Return the centre, the size of a step, and (n, d) whole numbers of steps."""
    low, high = places.min(axis=0), places.max(axis=0)
    centre = np.round((low + high) / 2, _DIGITS)
    # Four digits of it are kept; the thousandth makes up for what they leave out.
    reach = float(np.abs(places - centre).max())
    step = float(np.format_float_scientific(max(reach, 1e-9) * 1.001 / _REACH, 3))
    return centre.tolist(), step, np.rint((places - centre) / step)


def _line(line: Line) -> list[Any]:
    found: list[Any] = [line.kind, line.points.tolist()]
    if line.tangent is not None:
        found.append(packed(line.tangent * _TANGENT, "<i1"))
    return found
