# SPDX-License-Identifier: MIT
"""The forest plot: what is on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from paper_boards import REFERENCES, Shown, board_of, many, two_editions, write

from lri_bench.board.model import Board, Notice
from lri_bench.errors import MissingDependencyError
from lri_bench.papers import choose, draw
from lri_bench.papers.forest import forest_of
from lri_bench.pictures.file import encoded
from lri_bench.pictures.style import style

PDF_DATE = re.compile(rb"/(CreationDate|Producer)")


def names(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def written(axes: Axes) -> list[str]:
    return [item.get_text() for item in axes.texts if isinstance(item, Annotation)]


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


def test_each_edition_has_a_panel_with_its_methods(board: Board) -> None:
    figure = draw(choose(board))
    first, second = figure.axes
    assert first.get_title(loc="left") == "synmol@raw, 1,184 clouds"
    assert names(first) == [
        "lri-gaussian, egnn",
        "gradcam, egnn",
        "gradgeo, dgcnn",
        "heteroatom",
    ]
    assert names(second) == ["gradcam, egnn", "occlusion, egnn"]
    assert "0.910 [0.900, 0.920]" in written(first)
    assert written(second).count("1–2") == 2  # noqa: RUF001
    assert legend(figure) == [
        "inherent",
        "post-hoc",
        "reference",
        "random",
        "labels",
        "cannot be told apart",
    ]


def test_what_is_in_doubt_has_a_dagger_however_long_its_name() -> None:
    grave = Notice(kind="near-copy", text="As another one.")
    name = "a-name-that-goes-on-and-on-and-on-and-on-and-on"
    shown = Shown(name, 0.9, (1, 2), "a", backbone="dgcnn", notices=(grave,))
    other = Shown("other", 0.8, (1, 2), "a")
    figure = draw(choose(board_of(synmol_at_raw=(shown, other))))
    assert names(figure.axes[0])[0].endswith(", dgcnn†")
    assert names(figure.axes[0])[1] == "other, egnn"
    assert "in doubt" in legend(figure)


def test_labels_and_chance_are_lines_not_rows(board: Board) -> None:
    forest = forest_of(choose(board), "synmol@raw")
    assert forest.bounds == {"random": 0.5, "labels": 1.0}
    assert forest.ranked == 3
    assert forest_of(choose(board, tracks=["inherent"]), "synmol@raw").bounds == (
        forest.bounds
    )
    lines = [line.get_xdata()[0] for line in draw(choose(board)).axes[0].lines]
    assert {0.5, 1.0} <= set(lines)


def test_a_method_that_calls_itself_labels_is_a_row() -> None:
    board = board_of(synmol_at_raw=(Shown("labels", 0.6, (1, 1), "a"), REFERENCES[2]))
    forest = forest_of(choose(board), "synmol@raw")
    assert [line.name for line in forest.lines] == ["labels"]
    assert forest.bounds == {"random": 0.5}


def test_bars_join_the_members_of_a_group_alone() -> None:
    rows = [
        Shown(g, 0.9 - i / 10, (1, 4), g) for i, g in enumerate(("a", "ab", "c", "b"))
    ]
    axes = draw(choose(board_of(synmol_at_raw=rows))).axes[0]
    bars = [
        [segment[:, 1].tolist() for segment in lines.get_segments()]
        for lines in axes.collections
        if lines.get_linewidth()[0] == pytest.approx(2.2)
    ]
    joined, apart = [[-0.35, 1.35]], [[0.65, 1.35], [2.65, 3.35]]
    assert bars == [
        [pytest.approx(x) for x in group] for group in (joined, apart, [[1.65, 2.35]])
    ]


def test_all_values_lie_within_the_axis() -> None:
    low = Shown("below chance", 0.1, (1, 1), "a")
    axes = draw(choose(board_of(synmol_at_raw=(low, *REFERENCES)))).axes[0]
    left, right = axes.get_xlim()
    assert left < 0.09
    assert right > 1


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 40])
def test_texts_keep_apart_however_many_rows(number: int) -> None:
    figure = draw(choose(many(number)))
    with style():
        figure.draw_without_rendering()
    axes = figure.axes[0]
    boxes = [label.get_window_extent() for label in axes.get_yticklabels()]
    assert all(box.x0 >= 0 for box in boxes)
    below = zip(boxes[1:], boxes[:-1], strict=True)
    assert all(lower.y1 <= upper.y0 + 1 for lower, upper in below)
    width, height = figure.canvas.get_width_height()
    for text in axes.texts:
        box = text.get_window_extent()
        assert box.x1 <= width
        assert box.y1 <= height
    assert axes.get_window_extent().width > 0.3 * width


@pytest.mark.slow
def test_names_are_no_mathematics_and_may_lack_glyphs() -> None:
    shown = [Shown("$\\frac{1}$ 中文 <b>&", 0.9, (1, 1), "a")]
    figure = draw(choose(board_of(synmol_at_raw=shown)))
    svg = encoded(figure, "svg").decode()
    assert "$\\frac{1}$ 中文 &lt;b&gt;&amp;" in svg
    assert encoded(figure, "pdf").startswith(b"%PDF")


@pytest.mark.slow
def test_the_same_board_makes_the_same_bytes_in_every_process(tmp_path: Path) -> None:
    path = write(two_editions(), tmp_path)
    script = (
        "import sys; from pathlib import Path;"
        "from lri_bench.papers import *; from lri_bench.pictures.file import encoded;"
        "figure = draw(choose(read_board(Path(sys.argv[1]))));"
        "sys.stdout.buffer.write(encoded(figure, 'svg') + encoded(figure, 'pdf'))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", script, str(path)],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in "12"
    ]
    assert made[0] == made[1]
    assert not PDF_DATE.search(made[0])
    assert b"<dc:date>" not in made[0]


def test_without_matplotlib_the_extra_is_told(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = choose(board)
    monkeypatch.delitem(sys.modules, "lri_bench.papers.figure", raising=False)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingDependencyError, match=r"\[plot\]"):
        draw(choice)
