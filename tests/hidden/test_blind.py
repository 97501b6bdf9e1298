# SPDX-License-Identifier: MIT
"""Nothing of an answer is in the blind file."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hiding import made, sizes_of_clouds
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.builders.product import Product
from lri_bench.catalog.card import Feature
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds, OrderKeyColumns
from lri_bench.errors import DataError
from lri_bench.hidden.blind import blind
from lri_bench.hidden.conceal import conceal
from lri_bench.hidden.secret import Secret
from lri_bench.truth import Truth

EDITION = Edition("synmol", "hidden")
KEY = OrderKeyColumns(("pos", "x:0"), "<f4")
SECRET = Secret(bytes(range(40)))


def features(*given_to_model: bool) -> list[Feature]:
    return [
        Feature(
            name=f"f{place}", kind="scalar", unit="1", description="", given_to_model=g
        )
        for place, g in enumerate(given_to_model)
    ]


def hidden(sizes: list[int], answers: int) -> Clouds:
    return conceal(Product(made(sizes, 1, answers), ()), EDITION, SECRET).clouds


@given(sizes_of_clouds, st.integers(0, 99), st.integers(100, 199))
def test_files_of_other_answers_are_byte_equal(
    sizes: list[int], one: int, other: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{name}.npz" for name in ("one", "other")]
        for path, answers in zip(paths, (one, other), strict=True):
            blind(hidden(sizes, answers), features(True, False), KEY).save(path)  # noqa: FBT003
        first, second = (path.read_bytes() for path in paths)
    assert first == second


@given(sizes_of_clouds)
def test_names_order_and_points_are_the_organisers(sizes: list[int]) -> None:
    kept = hidden(sizes, 3)
    shown = blind(kept, features(True, True), KEY)  # noqa: FBT003
    for name in ("cloud_id", "offsets", "pos", "x", "split"):
        np.testing.assert_array_equal(getattr(shown, name), getattr(kept, name))
        np.testing.assert_array_equal(
            getattr(shown.context["ligand"], name),
            getattr(kept.context["ligand"], name),
        )
    keys = shown.cloud_extra["order_key"]
    np.testing.assert_array_equal(keys, kept.order_keys(KEY))


def test_only_what_models_may_see_is_left() -> None:
    shown = blind(hidden([3, 0, 4], 3), features(False, False), KEY)  # noqa: FBT003
    assert shown.x.shape == (7, 0)
    for clouds in (shown, shown.context["ligand"]):
        assert not clouds.y.any()
        assert not clouds.truth.any()
        assert clouds.direction is clouds.group is clouds.alternatives is None
        assert not clouds.point_extra
    assert set(shown.cloud_extra) == {"order_key"}
    assert not shown.context["ligand"].cloud_extra
    assert shown.meta["blind"] is True
    assert set(shown.meta) == {"blind", "explanation", "edition", "commitment"}


def test_clouds_with_answers_are_no_blind_ones() -> None:
    clouds = hidden([3, 2], 3)
    shown = blind(clouds, features(True, True), KEY)  # noqa: FBT003
    truth = Truth.of_blind(shown)
    assert not truth.truth.any()
    assert truth.order_key.tolist() == clouds.order_keys(KEY).tolist()
    with pytest.raises(DataError, match="clouds with answers"):
        Truth.of_blind(clouds)
