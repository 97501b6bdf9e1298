# SPDX-License-Identifier: MIT
"""The site in Chromium, opened from files, as a reader uses it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accessibility import axe_source, violations
from boards import HOSTILE, made_up_board
from browser import chromium, console, need_chromium, requested, resize, scheme
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from lri_bench.board.model import Board
from lri_bench.catalog.editions import Catalog
from lri_bench.site import site_files

pytestmark = pytest.mark.slow

PHONE = 360
PAGES = (
    "index.html",
    "across.html",
    "statistics.html",
    "rules.html",
    "limits.html",
    "editions/synmol-raw.html",
    "editions/tau3mu-mini.html",
    "entries/lri-bernoulli-egnn.html",
    "entries/few-bonds.html",
)
CLOUDS = "entries/few-bonds.html"
INSIDE = ("file:", "data:", "about:")
METHOD, RANK, AUC, TRACK = 0, 1, 3, 6
"""Columns of the first page's table."""
PIXELS = "return arguments[0].toDataURL()"


@pytest.fixture(scope="module")
def started() -> Iterator[Chrome]:
    """One browser for all tests: it takes a second to start."""
    need_chromium()
    with chromium() as driver:
        yield driver


@pytest.fixture
def driver(started: Chrome) -> Iterator[Chrome]:
    """The browser; afterwards nothing was told on its console, or asked for outside."""
    started.get("about:blank")
    resize(started, 1280, 900)
    scheme(started, "light")
    console(started), requested(started)
    yield started
    assert console(started) == []
    asked = requested(started)
    assert asked
    assert [
        url for url in asked if not url.startswith(("file:", "data:", "about:"))
    ] == []
    started.execute_script("localStorage.clear()")


def open_page(driver: Chrome, folder: Path, page: str) -> None:
    """Open a page of the site from its file."""
    name, sharp, state = page.partition("#")
    driver.get("about:blank")  # else a change after # would not load it anew
    driver.get((folder / name).as_uri() + sharp + state)


def one(driver: Chrome, selector: str) -> WebElement:
    """Find an element."""
    return driver.find_element(By.CSS_SELECTOR, selector)


def column(driver: Chrome, number: int) -> list[str]:
    """Texts of a column of the first page's table, of the rows that are shown."""
    return driver.execute_script(
        "return [...document.querySelectorAll('#board tbody tr:not([hidden])')]"
        ".map((row) => row.cells[arguments[0]].textContent.trim())",
        number,
    )


def heading(driver: Chrome, text: str) -> WebElement:
    """Find the heading that sorts by a column."""
    return driver.find_element(By.XPATH, f"//table[@id='board']//th[button='{text}']")


def wait_for(driver: Chrome, script: str, *arguments: object) -> None:
    """Wait until a script returns something true."""
    WebDriverWait(driver, 10).until(lambda d: d.execute_script(script, *arguments))


def test_tables_sort_by_pointer_and_by_keyboard(driver: Chrome, folder: Path) -> None:
    open_page(driver, folder, "index.html")
    auc = heading(driver, "ROC AUC")
    auc.find_element(By.TAG_NAME, "button").click()
    assert auc.get_attribute("aria-sort") == "descending"
    values = [float(text.split()[0]) for text in column(driver, AUC)]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1.0
    auc.find_element(By.TAG_NAME, "button").send_keys(Keys.ENTER)
    assert auc.get_attribute("aria-sort") == "ascending"
    assert [float(text.split()[0]) for text in column(driver, AUC)] == sorted(values)
    method = heading(driver, "Method")
    method.find_element(By.TAG_NAME, "button").send_keys(Keys.SPACE)
    assert method.get_attribute("aria-sort") == "ascending"
    assert auc.get_attribute("aria-sort") is None
    ranks = heading(driver, "Rank")
    ranks.find_element(By.TAG_NAME, "button").click()
    told = [text != "" for text in column(driver, RANK)]
    assert told == sorted(told, reverse=True)  # what has no rank comes last
    assert column(driver, RANK)[0].startswith("1")


