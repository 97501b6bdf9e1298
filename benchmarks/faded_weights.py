# SPDX-License-Identifier: MIT
"""A training step with weights that fade away, against one where they were set to 0.

Of each matrix 2 % of the weights are made as small as training left them on the real
SynMol after 90 epochs: from 1e-42 to 1e-20, all magnitudes alike. Both sides are run in
turn on one batch.

    python benchmarks/faded_weights.py [--backbone NAME] [--method NAME]
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time

import numpy as np
import torch

from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Split
from lri_bench.models import BACKBONES
from lri_bench.runs import Workshop
from lri_bench.runs.names import TRAINED
from lri_bench.training.fading import SMALLEST, drop_faded
from lri_bench.training.trainable import Moment, Trainable

EDITION = "synmol@mini"
SHARE = 0.02
MAGNITUDES = (-42.0, float(np.log10(SMALLEST)))
STEPS = 5
ROUNDS = 7
METHODS = tuple(name for name, known in TRAINED.items() if not known.on_classifier)


def fade(model: Trainable) -> None:
    """Make some weights of each matrix as small as training makes them."""
    random = torch.Generator().manual_seed(0)
    for weight in model.parameters():
        if weight.dim() > 1:
            chosen = torch.rand(weight.shape, generator=random) < SHARE
            exponents = torch.rand(weight.shape, generator=random, dtype=torch.float64)
            small = 10 ** (MAGNITUDES[0] + exponents * np.subtract(*MAGNITUDES[::-1]))
            weight.data[chosen] = small.to(weight.dtype)[chosen]


def seconds_of(model: Trainable, shop: Workshop, method: str) -> float:
    """Return the processor's seconds of a step: loss and gradients of a batch."""
    inputs = shop.inputs(method)
    train = np.flatnonzero(shop.clouds.split == Split.TRAIN)
    batch = inputs.batch(train[: shop.settings.training.batch])
    moment = Moment(model.phases[-1].name, 0)
    began = time.process_time()
    for _ in range(STEPS):
        model.losses(batch, moment).total.backward()  # type: ignore[no-untyped-call]
    return (time.process_time() - began) / STEPS


def main() -> None:
    """Time both sides in turn, and print medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backbone", choices=BACKBONES, default="egnn")
    parser.add_argument("--method", choices=METHODS, default="lri-bernoulli")
    given = parser.parse_args()
    torch.set_num_threads(1)
    catalog = Catalog.default()
    shop = Workshop(catalog, catalog.edition(EDITION), given.backbone)
    faded = TRAINED[given.method].method(
        shop.settings, given.backbone, shop.inputs(given.method).description
    )
    faded.train()
    faded.enter(faded.phases[-1])
    fade(faded)
    dropped = copy.deepcopy(faded)
    drop_faded(dropped.parameters())
    sides = {"faded": faded, "set to 0": dropped}
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, model in sides.items():
            spent[name].append(seconds_of(model, shop, given.method))
    for name, values in spent.items():
        print(f"{name:10}{1e3 * statistics.median(values):8.1f} ms a step")
    ratios = [a / b for a, b in zip(*spent.values(), strict=True)]
    low, high = min(ratios), max(ratios)
    print(f"{statistics.median(ratios):.2f} times as fast ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
