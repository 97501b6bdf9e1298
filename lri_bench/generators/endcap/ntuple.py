# SPDX-License-Identifier: MIT
"""The two trees, in memory and as ROOT files, by the names of CMS's ntuple."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np
import numpy.typing as npt
import uproot

from lri_bench.builders.tau3mu.events import HITS
from lri_bench.builders.tau3mu.trees import TREE, NTuple
from lri_bench.generators.endcap.digits import BRANCHES
from lri_bench.generators.endcap.samples import GENERATED, Sample, Samples
from lri_bench.storage.atomic import make_folder, output_error
from lri_bench.types import Ints

__all__ = ["GEN_BRANCHES", "PILEUP_FILE", "SIGNAL_FILE", "as_ntuple", "write_root"]

SIGNAL_FILE = "DsTau3muPU0.root"
PILEUP_FILE = "MinBiasPU200.root"

_MOMENTUM = ("pt", "eta", "phi", "e")
GEN_BRANCHES: dict[str, npt.DTypeLike] = {
    f"gen_{kind}_{name}": np.int32 if name == "charge" else np.float32
    for kind in ("mu", "tau")
    for name in (*_MOMENTUM, "charge")
}
"""Branches of generated particles, and their dtypes; pT and energy in GeV."""

EVENTS_AT_ONCE = 10_000


def as_ntuple(sample: Sample, name: str) -> NTuple:
    """Return a sample as the builder reads it from a file.

    Parameters
    ----------
    sample : Sample
    name : str
        Of the file it would be.

    Returns
    -------
    ntuple : NTuple
        With one tau an event if the sample is signal; without check sum.
    """
    columns = {item: ak.unflatten(sample.columns[item], sample.counts) for item in HITS}
    taus = np.full(len(sample), name == SIGNAL_FILE, dtype=np.int64)
    return NTuple(ak.zip(columns), taus, name, "")


def write_root(folder: Path, samples: Samples) -> tuple[Path, Path]:
    """Write both samples, for ``lri-bench build tau3mu@root --from FOLDER``.

    Parameters
    ----------
    folder : Path
        Is made if it is not there. Files in it are overwritten.
    samples : Samples
        With all branches.

    Returns
    -------
    signal, pileup : Path

    Raises
    ------
    OutputError
        If folder or files cannot be written.
    """
    make_folder(folder)
    paths = folder / SIGNAL_FILE, folder / PILEUP_FILE
    for path, sample in zip(paths, (samples.signal, samples.pileup), strict=True):
        try:
            _write(path, sample, is_signal=path.name == SIGNAL_FILE)
        except OSError as error:
            raise output_error(path, error) from error
    return paths


def _write(path: Path, sample: Sample, *, is_signal: bool) -> None:
    muons = np.full(len(sample), GENERATED if is_signal else 0, dtype=np.int64)
    taus = np.full(len(sample), int(is_signal), dtype=np.int64)
    lengths = dict.fromkeys(BRANCHES, sample.counts)
    lengths |= {n: muons if n.startswith("gen_mu") else taus for n in GEN_BRANCHES}
    arrays = {
        name: _cut(sample, name, sizes, dtype)
        for (name, sizes), dtype in zip(
            lengths.items(), (*BRANCHES.values(), *GEN_BRANCHES.values()), strict=True
        )
    }
    single = {"n_mu_hit": sample.counts, "n_gen_mu": muons, "n_gen_tau": taus}
    arrays |= {name: values.astype(np.uint32) for name, values in single.items()}
    kinds = {name: _kind(values) for name, values in arrays.items()}
    with uproot.recreate(path) as file:
        tree = file.mktree(TREE, kinds)
        for first in range(0, len(sample), EVENTS_AT_ONCE):
            last = first + EVENTS_AT_ONCE
            tree.extend({name: some[first:last] for name, some in arrays.items()})


def _cut(sample: Sample, name: str, sizes: Ints, dtype: npt.DTypeLike) -> Any:
    return ak.unflatten(sample.columns.get(name, np.empty(0, dtype)), sizes)


def _kind(values: Any) -> Any:
    """Return the type of a branch, as uproot wants it."""
    if isinstance(values, np.ndarray):
        return values.dtype
    return f"var * {values.type.content.content}"
