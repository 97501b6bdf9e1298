# SPDX-License-Identifier: MIT
"""Figures of small editions: what is on them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from known_clouds import CLOUDS
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import MissingDependencyError
from lri_bench.pictures import encoded
from lri_bench.realism import Survey, draw, survey
from lri_bench.realism.row import Row

Keep = Callable[[str, Clouds], Edition]


@pytest.fixture
def alone(name: str, catalog: Catalog, keep: Keep) -> Survey:
    return survey(catalog, keep(name, CLOUDS[name]()))


@pytest.fixture
def beside(name: str, catalog: Catalog, keep: Keep) -> Survey:
    edition = keep(name, CLOUDS[name]())
    return survey(catalog, edition, edition)


def label(row: Row) -> str:
    unit = f" ({row.observable.unit})" if row.observable.unit else ""
    return row.observable.name + unit


def labels(figure: Figure) -> list[str]:
    return [axes.get_xlabel() for axes in figure.axes]


def test_each_observable_has_a_panel_with_its_unit(alone: Survey) -> None:
    figure = draw(alone)
    assert [label(row) for row in alone.rows] == labels(figure)[: len(alone.rows)]
    for axes, row in zip(figure.axes, alone.rows, strict=False):
        for item in axes.patches:
            if isinstance(item, StepPatch):  # a histogram shows all values
                total = item.get_data().values.sum()
                assert total == pytest.approx(100), row.observable.name


@pytest.mark.slow
def test_two_editions_stand_beside_each_other(beside: Survey, name: str) -> None:
    figure = draw(beside)
    for axes, row in zip(figure.axes, beside.rows, strict=False):
        steps = [item for item in axes.patches if isinstance(item, StepPatch)]
        # The one is filled, the other a line.
        assert [item.get_fill() for item in steps] == (
            [] if row.is_category else [True, False]
        )
        assert axes.get_title(loc="right").endswith(" 0.00")
    planes = [axes for axes in figure.axes if axes.images]
    assert len(planes) == 2 * len(beside.planes)
    assert all("virtual torsion (°)" in axes.get_xlabel() for axes in planes)
    assert figure.get_suptitle() == f"{name} beside {name}"
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts[:2] == [f"{name}, 2 clouds"] * 2


# These have panels of every kind.
@pytest.mark.slow
@pytest.mark.parametrize("name", ["plbind@raw", "synmol@raw"])
def test_nothing_to_look_at_can_be_drawn(
    name: str, catalog: Catalog, keep: Keep
) -> None:
    empty = CLOUDS[name]().select(np.array([], dtype=np.int64))
    found = survey(catalog, keep(name, empty))
    assert encoded(draw(found), "svg")


def test_no_observable_can_be_drawn(catalog: Catalog) -> None:
    found = survey(catalog, catalog.edition("synmol@mini"))
    assert encoded(draw(replace(found, rows=())), "svg")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_survey_makes_the_same_bytes(beside: Survey, kind: str) -> None:
    first, second = (encoded(draw(beside), kind) for _ in "12")
    assert first == second


def test_a_missing_matplotlib_is_told(
    alone: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = ("lri_bench.realism.figure", "lri_bench.realism.panels")
    drawing = (*rooms, "lri_bench.pictures.")
    for loaded in [name for name in sys.modules if name.startswith(drawing)]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match=r"lri-bench\[plot\]"):
        draw(alone)
