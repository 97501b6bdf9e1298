# SPDX-License-Identifier: MIT
"""Pictures of the pages, to look at: what no test can judge.

``python tests/site/screenshots.py FOLDER`` opens the committed site,
``leaderboard/site/``, in Chromium without a window and writes PNG files into FOLDER:
the table, pages of an edition and of entries, the viewer of each data set; on a desk
and on a phone, light and dark. ``--site`` names another site.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "helpers"))

from browser import chromium, resize, scheme  # noqa: E402
from selenium.webdriver import Chrome  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

DESK, PHONE = 1280, 360
MOST_HEIGHT = 4000
VIEWER = "cloud-viewer"


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes
    ----------
    name : str
        Of the file, without its end.
    page : str
        Path in the site, with what stands after ``#``.
    width : int
        In CSS pixels.
    mode : str
        ``light`` or ``dark``.
    element : str
        Selector of the part that is shown; empty for the whole page.
    """

    name: str
    page: str
    width: int = DESK
    mode: str = "light"
    element: str = ""


PAGES = {
    "table": "index.html",
    "across": "across.html",
    "statistics": "statistics.html",
    "rules": "rules.html",
    "limits": "limits.html",
    "edition": "editions/synmol-raw.html",
    "entry": "entries/lri-bernoulli-egnn.html",
    "entry-with-clouds": "entries/few-bonds.html#beside=heteroatom",
}
VIEWERS = {
    "actstrack": "entries/hit-radius.html",
    "plbind": "entries/near-centroid.html",
    "synmol": "entries/centroid-distance.html",
    "tau3mu": "entries/small-bend.html",
}


def shots() -> Iterator[Shot]:
    """Return all pictures."""
    for name, page in PAGES.items():
        yield Shot(name, page)
        yield Shot(f"{name}-dark", page, mode="dark")
        yield Shot(f"{name}-phone", page, PHONE)
    for dataset, page in VIEWERS.items():
        yield Shot(f"viewer-{dataset}", page, element=VIEWER)
        yield Shot(f"viewer-{dataset}-dark", page, mode="dark", element=VIEWER)
        yield Shot(f"viewer-{dataset}-phone", page, PHONE, element=VIEWER)


def take(driver: Chrome, site: Path, shot: Shot) -> bytes:
    """Open a page and return its picture as PNG."""
    scheme(driver, shot.mode)
    resize(driver, shot.width, 900)
    name, sharp, state = shot.page.partition("#")
    driver.get("about:blank")
    driver.get((site / name).as_uri() + sharp + state)
    if driver.find_elements(By.TAG_NAME, VIEWER):
        told = f"return document.querySelector('{VIEWER} .cv-status')?.textContent"
        WebDriverWait(driver, 10).until(lambda d: d.execute_script(told))
    height = driver.execute_script("return document.documentElement.scrollHeight")
    resize(driver, shot.width, min(height, MOST_HEIGHT))
    # Two frames: pictures are drawn anew after the page has changed its size.
    driver.execute_async_script(
        "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
    )
    if shot.element:
        return driver.find_element(By.CSS_SELECTOR, shot.element).screenshot_as_png
    return driver.get_screenshot_as_png()


def main() -> None:
    """Write all pictures whose pages exist."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--site", type=Path, default=ROOT / "leaderboard" / "site")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with chromium() as driver:
        for shot in shots():
            if (given.site / shot.page.partition("#")[0]).is_file():
                picture = take(driver, given.site.resolve(), shot)
                (given.folder / f"{shot.name}.png").write_bytes(picture)


if __name__ == "__main__":
    main()
