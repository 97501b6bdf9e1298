# SPDX-License-Identifier: MIT
"""How long each method takes to explain all test clouds with a finished model.

Models are trained for one epoch, if they are not in the data folder already: what they
have learnt does not change how long they take. BernMask has a goal; the masks that it
fits to clouds together are compared with those of some clouds alone.

    python benchmarks/explaining.py [DATASET@EDITION] [--data FOLDER] [--backbone NAME]
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Split
from lri_bench.explainers.explain import submission_columns
from lri_bench.explainers.explainer import Explainer
from lri_bench.explainers.registry import EXPLAINERS
from lri_bench.models import Inputs
from lri_bench.runs import Workshop, trained_names
from lri_bench.training.options import TrainingOptions
from lri_bench.types import AnyArray, Ints

EDITION = "synmol@mini"
GOAL = ("bernmask", 120.0)
ALONE = 3
AGREEMENT = 1e-3
"""Of masks that were fitted in 500 steps with sums in another order, float32; masks go
from about -10 to 10."""


@dataclass(frozen=True)
class Spent:
    """Seconds of the processor, and of the clock."""

    processor: float
    clock: float


def explain(
    shop: Workshop, explainer: Explainer, inputs: Inputs
) -> tuple[AnyArray, Spent]:
    """Return importances (N,) of all test clouds, and what they took."""
    keys = shop.catalog.order_key_columns(shop.edition)
    spent, began = time.process_time(), time.perf_counter()
    columns = submission_columns(
        [explainer], inputs, shop.clouds, keys, progress=progress
    )
    taken = Spent(time.process_time() - spent, time.perf_counter() - began)
    return columns["importance"], taken


def progress(items: object, total: int) -> object:
    """Show a bar on a terminal."""
    return tqdm(items, total=total, disable=None, leave=False)


def furthest(
    explainer: Explainer, inputs: Inputs, test: Ints, found: AnyArray
) -> float:
    """Return by how much clouds differ that are explained alone.

    Parameters
    ----------
    explainer : Explainer
    inputs : Inputs
    test : (C,) int64
        Test clouds.
    found : (N,) float32
        Their importances, explained together.
    """
    first, apart = 0, 0.0
    for number in test[:ALONE]:
        alone = explainer.explain(inputs.batch(np.array([number]))).importance.numpy()
        together = found[first : first + len(alone)]
        apart = max(apart, float(np.abs(alone - together).max()))
        first += len(alone)
    return apart


def main() -> None:
    """Time each method in turn, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edition", nargs="?", default=EDITION)
    parser.add_argument("--data", type=Path, help="data folder")
    parser.add_argument("--backbone", default="egnn")
    parser.add_argument("--epochs", type=int, default=1, help="of models")
    parser.add_argument("--threads", type=int, default=1)
    known = [*EXPLAINERS, *trained_names()]
    parser.add_argument("--methods", nargs="+", choices=known, default=known)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    catalog = Catalog.default(given.data)
    edition = catalog.edition(given.edition)
    shop = Workshop(catalog, edition, given.backbone, TrainingOptions(given.epochs))
    test = np.flatnonzero(shop.clouds.split == Split.TEST)
    print(f"{edition}, {given.backbone}: {len(test):,} clouds, {given.threads} threads")
    print(f"{'':22}{'processor':>12}{'clock':>12}{'a cloud':>14}")
    for method in given.methods:
        explainer, inputs = shop.explainer(method, 0), shop.inputs(method)
        found, spent = explain(shop, explainer, inputs)
        print(
            f"{method:22}{spent.processor:10.2f} s{spent.clock:10.2f} s"
            f"{1e3 * spent.clock / len(test):11.2f} ms",
            flush=True,
        )
        if method == GOAL[0]:
            apart = furthest(explainer, inputs, test, found)
            print(
                f"  goal under {GOAL[1]:.0f} s; masks of {ALONE} clouds alone "
                f"{apart:.1e} apart"
            )
            if apart > AGREEMENT:
                sys.exit("clouds that are fitted together have other masks")


if __name__ == "__main__":
    main()
