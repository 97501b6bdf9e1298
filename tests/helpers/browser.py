# SPDX-License-Identifier: MIT
"""Chromium without a window, and what it tells of a page."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

__all__ = [
    "REQUIRED",
    "chromium",
    "console",
    "need_chromium",
    "requested",
    "resize",
    "scheme",
]

REQUIRED = os.environ.get("LRI_BENCH_BROWSER") == "required"
"""Continuous integration says so: then a missing browser is a failure."""

_PROGRAMS = ("chromium", "chromedriver")


def need_chromium() -> None:
    """Skip where there is no browser, or fail where there has to be one."""
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing:
        reason = (
            f"needs {' and '.join(missing)}: apt-get install chromium chromium-driver"
        )
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)


@contextmanager
def chromium(width: int = 1280, height: int = 900) -> Iterator[Chrome]:
    """Start a browser that keeps logs of its console and of its requests.

    Parameters
    ----------
    width, height : int
        Of the page, in CSS pixels; a phone has 360.
    """
    options = ChromeOptions()
    options.binary_location = shutil.which(_PROGRAMS[0]) or _PROGRAMS[0]
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
    ):
        options.add_argument(argument)
    options.set_capability(
        "goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"}
    )
    driver = Chrome(options=options, service=Service(shutil.which(_PROGRAMS[1])))
    try:
        resize(driver, width, height)
        scheme(driver, "light")
        yield driver
    finally:
        driver.quit()


def resize(driver: Chrome, width: int, height: int) -> None:
    """Give the page a size, which may be smaller than a window can be."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
    )


def scheme(driver: Chrome, mode: str) -> None:
    """Let the system be said to be light or dark."""
    feature = {"name": "prefers-color-scheme", "value": mode}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


def console(driver: Chrome) -> list[str]:
    """Return what the console told since it was last asked."""
    return [entry["message"] for entry in driver.get_log("browser")]


def requested(driver: Chrome) -> list[str]:
    """Return the addresses that were asked for since the last time."""
    events: list[dict[str, Any]] = [
        json.loads(entry["message"])["message"]
        for entry in driver.get_log("performance")
    ]
    return [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
