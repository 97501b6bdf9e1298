# SPDX-License-Identifier: MIT
"""Scales, marks and colours: closed forms first, then whole figures."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.site.ramp import STEPS, ramp_class, ramp_css
from lri_bench.site.svg.element import element
from lri_bench.site.svg.forest import Forest, Guide, Item, forest
from lri_bench.site.svg.mark import MARKS, mark
from lri_bench.site.svg.scale import LogScale, Scale, around
from lri_bench.site.svg.scatter import Dot, frontier, scatter


def tree(picture: str) -> ET.Element:
    """Read what was just drawn."""
    return ET.fromstring(picture)  # noqa: S314


SHARES = st.floats(0, 1)
ROW = 22


def test_scales_meet_their_ends() -> None:
    linear = Scale(0.4, 1.0, 100, 400)
    assert [linear(x) for x in (0.4, 0.7, 1.0)] == pytest.approx([100, 250, 400])
    assert linear(0.2) == 100
    logarithmic = LogScale(0.01, 100.0, 0, 400)
    assert [logarithmic(x) for x in (0.01, 1.0, 100.0)] == pytest.approx([0, 200, 400])


@given(st.lists(SHARES, min_size=1))
def test_an_axis_holds_its_numbers_and_has_few_ticks(values: list[float]) -> None:
    low, high = around(values)
    assert low <= min(values) + 1e-9
    assert high >= max(values) - 1e-9
    ticks = Scale(low, high, 0, 1).ticks()
    assert 2 <= len(ticks) <= 8
    assert all(low <= tick <= high for tick in ticks)


def test_elements_are_escaped() -> None:
    found = element("text", "<script>", class_='"><b>', x=1.26)
    assert (
        str(found) == '<text class="&#34;&gt;&lt;b&gt;" x="1.3">&lt;script&gt;</text>'
    )


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, in one line a channel."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    shares = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [
        x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_step_of_the_ramp_can_be_read_and_is_brighter_than_the_last() -> None:
    rules = re.findall(r"\.ramp-(\d+)\{background:(#\w+);color:(#\w+)\}", ramp_css())
    assert [int(step) for step, _, _ in rules] == list(range(STEPS + 1))
    grounds = [luminance(ground) for _, ground, _ in rules]
    inks = [luminance(ink) for _, _, ink in rules]
    assert grounds == sorted(grounds)
    for pair in zip(grounds, inks, strict=True):
        assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5
    assert rules[0][1] == "#00224e"
    assert rules[-1][1] == "#fee838"


@given(st.floats(-2, 3))
def test_classes_of_the_ramp_exist(value: float) -> None:
    step = int(ramp_class(value).removeprefix("ramp-"))
    assert 0 <= step <= STEPS
    assert abs(step / STEPS - min(max(value, 0), 1)) <= 0.5 / STEPS + 1e-9


DOTS = st.lists(
    st.builds(Dot, st.text(), st.sampled_from(MARKS), st.floats(1e-6, 1e5), SHARES),
    min_size=1,
    max_size=30,
)


@given(DOTS)
def test_nothing_lies_beyond_the_frontier(dots: list[Dot]) -> None:
    best = frontier(dots)
    assert [dot.cost for dot in best] == sorted(dot.cost for dot in best)
    for dot in dots:
        assert any(b.cost <= dot.cost and b.value >= dot.value for b in best)
    for dot in best:
        assert not any(d.cost < dot.cost and d.value > dot.value for d in dots)


@given(DOTS)
def test_scatters_are_drawn_whatever_the_numbers(dots: list[Dot]) -> None:
    root = tree(scatter(dots, "axis", "title"))
    marks = [x for x in root.iter("path") if "mark" in x.get("class", "")]
    assert len(marks) == len(dots)
    for found in marks:
        x, y = map(float, re.findall(r"[-\d.]+", found.get("transform", "")))
        assert 0 <= x <= 760
        assert 0 <= y <= 380


def test_a_forest_plot_puts_rows_where_they_belong() -> None:
    items = [
        Item("first", "inherent", 1.0, 0.9, 1.0, "a"),
        Item("second", "post-hoc", 0.75, 0.7, 0.8, "ab", note="worst"),
        Item("third", "reference", 0.5, groups="b"),
        Item("part", "heading"),
        Item("none", "part"),
    ]
    picture = tree(
        forest(Forest(items, [Guide("random", 0.5)], "axis", "what it shows"))
    )
    assert picture.get("aria-label") == "what it shows"
    marks = [x for x in picture.iter("path") if "mark" in x.get("class", "")]
    assert [x.get("class") for x in marks] == [
        "mark inherent",
        "mark post-hoc",
        "mark reference",
    ]
    places = [re.findall(r"[-\d.]+", x.get("transform", "")) for x in marks]
    (x1, y1), (x2, y2), (x3, y3) = [(float(x), float(y)) for x, y in places]
    assert x2 == pytest.approx((x1 + x3) / 2)
    assert (y2 - y1, y3 - y2) == (ROW, ROW)
    guide = next(x for x in picture.iter("path") if x.get("class") == "guide")
    assert guide.get("d", "").startswith(f"M{x3:.1f} ")
    groups = [x for x in picture.iter("path") if x.get("class") == "group"]
    ends = [re.match(r"M[\d.]+ ([\d.]+)V([\d.]+)", x.get("d", "")) for x in groups]
    assert [tuple(map(float, m.groups())) for m in ends if m] == [(y1, y2), (y2, y3)]
    texts = [x.text for x in picture.iter("text")]
    assert "not defined" in texts
    assert "0.750 worst" in texts
    assert "part" in texts


def test_more_groups_than_lines_can_show_are_written_out() -> None:
    items = [
        Item(f"row {i}", "inherent", 0.5 + i / 50, groups="abcdefghijkl"[i])
        for i in range(12)
    ]
    picture = forest(Forest(items, [], "axis", "title"))
    assert 'class="group"' not in picture
    for letter in "abcdefghijkl":
        assert f">{letter}</text>" in picture


def test_every_kind_of_row_has_a_shape_of_its_own() -> None:
    shapes = [tree(mark(kind, 0, 0)).get("d") for kind in MARKS]
    assert len(set(shapes)) == len(MARKS)
