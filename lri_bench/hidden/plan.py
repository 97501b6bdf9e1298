# SPDX-License-Identifier: MIT
"""How large hidden editions are, and what a build of one must be given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lri_bench.catalog.editions import Edition
from lri_bench.errors import DataError, Problem
from lri_bench.hidden.secret import LEAST_BYTES, commitment_problems, read_secret

__all__ = ["CLOUDS", "FEWEST_CLOUDS", "HIDDEN", "MOST_CLOUDS", "plan_problems"]

HIDDEN: Final = "hidden"
"""Name of the edition."""

CLOUDS: Final[Mapping[str, int]] = {
    "actstrack": 500,
    "tau3mu": 20_000,
    "synmol": 1_000,
    "plbind": 250,
}
"""Clouds of each data set, if nobody chooses otherwise: about as many as the paper's
test sets have, and for Tau3Mu as its generator makes in minutes."""

FEWEST_CLOUDS: Final = 10
"""With fewer some data sets would have no positive."""

MOST_CLOUDS: Final = 99_999
"""What every generator can make."""


def plan_problems(
    edition: Edition, clouds: int | None, seed_from: Path | None, commitment: str | None
) -> Iterator[Problem]:
    """Tell what is missing or wrong before anything is generated.

    Parameters
    ----------
    edition : Edition
    clouds : int or None
        How many to generate; those of `CLOUDS` if None.
    seed_from : Path or None
        File of the secret.
    commitment : str or None
        What its SHA-256 must be; anything if None.
    """
    if clouds is not None and not FEWEST_CLOUDS <= clouds <= MOST_CLOUDS:
        expected = f"{FEWEST_CLOUDS} to {MOST_CLOUDS:,} for {edition}"
        yield Problem("--clouds", expected, f"{clouds:,}")
    if seed_from is None:
        yield Problem(
            where="--seed-from",
            expected=f"a file with a secret of at least {LEAST_BYTES} bytes",
            got="none given",
            cause=f"everything in {edition} is drawn from a secret",
            run=f"lri-bench build {edition} --seed-from FILE",
        )
        return
    try:
        secret = read_secret(seed_from)
    except DataError as error:
        yield from error.problems
        return
    if commitment is not None:
        yield from commitment_problems(secret, commitment)
