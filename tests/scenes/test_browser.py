# SPDX-License-Identifier: MIT
"""Pages of `lri-bench show` in Chromium, of each data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from accessibility import axe_source, violations
from browser import chromium, console, need_chromium, requested, resize, scheme
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from small_clouds import CLOUDS as SMALL
from small_clouds import small_scenes

from lri_bench.catalog.editions import Catalog, project_folder
from lri_bench.scenes import Marks, Scene, find_cloud, scene_of
from lri_bench.scenes.page import page_of

pytestmark = pytest.mark.slow

CLOUDS = {
    "actstrack@mini": "signal-000001",
    "tau3mu@mini": "signal-000001",
    "synmol@mini": "MINI-0024",
    "plbind@mini": "D00011",
}
PHONE = 360
HOSTILE = "<img src=x onerror=alert(1)></script><script>alert(2)</script>"
STRIP = 32  # pixels below the grid of a flat cloud


def scene_named(catalog: Catalog, edition: str) -> Scene:
    named = catalog.edition(edition)
    clouds = catalog.clouds(named)
    place = find_cloud(named, clouds, CLOUDS[edition])
    return scene_of(catalog.card(named.dataset), named, clouds, place)


def marks_for(scene: Scene) -> dict[str, Marks]:
    """Return the truth by a hostile name, and random importances."""
    random = np.random.default_rng(3).random((1, len(scene.important)))
    truth = scene.important[np.newaxis].astype(float)
    return {
        HOSTILE: Marks.of(truth, scene.important),
        "random": Marks.of(random, scene.important),
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Scene, Path]]:
    """A page of each data set, and the scene on it."""
    folder = tmp_path_factory.mktemp("pages")
    catalog = Catalog(data=folder / "data", shipped=project_folder() / "datasets")
    found = {}
    for edition in CLOUDS:
        scene = scene_named(catalog, edition)
        path = folder / f"{scene.dataset}.html"
        card = catalog.card(scene.dataset)
        path.write_text(page_of(card, scene, marks_for(scene)), "utf-8")
        found[edition] = (scene, path)
    return found


@pytest.fixture(scope="module")
def started() -> Iterator[Chrome]:
    """One browser for all tests: it takes a second to start."""
    need_chromium()
    with chromium() as driver:
        yield driver


@pytest.fixture(params=CLOUDS)
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scene(pages: dict[str, tuple[Scene, Path]], edition: str) -> Scene:
    return pages[edition][0]


@pytest.fixture
def driver(
    started: Chrome, pages: dict[str, tuple[Scene, Path]], edition: str
) -> Iterator[Chrome]:
    """The page, open; afterwards nothing was told on the console, or asked for."""
    started.get("about:blank")
    resize(started, 1280, 900)
    scheme(started, "light")
    console(started), requested(started)
    page = pages[edition][1].as_uri()
    started.get(page)
    painted(started)
    yield started
    assert console(started) == []
    assert set(requested(started)) <= {page}


def all_of(driver: Chrome, selector: str) -> list[WebElement]:
    """Find what is visible."""
    found = driver.find_elements(By.CSS_SELECTOR, selector)
    return [item for item in found if item.is_displayed()]


def painted(driver: Chrome) -> list[str]:
    """Wait until nothing is left to paint; return what the canvases show."""
    return driver.execute_async_script(
        "const frame = (left) => requestAnimationFrame(() => left ? frame(left - 1)"
        " : arguments[0]([...document.querySelectorAll('canvas')]"
        ".filter((canvas) => canvas.clientWidth).map((canvas) => canvas.toDataURL())));"
        "frame(4)"
    )


def test_three_panels_show_the_same_cloud_by_three_orders(driver: Chrome) -> None:
    panels = painted(driver)
    assert len(panels) == len(set(panels)) == 3
    titles = [item.text for item in all_of(driver, "figcaption")]
    assert titles == ["Truth", HOSTILE, "random"]  # a text, whatever it says


def test_words_say_what_the_picture_shows(driver: Chrome, scene: Scene) -> None:
    (status,) = all_of(driver, "[role=status]")
    number, points = int(scene.important.sum()), len(scene.important)
    counts = f"{number} of {points} {scene.point}s important"
    assert f"{scene.cloud_id}, {scene.class_name}: {counts}" in status.text
    auc = marks_for(scene)["random"].auc
    assert f"random: {auc:.3f} ROC AUC" in status.text
    for canvas in all_of(driver, "canvas"):
        assert counts in (canvas.get_attribute("aria-label") or "")


def test_the_table_lists_points_as_they_are_ranked(
    driver: Chrome, scene: Scene
) -> None:
    rows = [row.text for row in all_of(driver, "tbody tr")]
    first = np.flatnonzero(scene.important)[:12]
    random = marks_for(scene)["random"].rank
    for row, point in zip(rows, first.tolist(), strict=False):
        place = 1 + int((random > random[point]).sum())
        named = f"{point}: {scene.shape.captions[point]} ● important 1= {place}"
        assert row == named
    assert len(rows) == min(len(scene.important), 12)


def test_a_row_shows_its_point_in_all_panels(driver: Chrome) -> None:
    before = painted(driver)
    button = all_of(driver, "tbody button")[0]
    button.send_keys(Keys.ENTER)
    marked = painted(driver)
    assert all(a != b for a, b in zip(before, marked, strict=True))
    assert button.get_attribute("aria-pressed") == "true"
    button.send_keys(Keys.ENTER)
    assert painted(driver) == before


def test_arrows_buttons_and_the_wheel_change_all_panels_and_reset_undoes(
    driver: Chrome, scene: Scene
) -> None:
    canvas = all_of(driver, "canvas")[1]
    pictures = [painted(driver)]

    def changed() -> None:
        pictures.append(painted(driver))
        assert all(a != b for a, b in zip(*pictures[-2:], strict=True))

    canvas.send_keys(Keys.ARROW_LEFT)
    changed()
    canvas.send_keys("+")
    changed()
    ActionChains(driver).scroll_from_origin(
        ScrollOrigin.from_element(canvas), 0, -300
    ).perform()
    changed()
    turns = all_of(driver, "[data-do=left]")
    assert len(turns) == (scene.shape.tilt is None)  # a flat cloud is not turned
    for button in (*turns, *all_of(driver, "[data-do=near]")):
        button.send_keys(Keys.ENTER)
        changed()
    all_of(driver, "[data-do=reset]")[0].send_keys(Keys.ENTER)
    assert painted(driver) == pictures[0]


def test_the_wheel_scrolls_the_page_until_a_cloud_is_chosen(driver: Chrome) -> None:
    before = painted(driver)
    origin = ScrollOrigin.from_element(all_of(driver, "canvas")[0])
    ActionChains(driver).scroll_from_origin(origin, 0, 40).perform()
    assert painted(driver) == before


def test_a_point_is_where_it_is_computed_to_be(driver: Chrome, scene: Scene) -> None:
    canvas = all_of(driver, "canvas")[0]
    at = on_canvas(scene, canvas.size["width"] - 2, canvas.size["height"] - 2)
    apart = np.linalg.norm(at[:, np.newaxis] - at, axis=2) + 1e6 * np.eye(len(at))
    point = int(np.argmax(apart.min(axis=1)[: len(scene.important)]))
    middle = np.array([canvas.size["width"], canvas.size["height"]]) / 2
    x, y = np.rint(at[point] + 1 - middle).astype(int).tolist()
    ActionChains(driver).move_to_element_with_offset(canvas, x, y).perform()
    (tip,) = all_of(driver, ".cv-tip")
    lines = tip.text.splitlines()
    assert lines[0] == f"{scene.point} {point}: {scene.shape.captions[point]}"
    assert lines[1] == ("● important" if scene.important[point] else "not important")


def on_canvas(scene: Scene, width: float, height: float) -> np.ndarray:
    """Return (n, 2) pixels: places on a canvas of that size, before it is touched."""
    places = scene.shape.places
    seen = (places - (places.min(axis=0) + places.max(axis=0)) / 2) @ scene.shape.view.T
    below = STRIP if scene.shape.tilt is not None else 0
    half = np.abs(seen[:, :2]).max(axis=0)
    scale = min(0.45 * width / half[0], (0.43 * height - below) / half[1])
    x, y = seen[:, 0] * scale, -seen[:, 1] * scale
    return np.stack([width / 2 + x, (height - below) / 2 + y], axis=1)


def test_a_finger_turns_and_two_zoom(driver: Chrome) -> None:
    canvas = all_of(driver, "canvas")[0]
    driver.execute_script("arguments[0].scrollIntoView()", canvas)
    box = driver.execute_script(
        "const {x, y} = arguments[0].getBoundingClientRect(); return [x, y]", canvas
    )
    pictures = [painted(driver)]
    touch(driver, box, [[(100, 100)], [(140, 110)], []])
    pictures.append(painted(driver))
    touch(driver, box, [[(100, 100), (140, 100)], [(80, 100), (180, 100)], []])
    pictures.append(painted(driver))
    for before, after in pairwise(pictures):
        assert all(a != b for a, b in zip(before, after, strict=True))


def touch(
    driver: Chrome, box: Sequence[float], steps: list[list[tuple[int, int]]]
) -> None:
    """Put fingers down, move them, lift them."""
    kinds = ("touchStart", "touchMove", "touchEnd")
    for kind, fingers in zip(kinds, steps, strict=True):
        points = [{"x": box[0] + x, "y": box[1] + y} for x, y in fingers]
        event = {"type": kind, "touchPoints": points}
        driver.execute_cdp_cmd("Input.dispatchTouchEvent", event)


def test_dark_mode_is_painted_anew(driver: Chrome) -> None:
    light = painted(driver)
    scheme(driver, "dark")
    dark = painted(driver)
    assert all(a != b for a, b in zip(light, dark, strict=True))
    driver.execute_script("document.documentElement.dataset.theme = 'light'")
    assert painted(driver) == light


def test_a_phone_shows_one_panel_below_the_other(driver: Chrome) -> None:
    resize(driver, PHONE, 740)
    painted(driver)
    width = driver.execute_script("return document.documentElement.scrollWidth")
    assert width == PHONE
    tops = [canvas.location["y"] for canvas in all_of(driver, "canvas")]
    assert tops == sorted(set(tops))


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_pages_are_accessible(driver: Chrome, mode: str) -> None:
    scheme(driver, mode)
    assert violations(driver, axe_source()) == []


@pytest.mark.parametrize("name", SMALL)
def test_the_smallest_clouds_show_without_a_submission(
    started: Chrome, catalog: Catalog, tmp_path: Path, name: str
) -> None:
    console(started)
    for number, scene in enumerate(small_scenes(catalog, name)):
        path = tmp_path / f"{number}.html"
        card = catalog.card(scene.dataset)
        path.write_text(page_of(card, scene, {}), "utf-8")
        started.get(path.as_uri())
        assert len(painted(started)) == 1
        for button in all_of(started, "button"):
            button.send_keys(Keys.ENTER)
        assert len(all_of(started, "tbody tr")) == min(len(scene.important), 12)
    assert console(started) == []
