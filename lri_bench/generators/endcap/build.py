# SPDX-License-Identifier: MIT
"""Simulated muon events to clouds, by the same mixing and cuts as CMS's ntuples."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import numpy as np

from lri_bench.builders.product import Product
from lri_bench.builders.shuffled_split import PAPER_SHARES
from lri_bench.builders.tau3mu.build import build_events
from lri_bench.builders.tau3mu.events import MuonEvents
from lri_bench.builders.tau3mu.trees import MIXING_SEED, mix
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.generators.endcap.digits import BRANCHES
from lri_bench.generators.endcap.ntuple import (
    GEN_BRANCHES,
    PILEUP_FILE,
    SIGNAL_FILE,
    as_ntuple,
    write_root,
)
from lri_bench.generators.endcap.samples import Samples, make_samples
from lri_bench.generators.endcap.settings import SETTINGS, Settings
from lri_bench.generators.endcap.spectra import PACKAGES
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Workers

__all__ = [
    "PLANS",
    "POSITIVE_SHARE",
    "build_sim",
    "class_sizes",
    "mixed",
    "write_samples",
]

PLANS: Final[Mapping[str, Plan]] = {
    # Number and split of the paper, doi 10.48550/arXiv.2210.16966.
    "sim": Plan(clouds=129_687, seed=7, shares=PAPER_SHARES),
    "mini": Plan(clouds=1_000, seed=3, shares=(0.6, 0.1, 0.3)),
}
"""By the name of the edition."""

POSITIVE_SHARE = 0.24
FEWEST_CLOUDS, MOST_CLOUDS = 10, 1_000_000


def build_sim(
    edition: str, plan: Plan, workers: Workers, settings: Settings = SETTINGS
) -> Product:
    """Build ``tau3mu@sim`` or ``tau3mu@mini``.

    Pythia 8.3 (doi 10.21468/SciPostPhysCodeb.8) and a parametrised muon endcap after
    the CMS phase-2 design (CERN-LHCC-2017-012). It is no CMSSW simulation.

    Parameters
    ----------
    edition : str
        ``dataset@edition``.
    plan : Plan
        As `PLANS` has it, or as a person has chosen. The seed is of everything that
        is drawn, Pythia 8 included.
    workers : Workers
        The result does not depend on them.
    settings : Settings
        Of the simulation.

    Returns
    -------
    product : Product
        24 % of the clouds are positive.

    Raises
    ------
    DataError
        If the number or the seed is out of range.
    """
    number, chosen = plan.clouds, plan.seed
    raise_if(_problems(number, chosen), DataError)
    samples = make_samples(class_sizes(number), chosen, settings, workers)
    events = mixed(samples, number, chosen, settings)
    product = build_events(edition, events, plan.shares)
    return Product(product.clouds, (*product.findings, _acceptance(samples)))


def write_samples(
    folder: Path, plan: Plan, workers: Workers, settings: Settings = SETTINGS
) -> Iterator[Path]:
    """Write the events of which `build_sim` makes clouds, with all branches.

    ``tau3mu@root`` makes the same clouds of these trees.

    Parameters
    ----------
    folder : Path
        Is made if it is not there.
    plan : Plan
        As for `build_sim`.
    workers : Workers
        The result does not depend on them.
    settings : Settings
        Of the simulation.

    Yields
    ------
    path : Path
        Of signal and of pile-up.

    Raises
    ------
    DataError
        If the number or the seed is out of range.
    OutputError
        If folder or files cannot be written.
    """
    raise_if(_problems(plan.clouds, plan.seed), DataError)
    branches = [*BRANCHES, *GEN_BRANCHES]
    samples = make_samples(
        class_sizes(plan.clouds), plan.seed, settings, workers, branches=branches
    )
    yield from write_root(folder, samples)


def class_sizes(clouds: int) -> tuple[int, int]:
    """Return how many clouds of a number are positive and how many negative.

    Examples
    --------
    >>> class_sizes(129_687)
    (31125, 98562)
    """
    positives = round(POSITIVE_SHARE * clouds)
    return positives, clouds - positives


def mixed(samples: Samples, clouds: int, seed: int, settings: Settings) -> MuonEvents:
    """Mix pile-up into the signal, as `read_trees` does with files.

    Parameters
    ----------
    samples : Samples
    clouds, seed : int
        For the record.
    settings : Settings
        For the record.

    Returns
    -------
    events : MuonEvents
    """
    order = np.random.default_rng(MIXING_SEED).permutation(len(samples.pileup))
    events = mix(
        as_ntuple(samples.signal, SIGNAL_FILE),
        as_ntuple(samples.pileup, PILEUP_FILE),
        order,
    )
    versions = {name: importlib.metadata.version(name) for name in PACKAGES}
    as_stored = json.loads(json.dumps(asdict(settings)))  # lists, not tuples
    generator = {"clouds": clouds, "seed": seed, "settings": as_stored}
    # No file was read, so there is none to name as source.
    choices = {"packages": versions, "generator": generator}
    return replace(events, sources={}, choices=choices)


def _acceptance(samples: Samples) -> str:
    return (
        f"{samples.decayed:,} D_s decayed, {samples.accepted:,} of them with all three "
        "muons in the stated range; drawn until enough events passed the cuts"
    )


def _problems(clouds: int, seed: int) -> Iterator[Problem]:
    if not FEWEST_CLOUDS <= clouds <= MOST_CLOUDS:
        yield Problem(
            where="--clouds",
            expected=f"{FEWEST_CLOUDS} to {MOST_CLOUDS:,}",
            got=f"{clouds:,}",
            cause="fewer leave a part of the split empty, more fill the memory",
        )
    if seed < 0:
        yield Problem("--seed", "0 or more", f"{seed}")
