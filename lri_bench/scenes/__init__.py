# SPDX-License-Identifier: MIT
"""Clouds as scenes: what pictures, pages and the viewer in the browser draw."""

from lri_bench.scenes.find import find_cloud
from lri_bench.scenes.make import scene_of
from lri_bench.scenes.marks import Marks
from lri_bench.scenes.scene import Beside, Line, Scene, Shape
from lri_bench.scenes.submitted import submitted_marks

__all__ = [
    "Beside",
    "Line",
    "Marks",
    "Scene",
    "Shape",
    "find_cloud",
    "scene_of",
    "submitted_marks",
]
