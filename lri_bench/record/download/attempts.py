# SPDX-License-Identifier: MIT
"""Try again where that may help, and not before the server wants it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lri_bench.errors import LriBenchError

__all__ = ["LONGEST_WAIT", "Pace", "Policy", "TryAgainError", "with_retries"]

LONGEST_WAIT = 120.0
"""Seconds; a server that asks for more is better asked by hand later."""

FIRST_WAIT = 0.5
LEAST_BYTES = 8192
"""What must arrive within the time-out: the buffer that zenodo-get writes at once."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient a download is.

    Attributes
    ----------
    timeout : float
        Seconds to wait for an answer, and for the next bytes.
    retries : int
        How often the same is tried again.
    """

    timeout: float = 30.0
    retries: int = 5


class TryAgainError(Exception):
    """An attempt failed in a way that the next one may not.

    Parameters
    ----------
    error : LriBenchError
        What to raise if there is no next one.
    wait : float or None
        Seconds that the server asks for.
    """

    def __init__(self, error: LriBenchError, wait: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait = wait


def with_retries(
    policy: Policy, action: Callable[[], _Result], say: Callable[[str], None]
) -> _Result:
    """Return what `action` returns, calling it again while it asks for that.

    Parameters
    ----------
    policy : Policy
    action : callable
        Raises `TryAgainError` where another attempt may help.
    say : callable
        Is told why it takes longer.

    Raises
    ------
    LriBenchError
        Of the last attempt.
    """
    attempt = 0
    while True:
        try:
            return action()
        except TryAgainError as failed:
            wait = failed.wait
            if wait is None:
                wait = min(FIRST_WAIT * 2**attempt, LONGEST_WAIT)
            if attempt >= policy.retries or wait > LONGEST_WAIT:
                raise failed.error from failed
            say(f"{failed.error.problems[0].got}; trying again in {wait:g} s")
        time.sleep(wait)
        attempt += 1


class Pace:
    """Tells when a transfer has come to a stand, or nearly.

    A server that sends a byte now and then keeps every time-out of a socket from
    running out.

    Parameters
    ----------
    window : float
        Seconds within which `LEAST_BYTES` must arrive.
    """

    def __init__(self, window: float) -> None:
        self._window = window
        self._seen = 0
        self._since = time.monotonic()

    def stalled(self, size: int) -> bool:
        """Return whether too little came, now that `size` bytes are there."""
        now = time.monotonic()
        if size - self._seen >= LEAST_BYTES:
            self._seen, self._since = size, now
        return now - self._since > self._window
