# SPDX-License-Identifier: MIT
"""Where the browser has to be there, tests that cannot have it fail and never skip."""

from __future__ import annotations

import accessibility
import browser
import pytest


@pytest.fixture(params=[False, True])
def stop(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> type[BaseException]:
    """What a test ends with where nothing is installed."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LRI_BENCH_AXE", "nowhere")
    monkeypatch.setattr(browser, "REQUIRED", request.param)
    monkeypatch.setattr(accessibility, "REQUIRED", request.param)
    return pytest.fail.Exception if request.param else pytest.skip.Exception


def test_a_missing_browser_says_what_to_install(stop: type[BaseException]) -> None:
    with pytest.raises(stop, match="apt-get install chromium chromium-driver"):
        browser.need_chromium()


def test_missing_rules_say_where_they_come_from(stop: type[BaseException]) -> None:
    with pytest.raises(stop, match="npm pack axe-core"):
        accessibility.axe_source()
