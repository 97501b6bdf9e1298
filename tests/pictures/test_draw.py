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

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, MissingDependencyError
from lri_bench.pictures import draw, encoded

UNITS = {"actstrack": "(mm)", "tau3mu": "(rad)", "synmol": "(Å)", "plbind": "(Å)"}


def named(edition: str) -> Edition:
    return Edition(*edition.split("@"))


def drawn(figure: Figure, kind: str) -> list[PathCollection]:
    """Return the points of a kind, one collection a panel."""
    found = figure.findobj(PathCollection)
    return [item for item in found if (item.get_gid() or "").startswith(f"{kind}-")]


@pytest.mark.parametrize("index", [0, 1])
def test_as_many_important_points_are_drawn_as_there_are(
    edition: str, clouds: Clouds, index: int
) -> None:
    figure = draw(named(edition), clouds, index)
    first, stop = clouds.offsets[index : index + 2]
    expected = int(clouds.truth[first:stop].sum())
    panels = [len(item.get_offsets()) for item in drawn(figure, "important")]
    assert panels == ([expected] * len(figure.axes) if expected else [])


@pytest.mark.parametrize("edition", ["actstrack@raw", "tau3mu@raw"], indirect=True)
def test_important_points_are_where_they_are(clouds: Clouds, edition: str) -> None:
    chosen = drawn(draw(named(edition), clouds, 0), "important")[0]
    expected = clouds.pos[clouds.truth == 1, :2]
    np.testing.assert_allclose(np.asarray(chosen.get_offsets()), expected)


def test_axes_are_labelled_with_units(edition: str, clouds: Clouds) -> None:
    figure = draw(named(edition), clouds, 0)
    for axes in figure.axes:
        labels = axes.get_xlabel(), axes.get_ylabel()
        assert all(labels)
        assert any(UNITS[named(edition).dataset] in label for label in labels)


def test_title_names_edition_and_cloud(edition: str, clouds: Clouds) -> None:
    figure = draw(named(edition), clouds, 1)
    assert edition in figure.get_suptitle()
    assert str(clouds.cloud_id[1]) in figure.get_suptitle()
    assert "negative" in figure.get_suptitle()


def test_legend_names_what_is_important(edition: str, clouds: Clouds) -> None:
    figure = draw(named(edition), clouds, 0)
    names = [text.get_text() for text in figure.legends[0].get_texts()]
    assert any(name.startswith("important ") for name in names)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_the_same_cloud_makes_the_same_bytes(
    edition: str, clouds: Clouds, kind: str
) -> None:
    first, second = (encoded(draw(named(edition), clouds, 0), kind) for _ in "12")
    assert first == second
    assert b"<dc:date>" not in first


def test_importances_give_colours_and_the_truth_edges(
    edition: str, clouds: Clouds
) -> None:
    size = int(clouds.offsets[1])
    figure = draw(named(edition), clouds, 0, np.arange(size, dtype=np.float32))
    expected = int(clouds.truth[:size].sum())
    panels = drawn(figure, "important")
    assert [len(item.get_offsets()) for item in panels] == [expected] * len(panels)
    assert figure.axes[-1].get_ylabel().startswith("importance")
    doubled = draw(named(edition), clouds, 0, np.exp(np.arange(size)))
    assert encoded(figure, "svg") == encoded(doubled, "svg")  # ranks alone count


@pytest.mark.parametrize("edition", ["synmol@mini"], indirect=True)
@pytest.mark.parametrize(
    ("importance", "expected"),
    [(np.zeros(3), r"shape \(4,\)"), (np.full(4, np.nan), "finite")],
)
def test_importances_that_do_not_fit_are_told(
    edition: str, clouds: Clouds, importance: np.ndarray, expected: str
) -> None:
    with pytest.raises(DataError, match=expected):
        draw(named(edition), clouds, 0, importance)


@pytest.mark.parametrize("edition", ["actstrack@raw"], indirect=True)
def test_hits_are_joined_in_the_order_of_their_times(
    edition: str, clouds: Clouds
) -> None:
    along = draw(named(edition), clouds, 0).axes[1]
    tracks = [np.asarray(line.get_xydata()) for line in along.lines]
    assert len(tracks) == 3
    for track in tracks:  # z is twice the distance here, hence grows with time
        assert (np.diff(track[:, 0]) > 0).all()
        assert track[0, 0] == pytest.approx(200)
        assert track[-1, 0] == pytest.approx(800)


@pytest.mark.parametrize("edition", ["plbind@raw"], indirect=True)
def test_chains_are_not_joined_with_each_other(edition: str, clouds: Clouds) -> None:
    axes = draw(named(edition), clouds, 0).axes[0]
    assert [len(line.get_xydata()) for line in axes.lines] == [3, 3, 2]  # and a bond
    (atoms,) = drawn(axes.figure, "ligand")
    assert len(atoms.get_offsets()) == 2  # the hydrogen is left out


def test_settings_of_the_user_neither_matter_nor_change(
    edition: str, clouds: Clouds
) -> None:
    plain = encoded(draw(named(edition), clouds, 0), "svg")
    with mpl.rc_context({"font.size": 20, "svg.fonttype": "path"}):
        assert encoded(draw(named(edition), clouds, 0), "svg") == plain
        assert mpl.rcParams["font.size"] == 20


def test_a_missing_matplotlib_is_told(
    edition: str, clouds: Clouds, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = [name for name in sys.modules if name.startswith("lri_bench.pictures.")]
    for name in loaded:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingDependencyError, match=r"lri-bench\[plot\]") as error:
        draw(named(edition), clouds, 0)
    assert error.value.problems[0].expected == "the package matplotlib"


def test_matplotlib_is_imported_to_draw_and_not_before() -> None:
    code = "import sys, lri_bench.pictures; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
