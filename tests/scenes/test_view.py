# SPDX-License-Identifier: MIT
"""The axes along which clouds in space are seen."""

from __future__ import annotations

import numpy as np
import pytest

from lri_bench.scenes.view import main_axes


@pytest.mark.parametrize("points", [1, 2, 30])
def test_distances_stay_and_nothing_is_mirrored(points: int) -> None:
    pos = np.random.default_rng(5).normal(size=(points, 3)) * [1, 5, 2] + 100
    axes = main_axes(pos)
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1)


def test_the_longest_axis_comes_first() -> None:
    pos = np.random.default_rng(5).normal(size=(50, 3)) * [1, 5, 2]
    spread = (pos @ main_axes(pos).T).std(axis=0)
    assert spread[0] > spread[1] > spread[2]


def test_the_axes_do_not_depend_on_the_order_of_points() -> None:
    pos = np.random.default_rng(5).normal(size=(50, 3)) * [1, 5, 2]
    np.testing.assert_allclose(main_axes(pos), main_axes(pos[::-1]))
