# SPDX-License-Identifier: MIT
"""Whole samples: as many events as are wanted, piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lri_bench.builders.tau3mu.events import HITS
from lri_bench.errors import DataError, Problem
from lri_bench.generators.endcap.digits import BRANCHES
from lri_bench.generators.endcap.events import EventTask, make_pileup, make_signal
from lri_bench.generators.endcap.settings import Settings
from lri_bench.generators.endcap.spectra import PACKAGES, make_spectra
from lri_bench.parallel import Arrays, Workers
from lri_bench.types import AnyArray, Ints

__all__ = ["GENERATED", "Sample", "Samples", "make_samples"]

GENERATED = 3
"""Muons of a tau."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Events of one kind, E in all.

    Attributes
    ----------
    counts : (E,) int64
        Hits of each event.
    columns : dict of str to array
        Hits, (H,); ``gen_tau_*``, (E,); and ``gen_mu_*``, (3 E,). The latter two
        of signal alone.
    """

    counts: Ints
    columns: dict[str, AnyArray]

    def __len__(self) -> int:
        return len(self.counts)


@dataclass(frozen=True, eq=False)
class Samples:
    """What one build draws.

    Attributes
    ----------
    signal : Sample
        Each event with three hits or more that the builder keeps.
    pileup : Sample
        The same; one for each signal event, and the negatives.
    decayed, accepted : int
        How many D_s were decayed for it, and how many of them had all muons in the
        stated range.
    """

    signal: Sample
    pileup: Sample
    decayed: int
    accepted: int


def make_samples(
    sizes: tuple[int, int],
    seed: int,
    settings: Settings,
    workers: Workers,
    *,
    branches: Sequence[str] = HITS,
) -> Samples:
    """Draw both samples.

    Parameters
    ----------
    sizes : (int, int)
        How many positive and how many negative clouds the builder shall make of
        them.
    seed : int
    settings : Settings
    workers : Workers
        The result does not depend on them.
    branches : sequence of str
        Which columns to return; all are drawn.

    Returns
    -------
    samples : Samples

    Raises
    ------
    DataError
        If no event passes, which other settings may bring about.
    """
    positives, total = sizes[0], sum(sizes)
    spectra = make_spectra(seed, settings, workers)
    chosen = settings.production
    of_all = EventTask(seed, 0, 0, settings, spectra, tuple(branches))
    decays = replace(of_all, events=chosen.decays_a_task)
    signal = list(_until(positives, make_signal, decays, workers))
    events = replace(of_all, events=chosen.pileup_a_task)
    pileup = list(_until(total, make_pileup, events, workers))
    decayed, accepted = np.concatenate([one["rounds"] for one in signal]).sum(axis=0)
    return Samples(
        _joined(signal, positives, branches),
        _joined(pileup, total, branches),
        int(decayed),
        int(accepted),
    )


def _until(
    wanted: int, make: Callable[[EventTask], Arrays], task: EventTask, workers: Workers
) -> Iterator[Arrays]:
    """Yield what tasks give until `wanted` events are there.

    Tasks come in rounds, whose lengths follow from what the rounds before gave, not
    from who was how fast.
    """
    made, done, length = 0, 0, 1
    while made < wanted:
        tasks = (replace(task, number=done + place) for place in range(length))
        for arrays in workers.map(
            make, tasks, total=length, packages=PACKAGES, chunk=1
        ):
            made += len(arrays["counts"])
            yield arrays
        done += length
        if not made:
            raise DataError(_nothing(done * task.events))
        length = max(1, int(np.ceil((wanted - made) * done / made)))


def _nothing(tries: int) -> Problem:
    return Problem(
        where="simulation of the muon endcap",
        expected="events with hits in station 1",
        got=f"none in {tries:,} tries",
        cause="settings under which no muon is accepted",
    )


def _joined(parts: list[Arrays], wanted: int, branches: Sequence[str]) -> Sample:
    """Return the first events of all pieces as one sample."""
    counts = np.concatenate([part["counts"] for part in parts])[:wanted]
    hits = int(counts.sum())
    columns = {}
    for name in branches:
        if name in parts[0]:
            last = _length(name, wanted, hits)
            columns[name] = np.concatenate([part[name] for part in parts])[:last]
    return Sample(counts, columns)


def _length(name: str, events: int, hits: int) -> int:
    if name in BRANCHES:
        return hits
    return events * (GENERATED if name.startswith("gen_mu") else 1)
