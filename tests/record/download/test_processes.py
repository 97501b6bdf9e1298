# SPDX-License-Identifier: MIT
"""Processes that meet, processes that end, and what a terminal shows."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import termios
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fetching import NAME, assert_nothing, children_in, wait_for
from zenodo_site import Site, held, slowly

Run = Callable[..., Any]


@pytest.mark.slow
def test_two_at_once(started: Run, site: Site, record: Path) -> None:
    go = threading.Event()
    site.always[NAME] = held(go)
    first = started("download", "synmol")
    wait_for(lambda: NAME in site.names_asked())
    second = started("download", "synmol")
    said = ""
    while "is running; waiting for it" not in said and (
        line := second.stdout.readline()
    ):
        said += f"{line.strip()} "
    go.set()
    answers = [process.communicate(timeout=30) for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], answers
    assert "is running; waiting for it" in said
    assert "waiting" not in answers[0][0]
    assert "already here" in answers[1][0]
    assert site.names_asked().count(NAME) == 1
    assert (record / NAME).read_bytes() == site.files[NAME]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
)
def test_a_process_that_is_ended_in_the_middle(  # noqa: PLR0913, PLR0917
    run: Run, started: Run, site: Site, record: Path, sent: signal.Signals, code: int
) -> None:
    site.faults[NAME] = [slowly(2)]
    process = started("download", "synmol")
    wait_for(lambda: any(record.glob(".staging/*/*.zip")))
    process.send_signal(sent)
    out, err = process.communicate(timeout=10)
    assert process.returncode == code
    assert "Traceback" not in out + err
    assert not (record / NAME).exists()
    if sent != signal.SIGKILL:  # nobody can tidy up after that, but the next run
        assert children_in(record) == []
        assert_nothing(record)
    answer = run("download", "synmol")
    assert answer.returncode == 0, answer.stderr
    assert (record / NAME).read_bytes() == site.files[NAME]
    assert not (record / ".staging").exists()


@pytest.mark.slow
def test_a_terminal_shows_a_bar(
    environment: dict[str, str], site: Site, record: Path
) -> None:
    site.always[NAME] = slowly(0.5)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    command = [Path(sys.executable).with_name("lri-bench"), "download", "synmol"]
    process = subprocess.run(  # noqa: PLW1510 - looked at below
        command, env=environment, stdout=subprocess.DEVNULL, stderr=theirs, timeout=60
    )
    os.set_blocking(ours, False)
    shown = os.read(ours, 1 << 16).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert "%|" in shown
    assert "60.0k" in shown
    assert (record / NAME).is_file()