def test_filters_hold_and_the_address_keeps_them(
    driver: Chrome, folder: Path, board: Board
) -> None:
    wanted = {
        name
        for name, entry in board.entries.items()
        if entry.facts.method.startswith("lri-") and entry.facts.backbone == "egnn"
    }
    editions = board.editions.values()
    expected = sum(row.entry in wanted for item in editions for row in item.rows)
    assert expected > 1
    open_page(driver, folder, "index.html")
    rows = len(column(driver, METHOD))
    Select(one(driver, "[name=track]")).select_by_visible_text("inherent")
    assert set(column(driver, TRACK)) == {"inherent"}
    one(driver, "[name=q]").send_keys("LRI egnn")
    shown = column(driver, METHOD)
    assert len(shown) == expected
    assert all(name.startswith("lri-") for name in shown)
    assert one(driver, "#count").text == f"{expected} of {rows} rows"
    one(driver, "[name=more]").click()
    assert heading(driver, "R-precision").is_displayed()
    heading(driver, "Method").find_element(By.TAG_NAME, "button").click()
    order = column(driver, METHOD)
    address = driver.current_url
    open_page(driver, folder, "index.html#" + address.partition("#")[2])
    assert column(driver, METHOD) == order == sorted(order)
    assert one(driver, "[name=q]").get_attribute("value") == "LRI egnn"
    assert heading(driver, "R-precision").is_displayed()
    one(driver, "[type=reset]").click()
    wait_for(driver, "return location.hash.indexOf('q=') === -1")
    assert len(column(driver, METHOD)) == rows


@pytest.mark.parametrize(
    "state", ["edition=%3Cscript%3E", "sort=99 descending", "sort=x&track=none", "%%%"]
)
def test_odd_addresses_show_all(driver: Chrome, folder: Path, state: str) -> None:
    open_page(driver, folder, "index.html")
    rows = len(column(driver, METHOD))
    open_page(driver, folder, f"index.html#{state}")
    assert len(column(driver, METHOD)) == rows


def test_without_scripts_there_is_a_plain_table(driver: Chrome, folder: Path) -> None:
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        open_page(driver, folder, "index.html")
        assert one(driver, "#board tbody tr").is_displayed()
        assert not one(driver, "#filters").is_displayed()
        assert not one(driver, "#theme").is_displayed()
        assert not driver.find_elements(By.CSS_SELECTOR, "#board th button")
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_an_entry_opens_and_leads_back(driver: Chrome, folder: Path) -> None:
    open_page(driver, folder, "index.html")
    driver.find_element(By.LINK_TEXT, "lri-bernoulli").click()
    assert one(driver, "h1").text.startswith("lri-bernoulli")
    assert "LRI" not in driver.title
    driver.find_element(By.LINK_TEXT, "synmol@raw").click()
    assert one(driver, "h1").text == "synmol@raw"
    one(driver, ".brand").click()
    assert driver.current_url.endswith("/index.html")


def viewer_shows(driver: Chrome) -> WebElement:
    """Wait for a cloud, and return the picture with the entry's importances."""
    wait_for(
        driver,
        "return document.querySelector('cloud-viewer .cv-status')"
        "?.textContent.includes('ROC AUC')",
    )
    return driver.find_elements(By.CSS_SELECTOR, "cloud-viewer canvas")[1]


def test_a_cloud_turns_by_keyboard_and_by_drag(driver: Chrome, folder: Path) -> None:
    open_page(driver, folder, CLOUDS)
    canvas = viewer_shows(driver)
    pictures = [driver.execute_script(PIXELS, canvas)]
    canvas.send_keys(Keys.ARROW_RIGHT)
    wait_for(driver, f"{PIXELS} !== arguments[1]", canvas, pictures[-1])
    pictures.append(driver.execute_script(PIXELS, canvas))
    ActionChains(driver).drag_and_drop_by_offset(canvas, 60, 25).perform()
    wait_for(driver, f"{PIXELS} !== arguments[1]", canvas, pictures[-1])
    pictures.append(driver.execute_script(PIXELS, canvas))
    assert len(set(pictures)) == 3
    canvas.send_keys("0")
    wait_for(driver, f"{PIXELS} === arguments[1]", canvas, pictures[0])


def test_examples_change_the_cloud(driver: Chrome, folder: Path) -> None:
    open_page(driver, folder, CLOUDS)
    viewer_shows(driver)
    told = one(driver, "cloud-viewer .cv-status")
    texts = set()
    for name in ("best", "worst", "median"):
        one(driver, f"cloud-viewer [data-do={name}]").send_keys(Keys.ENTER)
        wait_for(
            driver,
            "return !arguments[1].includes(arguments[0].textContent)",
            told,
            list(texts),
        )
        texts.add(told.text)
    assert len(texts) == 3


