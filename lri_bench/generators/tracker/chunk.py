# SPDX-License-Identifier: MIT
"""A chunk of events, which is made in one go, and the random numbers it has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from lri_bench.builders.actstrack.selection import KINDS
from lri_bench.generators.tracker.settings import TrackerSettings

__all__ = ["Chunk", "Purpose"]

_PYTHIA_SEEDS = 900_000_000  # it takes 1 to this


class Purpose(IntEnum):
    """What random numbers are for; each has a stream of its own."""

    HARD = 0
    MINIMUM_BIAS = 1
    OVERLAY = 2
    PROPAGATION = 3
    EFFICIENCY = 4


@dataclass(frozen=True)
class Chunk:
    """A chunk of events of one kind.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    number : int
        Of the chunk among those of its kind.
    seed : int
        Of all chunks.
    settings : TrackerSettings
    """

    kind: str
    number: int
    seed: int
    settings: TrackerSettings

    @property
    def first_event(self) -> int:
        """Number of its first event among those of its kind."""
        return self.number * self.settings.events_per_chunk

    def generator(self, purpose: Purpose) -> np.random.Generator:
        """Return numpy's generator for one purpose."""
        return np.random.default_rng(self._sequence(purpose))

    def pythia_seed(self, purpose: Purpose) -> int:
        """Return a seed that Pythia takes."""
        return 1 + self._state(purpose) % _PYTHIA_SEEDS

    def acts_seed(self) -> int:
        """Return the seed of ACTS, which makes one for each event of it."""
        return self._state(Purpose.PROPAGATION)

    def _state(self, purpose: Purpose) -> int:
        return int(self._sequence(purpose).generate_state(1, np.uint64)[0])

    def _sequence(self, purpose: Purpose) -> np.random.SeedSequence:
        kind = KINDS.index(self.kind)
        return np.random.SeedSequence((self.seed, kind, self.number, purpose))
