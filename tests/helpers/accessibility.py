# SPDX-License-Identifier: MIT
"""Rules of accessibility, checked in the browser by axe-core."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from browser import REQUIRED
from selenium.webdriver import Chrome

__all__ = ["axe_source", "violations"]


def axe_source() -> str:
    """Return axe-core, which is no part of the project; skip where it is absent."""
    path = os.environ.get("LRI_BENCH_AXE", "")
    if not path or not Path(path).is_file():
        reason = (
            "needs axe-core: npm pack axe-core, unpack it, and let LRI_BENCH_AXE name "
            f"its axe.min.js, not {path!r}"
        )
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(path).read_text("utf-8")


def violations(driver: Chrome, source: str) -> list[str]:
    """Return what is wrong on the page that is open.

    Parameters
    ----------
    driver : Chrome
    source : str
        Of axe-core.
    """
    driver.execute_script(source)
    found: list[dict[str, Any]] = driver.execute_async_script(
        "axe.run({preload: false}).then((result) => arguments[0](result.violations))"
    )
    return [
        f"{item['id']}: {item['help']}: {node['html'][:160]} {node['failureSummary']}"
        for item in found
        for node in item["nodes"]
    ]