def test_two_entries_stand_side_by_side(driver: Chrome, folder: Path) -> None:
    open_page(driver, folder, CLOUDS)
    viewer_shows(driver)
    Select(one(driver, "#other")).select_by_visible_text("heteroatom")
    wait_for(driver, "return document.querySelectorAll('#compared table').length === 2")
    text = one(driver, "#compared").text
    assert "few-bonds is ahead by" in text
    for edition in ("synmol@raw", "synmol@mini"):
        assert edition in text
    wait_for(
        driver,
        "return [...document.querySelectorAll('cloud-viewer figure')]"
        ".filter((figure) => figure.checkVisibility()).length === 3",
    )
    open_page(driver, folder, CLOUDS + "#" + driver.current_url.partition("#")[2])
    wait_for(driver, "return document.querySelectorAll('#compared table').length === 2")
    assert one(driver, "#compared").text == text


def ground(driver: Chrome) -> str:
    """Colour of the page."""
    return driver.execute_script(
        "return getComputedStyle(document.body).backgroundColor"
    )


def test_dark_mode_follows_the_system_and_the_reader(
    driver: Chrome, folder: Path
) -> None:
    open_page(driver, folder, "index.html")
    light = ground(driver)
    scheme(driver, "dark")
    dark = ground(driver)
    assert dark != light
    button = one(driver, "#theme")
    wait_for(driver, "return arguments[0].textContent === 'Light'", button)
    button.click()
    assert ground(driver) == light
    open_page(driver, folder, PAGES[-1])  # the choice is remembered
    assert ground(driver) == light
    one(driver, "#theme").click()
    assert ground(driver) == dark


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_never_scrolls_sideways(
    driver: Chrome, folder: Path, page: str
) -> None:
    resize(driver, PHONE, 740)
    open_page(driver, folder, page)
    if page == CLOUDS:
        viewer_shows(driver)
    assert widest(driver) <= PHONE


def widest(driver: Chrome) -> int:
    """Width that the page would like to have."""
    return driver.execute_script("return document.documentElement.scrollWidth")


def test_the_keyboard_reaches_the_content_first(driver: Chrome, folder: Path) -> None:
    open_page(driver, folder, "index.html")
    ActionChains(driver).send_keys(Keys.TAB).perform()
    focused = driver.switch_to.active_element
    wait_for(driver, "return arguments[0].getBoundingClientRect().top >= 0", focused)
    assert focused.text == "Skip to content"
    outline = "return getComputedStyle(arguments[0]).outlineStyle"
    assert driver.execute_script(outline, focused) == "solid"
    focused.send_keys(Keys.ENTER)
    assert driver.switch_to.active_element.get_attribute("id") == "main"


@pytest.fixture(scope="module")
def axe() -> str:
    """Source of axe-core."""
    return axe_source()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_are_accessible(
    axe: str, driver: Chrome, folder: Path, page: str, mode: str
) -> None:
    scheme(driver, mode)
    open_page(driver, folder, page)
    if page == CLOUDS:
        viewer_shows(driver)
        Select(one(driver, "#other")).select_by_visible_text("heteroatom")
        wait_for(driver, "return document.querySelector('#compared table')")
    assert violations(driver, axe) == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, shipped: Catalog) -> Path:
    """A site of entries that strangers wrote."""
    root = tmp_path_factory.mktemp("hostile")
    for name, content in site_files(made_up_board(12, texts=HOSTILE), shipped).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


@pytest.mark.parametrize(
    "page",
    ["index.html", "across.html", "editions/synmol-raw.html"]
    + [f"entries/method-{i:03}.html" for i in range(9)],
)
def test_hostile_texts_are_harmless(driver: Chrome, hostile: Path, page: str) -> None:
    open_page(driver, hostile, page)
    assert not driver.find_elements(By.CSS_SELECTOR, "img, [onerror], [onmouseover]")
    assert one(driver, "h1").is_displayed()
    if page.startswith("entries/"):
        choice = Select(one(driver, "#other"))
        choice.select_by_index(len(choice.options) - 1)
        wait_for(driver, "return document.querySelector('#compared table')")
        assert not driver.find_elements(By.CSS_SELECTOR, "#compared img")
    for width in (1280, PHONE):
        resize(driver, width, 740)
        assert widest(driver) <= width
