# SPDX-License-Identifier: MIT
"""When it is tried again, how long waited for, and what a fault is called."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import metadata
from pathlib import Path

import pytest
from zenodo_site import Site, status

from lri_bench.errors import DownloadError, MissingDependencyError, Problem
from lri_bench.record.download import Policy, program
from lri_bench.record.download.attempts import Pace, TryAgainError, with_retries
from lri_bench.record.download.diagnosis import fault
from lri_bench.record.download.http import get, read_all

ERROR = DownloadError(Problem(where="x", expected="y", got="503 Busy"))


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


# Attempts


def test_attempts_come_further_and_further_apart(waits: list[float]) -> None:
    said: list[str] = []

    def action() -> str:
        if len(waits) < 4:
            raise TryAgainError(ERROR)
        return "done"

    assert with_retries(Policy(retries=4), action, said.append) == "done"
    assert waits == [0.5, 1, 2, 4]
    assert said[0] == "503 Busy; trying again in 0.5 s"


def test_the_server_says_how_long(waits: list[float]) -> None:
    def action() -> None:
        raise TryAgainError(ERROR, wait=7)

    with pytest.raises(DownloadError) as caught:
        with_retries(Policy(retries=2), action, print)
    assert caught.value is ERROR
    assert waits == [7, 7]


def test_nobody_waits_for_an_hour(waits: list[float]) -> None:
    def action() -> None:
        raise TryAgainError(ERROR, wait=3600)

    with pytest.raises(DownloadError):
        with_retries(Policy(retries=2), action, print)
    assert waits == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("2", 2),
        (timedelta(seconds=100), 98),
        (timedelta(days=-1), 0),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_retry_after(
    site: Site, header: str | timedelta, seconds: float | None
) -> None:
    if isinstance(header, timedelta):
        header = format_datetime(datetime.now(UTC) + header)
    site.always["record.json"] = status(429, Retry_After=header)
    with (
        pytest.raises(TryAgainError) as caught,
        get(f"{site.http}/record.json", timeout=5),
    ):
        pytest.fail("that was no answer")
    assert caught.value.wait == pytest.approx(seconds, abs=2)


def test_a_wait_that_is_too_long_is_told(site: Site) -> None:
    site.always["record.json"] = status(503, Retry_After=3600)
    with pytest.raises(TryAgainError, match="to be asked again in 3,600 s"):
        read_all(f"{site.http}/record.json", timeout=5, limit=10)


def test_no_more_is_read_than_can_be_a_list(site: Site) -> None:
    data = read_all(f"{site.http}/synmol_raw.zip", timeout=5, limit=10)
    assert 10 < len(data) < 60_001


def test_a_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    pace = Pace(10)
    for now[0], size, stalled in (
        (9, 8191, False),
        (11, 8191, True),
        (12, 8192, False),
        (22, 16_383, False),
        (22.5, 16_383, True),
    ):
        assert pace.stalled(size) == stalled


# What a fault is called: our own words, those of requests, those of zenodo-get


@pytest.mark.parametrize(
    ("got", "cause", "again"),
    [
        ("404 Not Found", "no such record", False),
        ("Client error '404 NOT FOUND' for url 'https://x'", "no such record", False),
        ("Server error '500 INTERNAL' for url 'https://x'", "has a fault", True),
        ("429 Too Many Requests", "too often", True),
        ("403 Forbidden", "lets only some people in", False),
        ("418 I'm a teapot", "does not want that", False),
        ("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "trust", False),
        ("The read operation timed out", "slow", True),
        ("Read timed out. (read timeout=30)", "slow", True),
        ("peer closed connection without sending complete message", "broke", True),
        ("[Errno 104] Connection reset by peer", "broke", True),
        ("[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred", "broke", True),
        ("[Errno 111] Connection refused", "no network", True),
        ("[Errno -2] Name or service not known", "no network", True),
        ("Tunnel connection failed: 407 Proxy Authentication", "proxy", True),
    ],
)
def test_faults(got: str, cause: str, again: bool) -> None:  # noqa: FBT001
    try:
        error = fault("where", "what", got).error
    except DownloadError as final:
        assert not again
        error = final
    else:
        assert again
    (problem,) = error.problems
    assert cause in problem.cause
    assert problem.run
    assert problem.got == got


# zenodo-get


def test_zenodo_get_is_found() -> None:
    path, version = program.program()
    assert Path(path).name == "zenodo_get"
    assert version == metadata.version("zenodo-get")


@pytest.mark.parametrize(
    ("version", "got"),
    [(None, "it is not installed"), ("2.9.1", "version 2.9.1"), ("1.6", "version 1.6")],
)
def test_zenodo_get_is_missing_or_old(
    monkeypatch: pytest.MonkeyPatch, version: str | None, got: str
) -> None:
    def answer(_: str) -> str:
        if version is None:
            raise metadata.PackageNotFoundError
        return version

    monkeypatch.setattr(metadata, "version", answer)
    with pytest.raises(MissingDependencyError) as caught:
        program.program()
    (problem,) = caught.value.problems
    assert problem.got == got
    assert problem.run == "python -m pip install 'zenodo-get>=3.0'"


def test_zenodo_get_without_its_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingDependencyError, match="neither in"):
        program.program()


def test_it_is_never_imported() -> None:
    folder = Path(program.__file__).parents[2]
    texts = [path.read_text() for path in folder.rglob("*.py")]
    assert len(texts) > 50
    assert not [text for text in texts if "import zenodo_get" in text]
