# SPDX-License-Identifier: MIT
"""What tests of downloads share: ways to fetch, and what they are told."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from zenodo_site import Site

from lri_bench.errors import LriBenchError
from lri_bench.record.download import Choice

NAME = "synmol_processed.zip"
SYNMOL = Choice(datasets=("synmol",))


class Told:
    """A report that remembers what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.size = -1
        self.reached: list[int] = []

    def say(self, line: str) -> None:
        self.lines.append(line)

    def begin(self, size: int) -> None:
        self.size = size

    def at(self, size: int) -> None:
        self.reached.append(size)


class Fetched(NamedTuple):
    paths: list[Path]
    told: Told


Fetch = Callable[..., Fetched]


WAYS: dict[str, Callable[[Site, Path], object]] = {
    "a folder": lambda _, folder: folder,
    "a relative folder": lambda _, folder: os.path.relpath(folder),
    "file": lambda _, folder: folder.as_uri(),
    "http": lambda site, _: site.http,
    "https": lambda site, _: site.https,
    "a slash at the end": lambda site, _: f"{site.http}/",
}


def refused(
    error: type[LriBenchError], fetch: Fetch, *words: object, **options: Any
) -> str:
    with pytest.raises(error) as caught:
        fetch(*words, **options)
    assert type(caught.value).exit_code == error.exit_code
    for problem in caught.value.problems:
        assert problem.expected
        assert problem.got
        assert problem.cause or problem.run
    return str(caught.value)


def assert_fails(answer: Any, code: int, *words: str) -> None:
    """This exit status, every word told, and never a traceback."""
    assert answer.returncode == code, answer
    for word in (*words, "expected", "got", "cause", "run"):
        assert word in answer.stderr, answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr


def assert_nothing(record: Path) -> None:
    """No archive, no part, no lock."""
    assert [path.name for path in record.iterdir()] == [".download.lock"]


def wait_for(condition: Callable[[], Any]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("it never came to that")


def children_in(folder: Path) -> list[str]:
    """Return the processes that were told to write below a folder."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().decode().split("\0")
        except OSError:
            continue
        found += [" ".join(words)] if any(str(folder) in word for word in words) else []
    return found
