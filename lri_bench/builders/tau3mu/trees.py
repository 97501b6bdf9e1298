# SPDX-License-Identifier: MIT
"""Read unmixed muon ntuples of CMS and mix them as the LRI authors did.

Pile-up event i goes with signal event i, pile-up hits first; the pile-up events that
are left over are the negatives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import awkward as ak
import numpy as np

from lri_bench.builders.tau3mu.events import HITS, MuonEvents
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.ragged import offsets_from_counts
from lri_bench.record.root_file import dimension_problems, read_branches
from lri_bench.types import Ints

__all__ = ["MIXING_SEED", "TREE", "NTuple", "mix", "read_ntuple", "read_trees"]

TREE = "Ntuplizer/MuonTrackTree"
SIGNAL_PATTERN = "*Tau3[Mm]u*PU0*.root"
PILEUP_PATTERN = "*MinBias*PU200*.root"
MIXING_SEED = 42
_TAUS = "n_gen_tau"


@dataclass(frozen=True, eq=False)
class NTuple:
    """Events of one tree.

    Attributes
    ----------
    hits : awkward array, E * var * {`HITS`}
    taus : (E,) int64
        Generated taus.
    name : str
        Of the file.
    sha256 : str
        Of the file.
    """

    hits: ak.Array
    taus: Ints
    name: str
    sha256: str

    def __len__(self) -> int:
        return len(self.taus)


def read_trees(folder: Path, seed: int = MIXING_SEED) -> MuonEvents:
    """Read a signal tree and a pile-up tree, and mix them.

    Parameters
    ----------
    folder : Path
        Holds ``DsTau3muPU0.root`` and ``MinBiasPU200.root`` (one file each, whose names
        tell the sample in this way).
    seed : int
        Of the shuffle of pile-up events.

    Returns
    -------
    events : MuonEvents

    Raises
    ------
    DataError
        If a file is missing, damaged, or holds another tree.
    """
    signal = read_ntuple(_only(folder, SIGNAL_PATTERN))
    pileup = read_ntuple(_only(folder, PILEUP_PATTERN))
    order = np.random.default_rng(seed).permutation(len(pileup))
    return replace(mix(signal, pileup, order), choices={"seed": seed})


def read_ntuple(path: Path) -> NTuple:
    """Read the hits of one tree.

    Parameters
    ----------
    path : Path
        With the tree ``Ntuplizer/MuonTrackTree``.

    Returns
    -------
    ntuple : NTuple

    Raises
    ------
    DataError
        If the file is missing or damaged, or lacks branches.
    """
    read = read_branches(path, TREE, _wanted)
    raise_if(dimension_problems(read, dict.fromkeys(HITS, 2) | {_TAUS: 1}), DataError)
    lacking = [name for name in (*HITS, _TAUS) if name not in read.arrays]
    sizes = [ak.num(read.arrays[name]) for name in HITS if name in read.arrays]
    if lacking or any(ak.any(sizes[0] != other) for other in sizes):
        raise DataError(
            Problem(
                where=read.where,
                expected=f"the branches {', '.join((*HITS, _TAUS))}, equally long",
                got=f"no {', '.join(lacking)}" if lacking else "different lengths",
                cause="another version of the ntuple",
            )
        )
    hits = ak.zip({name: read.arrays[name] for name in HITS})
    taus = ak.to_numpy(read.arrays[_TAUS]).astype(np.int64)
    return NTuple(hits, taus, path.name, read.sha256)


def mix(signal: NTuple, pileup: NTuple, order: Ints) -> MuonEvents:
    """Mix signal events into pile-up events.

    Parameters
    ----------
    signal : NTuple
        Events with another number of taus than 1 are left out.
    pileup : NTuple
        More events than signal events that are kept.
    order : (E,) int64
        In which pile-up events are taken.

    Returns
    -------
    events : MuonEvents
        Positives first; ``row`` is the event's place in the signal tree, of negatives
        that in the pile-up tree.

    Raises
    ------
    DataError
        If there are fewer pile-up events than signal events.
    """
    kept = np.flatnonzero(signal.taus == 1)
    positives = len(kept)
    if positives >= len(order):
        raise DataError(
            Problem(
                where=pileup.name,
                expected=f"more than {positives:,} events, one for each signal event",
                got=f"{len(order):,}",
                cause="a part of the sample only",
            )
        )
    taken, left = order[:positives], order[positives:]
    mixed = ak.concatenate([pileup.hits[taken], signal.hits[kept]], axis=1)
    unlabelled = ak.to_numpy(ak.num(pileup.hits[taken]))
    hits = ak.concatenate([mixed, pileup.hits[left]])
    label = ak.local_index(mixed) >= unlabelled
    flat = ak.to_numpy(ak.flatten(label))
    negatives = np.zeros(int(ak.sum(ak.num(pileup.hits[left]))), dtype=np.uint8)
    names = [f"signal-{row:06d}" for row in kept.tolist()]
    names += [f"pileup-{row:06d}" for row in left.tolist()]
    note = (
        f"{positives:,} of {len(signal):,} signal events have one tau; each is mixed "
        f"with one of {len(pileup):,} pile-up events"
    )
    return MuonEvents(
        name=names,
        y=(np.arange(len(names)) < positives).astype(np.uint8),
        offsets=offsets_from_counts(ak.to_numpy(ak.num(hits))),
        hits={name: ak.to_numpy(ak.flatten(hits[name])) for name in HITS},
        label=np.concatenate([flat.astype(np.uint8), negatives]),
        row=np.concatenate([kept, left]),
        sources={signal.name: signal.sha256, pileup.name: pileup.sha256},
        notes=(note,),
    )


def _wanted(present: Iterable[str]) -> list[str]:
    return [name for name in present if name in {*HITS, _TAUS}]


def _only(folder: Path, pattern: str) -> Path:
    """Return the file of a sample, which must be one."""
    found = sorted(folder.glob(pattern))
    if len(found) == 1:
        return found[0]
    raise DataError(
        Problem(
            where=str(folder),
            expected=f"one file {pattern}",
            got=", ".join(path.name for path in found) or "none",
            cause="another folder was meant, or samples of several kinds lie there",
            run="lri-bench build tau3mu@root --from FOLDER",
        )
    )
