# SPDX-License-Identifier: MIT
"""What a check of an edition found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from lri_bench.types import AnyArray, Bools

__all__ = ["Outcome", "Verdict", "of_clouds"]


class Verdict(StrEnum):
    """How a check ended."""

    PASSED = "ok"
    FAILED = "FAILED"
    DIFFERS = "differs"
    """From what the paper prints: another source is no fault of the files."""
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """One check.

    Attributes
    ----------
    check : str
        What was looked at.
    verdict : Verdict
    detail : str
        What was found.
    clouds : tuple of str
        Names of all clouds that are at fault.
    """

    check: str
    verdict: Verdict
    detail: str
    clouds: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return JSON values."""
        return {
            "check": self.check,
            "verdict": self.verdict.value,
            "detail": self.detail,
            "clouds": list(self.clouds),
        }


def of_clouds(
    check: str, names: AnyArray | Sequence[str], wrong: Bools, expected: str
) -> Outcome:
    """Return the outcome of a check that every cloud must pass.

    Parameters
    ----------
    check : str
        What was looked at.
    names : (S,) str
        Of the clouds.
    wrong : (S,) bool
        Which clouds are at fault.
    expected : str
        What holds for a cloud that passes.
    """
    at_fault = tuple(str(name) for name in np.asarray(names)[wrong])
    if not at_fault:
        return Outcome(check, Verdict.PASSED, expected)
    detail = f"{expected}; not so in {len(at_fault):,} of {len(wrong):,} clouds"
    return Outcome(check, Verdict.FAILED, detail, at_fault)
