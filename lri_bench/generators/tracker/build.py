# SPDX-License-Identifier: MIT
"""ActsTrack from simulated collisions, through the same builder as the record's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from lri_bench.builders.actstrack.build import SAMPLING_SEED, clouds_of
from lri_bench.builders.actstrack.selection import KeptEvents
from lri_bench.builders.product import Product, provenance
from lri_bench.builders.shuffled_split import PAPER_SHARES
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.generators.plan import Plan
from lri_bench.generators.tracker.chunk import Chunk
from lri_bench.generators.tracker.enough import PACKAGES, chunks_until
from lri_bench.generators.tracker.settings import (
    DEFAULT,
    TrackerSettings,
    settings_problems,
)
from lri_bench.generators.tracker.simulate import SAMPLER, clouds_chunk
from lri_bench.generators.tracker.tables import kept_of
from lri_bench.parallel import Workers

__all__ = ["PLANS", "Wanted", "build_sim", "checked"]

PLANS: Final[Mapping[str, Plan]] = {
    # Number and split of the paper.
    "sim": Plan(clouds=3_241, seed=7, shares=PAPER_SHARES),
    "mini": Plan(clouds=300, seed=3, shares=(0.6, 0.1, 0.3)),
}
"""By the name of the edition."""

POSITIVE_SHARE = 0.39
"""Of the paper's table."""

_FEWEST, _MOST = 10, 1_000_000


@dataclass(frozen=True)
class Wanted:
    """How much is to be made, and from which seed.

    Attributes
    ----------
    clouds : int
        Of both kinds together.
    seed : int
    settings : TrackerSettings
    """

    clouds: int
    seed: int
    settings: TrackerSettings

    def kinds(self) -> dict[str, int]:
        """Return how many events of each kind, in the order of clouds."""
        signal = round(POSITIVE_SHARE * self.clouds)
        return {"signal": signal, "background": self.clouds - signal}

    def first_chunk(self, kind: str) -> Chunk:
        """Return the chunk of a kind to begin with."""
        return Chunk(kind, 0, self.seed, self.settings)


def checked(plan: Plan, settings: TrackerSettings) -> Wanted:
    """Return what is wanted.

    Raises
    ------
    DataError
        If a number is out of range.
    """
    wanted = Wanted(plan.clouds, plan.seed, settings)
    raise_if([*_problems(wanted), *settings_problems(settings)], DataError)
    return wanted


def build_sim(
    edition: str, plan: Plan, workers: Workers, settings: TrackerSettings = DEFAULT
) -> Product:
    """Build ``actstrack@sim``, a variant of it, or ``actstrack@mini``.

    Parameters
    ----------
    edition : str
        ``actstrack@sim``, ``actstrack@sim-4T``, ….
    plan : Plan
        As `PLANS` has it, or as a person has chosen. 39 % become signal.
    workers : Workers
        The result does not depend on them.
    settings : TrackerSettings
        The field among them.

    Returns
    -------
    product : Product
        Clouds ``signal-000017``, numbered as they were made, signal first.

    Raises
    ------
    DataError
        If a number is out of range.
    ModuleNotFoundError
        If pythia8mc or pyacts is not installed.
    """
    wanted = checked(plan, settings)
    parts = []
    findings = []
    for kind, number in wanted.kinds().items():
        kept, told = _simulated(kind, number, wanted, workers)
        parts.append(kept)
        findings.append(told)
    meta = provenance(edition, PACKAGES, {})
    meta |= {"sampler": SAMPLER, "seed": SAMPLING_SEED}
    chosen = {"clouds": wanted.clouds, "seed": wanted.seed}
    meta["generator"] = chosen | asdict(settings)
    findings.append(f"tracks drawn with the sampler {SAMPLER}, seed {SAMPLING_SEED}")
    made = clouds_of(KeptEvents.concatenate(parts), meta, plan.shares)
    return Product(made, tuple(findings))


def _simulated(
    kind: str, number: int, wanted: Wanted, workers: Workers
) -> tuple[KeptEvents, str]:
    """Return the first events of a kind that are kept, and a sentence about them."""
    first = wanted.first_chunk(kind)
    chunks = list(chunks_until(number, first, clouds_chunk, workers))
    kept = KeptEvents.concatenate([kept_of(arrays) for arrays in chunks]).first(number)
    made = int(kept.number[-1]) + 1
    told = f"{number:,} of {made:,} {kind} events kept"
    if kind == "signal":
        tried = sum(int(arrays["tried"][0]) for arrays in chunks)
        events = len(chunks) * wanted.settings.events_per_chunk
        told += (
            f"; {events / tried:.0%} of collisions with Z/gamma* -> mu mu above "
            f"{wanted.settings.mass_hat_min_gev:g} GeV had a pair to begin with"
        )
    return kept, told


def _problems(wanted: Wanted) -> Iterator[Problem]:
    if not _FEWEST <= wanted.clouds <= _MOST:
        yield Problem(
            where="--clouds",
            expected=f"{_FEWEST} to {_MOST:,}",
            got=f"{wanted.clouds:,}",
            cause="of fewer, a part of the split would be empty",
        )
    if wanted.seed < 0:
        yield Problem("--seed", "0 or more", f"{wanted.seed:,}")
