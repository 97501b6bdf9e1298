# SPDX-License-Identifier: MIT
"""The frame in which clouds in space are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.pictures.view import View


@pytest.mark.parametrize("points", [1, 2, 30])
def test_distances_stay_and_nothing_is_mirrored(points: int) -> None:
    pos = np.random.default_rng(5).normal(size=(points, 3)) * [1, 5, 2] + 100
    view = View.of(pos)
    at = view.project(pos)
    apart = [np.linalg.norm(p[:, None] - p[None], axis=2) for p in (pos, at)]
    np.testing.assert_allclose(apart[1], apart[0], atol=1e-9)
    assert np.linalg.det(view.axes) == pytest.approx(1)
    np.testing.assert_allclose(at.mean(0), 0, atol=1e-9)


def test_the_longest_axis_comes_first() -> None:
    pos = np.random.default_rng(5).normal(size=(50, 3)) * [1, 5, 2]
    spread = View.of(pos).project(pos).std(0)
    assert spread[0] > spread[1] > spread[2]


def test_the_frame_does_not_depend_on_the_order_of_points() -> None:
    pos = np.random.default_rng(5).normal(size=(50, 3)) * [1, 5, 2]
    np.testing.assert_allclose(View.of(pos).axes, View.of(pos[::-1]).axes)
