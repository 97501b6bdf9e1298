# SPDX-License-Identifier: MIT
"""What a command answers, when it is called as a user types it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

__all__ = ["Answer", "Run", "assert_refused"]


class Answer(NamedTuple):
    """Exit code and both streams."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]
"""Takes the words of a command; a fixture of the whole suite."""


def assert_refused(answer: Answer, *words: str) -> None:
    """Exit code 2, every word told, and never a traceback."""
    assert answer.code == 2, answer
    for word in words:
        assert word in answer.err, answer.err
    assert "Traceback" not in answer.err + answer.out
    assert "expected" in answer.err
    assert "got" in answer.err
