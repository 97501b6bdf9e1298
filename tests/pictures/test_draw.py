# SPDX-License-Identifier: MIT
"""Pictures of small clouds: what is on them, and that it is right."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from lri_bench.errors import DataError, MissingDependencyError
from lri_bench.pictures import draw, encoded
from lri_bench.scenes import Marks, Scene

UNITS = {"actstrack": "(mm)", "tau3mu": "(rad)", "synmol": "(Å)", "plbind": "(Å)"}


def marked(scene: Scene, importance: np.ndarray) -> dict[str, Marks]:
    return {"mine": Marks.of(importance[np.newaxis], scene.important)}


def drawn(figure: Figure, kind: str) -> list[PathCollection]:
    """Return the points of a kind, one collection a panel."""
    found = figure.findobj(PathCollection)
    return [item for item in found if (item.get_gid() or "").startswith(f"{kind}-")]


@pytest.mark.parametrize("index", [0, 1])
def test_as_many_important_points_are_drawn_as_there_are(
    scenes: list[Scene], index: int
) -> None:
    figure = draw(scenes[index])
    expected = int(scenes[index].important.sum())
    panels = [len(item.get_offsets()) for item in drawn(figure, "important")]
    assert panels == ([expected] * len(figure.axes) if expected else [])


@pytest.mark.parametrize("edition", ["actstrack@raw", "tau3mu@raw"], indirect=True)
def test_important_points_are_where_they_are(scenes: list[Scene]) -> None:
    chosen = drawn(draw(scenes[0]), "important")[0]
    expected = scenes[0].shape.pos[scenes[0].important, :2]
    np.testing.assert_allclose(np.asarray(chosen.get_offsets()), expected)


def test_axes_are_labelled_with_units(scenes: list[Scene]) -> None:
    figure = draw(scenes[0])
    for axes in figure.axes:
        labels = axes.get_xlabel(), axes.get_ylabel()
        assert all(labels)
        assert any(UNITS[scenes[0].dataset] in label for label in labels)


def test_title_names_edition_and_cloud(edition: str, scenes: list[Scene]) -> None:
    figure = draw(scenes[1])
    assert edition in figure.get_suptitle()
    assert scenes[1].cloud_id in figure.get_suptitle()
    assert "negative" in figure.get_suptitle()


def test_legend_names_what_is_important(scenes: list[Scene]) -> None:
    figure = draw(scenes[0])
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert any(name.startswith("important ") for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["actstrack@raw"], indirect=True)
@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_the_same_cloud_makes_the_same_bytes(scenes: list[Scene], kind: str) -> None:
    first, second = (encoded(draw(scenes[0]), kind) for _ in "12")
    assert first == second


def test_importances_give_colours_and_the_truth_edges(scenes: list[Scene]) -> None:
    scene, order = scenes[0], np.arange(len(scenes[0].important), dtype=float)
    figure = draw(scene, marked(scene, order))
    expected = int(scene.important.sum())
    panels = drawn(figure, "important")
    assert [len(item.get_offsets()) for item in panels] == [expected] * len(panels)
    assert figure.axes[-1].get_ylabel().startswith("importance")


@pytest.mark.parametrize("edition", ["plbind@raw"], indirect=True)
def test_ranks_alone_make_colours(scenes: list[Scene]) -> None:
    scene, order = scenes[0], np.arange(len(scenes[0].important), dtype=float)
    one, other = (draw(scene, marked(scene, x)) for x in (order, np.exp(order)))
    assert encoded(one, "svg") == encoded(other, "svg")


@pytest.mark.parametrize("edition", ["plbind@raw"], indirect=True)
def test_another_order_makes_other_colours(scenes: list[Scene]) -> None:
    scene, order = scenes[0], np.arange(len(scenes[0].important), dtype=float)
    one, other = (draw(scene, marked(scene, values)) for values in (order, -order))
    faces = [drawn(figure, "important")[0].get_facecolor() for figure in (one, other)]
    assert not np.allclose(*faces)


@pytest.mark.parametrize("edition", ["synmol@mini"], indirect=True)
def test_two_methods_are_drawn_one_below_the_other(scenes: list[Scene]) -> None:
    scene, order = scenes[0], np.arange(len(scenes[0].important), dtype=float)
    (mark,) = marked(scene, order).values()
    one, two = draw(scene, {"a": mark}), draw(scene, {"a": mark, "$b$": mark})
    assert len(two.axes) == 2 * len(one.axes)
    assert two.get_figheight() == pytest.approx(2 * one.get_figheight())
    assert b"$b$" in encoded(two, "svg")  # a name is no formula


@pytest.mark.parametrize("edition", ["synmol@mini"], indirect=True)
def test_importances_that_do_not_fit_are_told(scenes: list[Scene]) -> None:
    with pytest.raises(DataError, match="4 numbers"):
        draw(scenes[0], {"mine": Marks(np.zeros(3), 0.5)})


@pytest.mark.parametrize("edition", ["actstrack@raw"], indirect=True)
def test_hits_are_joined_in_the_order_of_their_times(scenes: list[Scene]) -> None:
    along = draw(scenes[0]).axes[1]
    tracks = [np.asarray(line.get_xydata()) for line in along.lines]
    assert len(tracks) == 3
    for track in tracks:  # z is twice the distance here, hence grows with time
        assert (np.diff(track[:, 0]) > 0).all()
        assert track[0, 0] == pytest.approx(200)
        assert track[-1, 0] == pytest.approx(800)


@pytest.mark.parametrize("edition", ["plbind@raw"], indirect=True)
def test_chains_are_not_joined_with_each_other(scenes: list[Scene]) -> None:
    axes = draw(scenes[0]).axes[0]
    assert [len(line.get_xydata()) for line in axes.lines] == [3, 3, 2]  # and a bond
    (atoms,) = drawn(axes.figure, "ligand")
    assert len(atoms.get_offsets()) == 2  # the hydrogen is left out


@pytest.mark.slow
def test_settings_of_the_user_neither_matter_nor_change(
    scenes: list[Scene],
) -> None:
    plain = encoded(draw(scenes[0]), "svg")
    assert b"<dc:date>" not in plain
    with mpl.rc_context({"font.size": 20, "svg.fonttype": "path"}):
        assert encoded(draw(scenes[0]), "svg") == plain
        assert mpl.rcParams["font.size"] == 20


def test_a_missing_matplotlib_is_told(
    scenes: list[Scene], monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = [name for name in sys.modules if name.startswith("lri_bench.pictures.")]
    for name in loaded:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match=r"lri-bench\[plot\]") as error:
        draw(scenes[0])
    assert error.value.problems[0].expected == "the package matplotlib"


@pytest.mark.slow
def test_matplotlib_is_imported_to_draw_and_not_before() -> None:
    rooms = "lri_bench.pictures, lri_bench.realism, lri_bench.papers"
    code = f"import sys, {rooms}; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
