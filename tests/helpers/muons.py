# SPDX-License-Identifier: MIT
"""Made-up events of the muon endcaps, and files of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import awkward as ak
import forge
import numpy as np
import numpy.typing as npt
import uproot

from lri_bench.builders.tau3mu.events import HITS

Columns = dict[str, npt.NDArray[Any]]

TREE = "Ntuplizer/MuonTrackTree"
SIGNAL_FILE, PILEUP_FILE = "DsTau3muPU0.root", "MinBiasPU200.root"
NAN = float("nan")

KINDS = dict.fromkeys(HITS, np.int16) | {
    "mu_hit_sim_eta": np.float32,
    "mu_hit_sim_phi": np.float32,
}


def hits(random: np.random.Generator, size: int) -> Columns:
    """Return hits, most of which are kept: station 1, no neighbour, no drift tube."""
    return {
        "mu_hit_station": random.choice([1, 1, 1, 2], size).astype(np.int16),
        "mu_hit_neighbor": random.choice([0, 0, 0, 1], size).astype(np.int16),
        "mu_hit_type": random.choice([1, 2, 4, 0], size).astype(np.int16),
        "mu_hit_bend": random.integers(-50, 50, size).astype(np.int16),
        "mu_hit_sim_eta": random.uniform(1.2, 2.8, size).astype(np.float32),
        "mu_hit_sim_phi": random.uniform(-180, 180, size).astype(np.float32),
    }


def events(number: int, *, seed: int = 0) -> list[Columns]:
    random = np.random.default_rng(seed)
    return [hits(random, int(random.integers(8, 20))) for _ in range(number)]


def kept(one: Columns) -> npt.NDArray[np.bool_]:
    """Return which hits an edition keeps."""
    first = one["mu_hit_station"] == 1
    return first & (one["mu_hit_neighbor"] == 0) & (one["mu_hit_type"] != 0)


def good_hits(size: int) -> Columns:
    """Return hits that are all kept."""
    one = {name: np.zeros(size, dtype=kind) for name, kind in KINDS.items()}
    return one | {
        "mu_hit_station": np.ones(size, dtype=np.int16),
        "mu_hit_type": np.ones(size, dtype=np.int16),
    }


# The record's pickle.


def mixed(
    made: Sequence[Columns], labels: Sequence[npt.NDArray[Any] | None]
) -> dict[str, list[Any]]:
    """Return the cells of the mixed table; events without labels are negatives."""
    cells: dict[str, list[Any]] = {name: [one[name] for one in made] for name in HITS}
    cells["node_label"] = [NAN if label is None else label for label in labels]
    cells["y"] = [0 if label is None else 1 for label in labels]
    return cells


def frame_of_cells(cells: Mapping[str, Sequence[Any]]) -> forge.Built:
    """Return the table as pandas pickles it: a block of objects, and one of numbers."""
    objects = {name: list(column) for name, column in cells.items() if name != "y"}
    packed = [
        [forge.array(cell) if isinstance(cell, np.ndarray) else cell for cell in column]
        for column in objects.values()
    ]
    blocks = [forge.block(forge.objects(*packed), 0, len(packed))]
    if "y" in cells:
        y = np.array([cells["y"]])
        blocks.append(forge.block(forge.array(y), len(packed), len(packed) + 1))
    return forge.frame([*objects, *(["y"] if "y" in cells else [])], blocks)


def write_pickle(folder: Path, cells: Mapping[str, Sequence[Any]]) -> Path:
    path = folder / "raw" / "tau3mu_mixed.pkl"
    path.parent.mkdir(parents=True)
    path.write_bytes(forge.forged(frame_of_cells(cells)))
    return folder


# Unmixed trees.


def write_tree(
    path: Path,
    made: Sequence[Columns],
    taus: Sequence[int],
    *,
    tree: str = TREE,
    drop: str = "",
) -> Path:
    """Write the ntuple of one sample, with a branch that nobody reads."""
    sizes = [len(one["mu_hit_bend"]) for one in made]
    columns: dict[str, Any] = {
        name: ak.unflatten(np.concatenate([one[name] for one in made]), sizes)
        for name in HITS
    }
    columns["mu_hit_strip"] = columns["mu_hit_bend"]
    columns["n_gen_tau"] = np.array(taus, dtype=np.uint32)
    columns.pop(drop, None)
    return write_columns(path, columns, tree)


def write_columns(path: Path, columns: Mapping[str, Any], tree: str = TREE) -> Path:
    arrays = {name: ak.Array(column) for name, column in columns.items()}
    kinds = {name: array.type.content for name, array in arrays.items()}
    with uproot.recreate(path) as file:
        file.mktree(tree, kinds).extend(arrays)
    return path


def write_samples(
    folder: Path, signal: Sequence[Columns], pileup: Sequence[Columns]
) -> Path:
    write_tree(folder / SIGNAL_FILE, signal, [1] * len(signal))
    write_tree(folder / PILEUP_FILE, pileup, [0] * len(pileup))
    return folder
