# SPDX-License-Identifier: MIT
"""An epoch of LRI-Bernoulli, against one that is written down straightforwardly.

An epoch is a pass over the training clouds and one each over validation and test
clouds. Both sides begin with the same weights and are run in turn; see
plain_models.py for what the other side pays. It stops if the two do not have the same
losses.

    python benchmarks/training_epoch.py [DATASET@EDITION] [--data FOLDER] [--fraction F]
"""

from __future__ import annotations

import argparse
import copy
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import torch
from plain_models import PlainBernoulli, graphs_of, joined, with_torch_dropout
from torch_geometric.data import Data

from lri_bench.catalog.editions import Catalog
from lri_bench.clouds import Clouds, Split
from lri_bench.explainers.lri_bernoulli import LriBernoulli
from lri_bench.models import Inputs, backbone_name, load_settings
from lri_bench.training.chance import seeded
from lri_bench.training.fit import fit, predictions
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Moment, Phase
from lri_bench.types import Ints, Truths

EDITION = "synmol@mini"
ROUNDS = 3
GOALS = MappingProxyType({"dgcnn": 3.0, "egnn": 2.0, "point-transformer": 2.0})
AGREEMENT = 1e-5
SEED = 0


@dataclass(frozen=True)
class Case:
    """What both sides work on.

    Attributes
    ----------
    backbone : str
    inputs : Inputs
    split : (S,) uint8
    fitting : FitSettings
    method : LriBernoulli
        As it is before its training.
    graphs : mapping of Split to list of Data
        The same clouds for the other side.
    """

    backbone: str
    inputs: Inputs
    split: Truths
    fitting: FitSettings
    method: LriBernoulli
    graphs: Mapping[Split, list[Data]]

    @classmethod
    def of(cls, catalog: Catalog, edition: str, clouds: Clouds, backbone: str) -> Case:
        """Return the case of one backbone."""
        dataset = catalog.edition(edition).dataset
        settings = load_settings(dataset)
        geometry = settings.geometry(backbone_name(backbone))
        inputs = Inputs(clouds, catalog.card(dataset), settings, geometry)
        with seeded(SEED):
            method = LriBernoulli(settings, backbone, inputs.description)
        method.phases = (Phase(method.phases[-1].name, 1),)
        fitting = FitSettings.of(settings, seed=SEED)
        graphs = {
            split: graphs_of(inputs, np.flatnonzero(clouds.split == split))
            for split in (Split.TRAIN, Split.VALID, Split.TEST)
        }
        return cls(backbone, inputs, clouds.split, fitting, method, graphs)

    def chosen(self, split: Split) -> Ints:
        """Return (C,) int64, the clouds of a part."""
        return np.flatnonzero(self.split == split)

    def fresh(self) -> LriBernoulli:
        """Return the method as it is before its training."""
        return copy.deepcopy(self.method)


def our_epoch(case: Case) -> None:
    """Train and validate as `lri-bench explain` does, and predict the test clouds."""
    fitted = fit(case.fresh(), case.inputs, case.split, case.fitting)
    test = case.chosen(Split.TEST)
    predictions(fitted.model, case.inputs, test, case.fitting)


def plain_epoch(case: Case) -> None:
    """Train one epoch of the straightforward model; predict the other clouds."""
    random = np.random.default_rng(SEED)
    size, train = case.fitting.batch, case.graphs[Split.TRAIN]
    with seeded(SEED, "training"):
        model = PlainBernoulli(case.fresh(), case.backbone)
        optimizer = torch.optim.Adam(
            model.parameters(),
            lr=case.fitting.learning_rate,
            weight_decay=case.fitting.weight_decay,
        )
        for graphs in joined(train, random.permutation(len(train)), size):
            optimizer.zero_grad()
            loss, _, _ = model(graphs)
            loss.backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for split in (Split.VALID, Split.TEST):
                order = np.arange(len(case.graphs[split]))
                for graphs in joined(case.graphs[split], order, size):
                    model(graphs)


def losses_of_both(case: Case, chosen: Ints) -> tuple[float, float]:
    """Return the loss of one training batch, by either side.

    Both have torch's dropout: ours draws other numbers.

    Parameters
    ----------
    case : Case
    chosen : (C,) int64
    """
    ours, plain = case.fresh().train(), PlainBernoulli(case.fresh(), case.backbone)
    with_torch_dropout(ours)
    ours.enter(ours.phases[-1])
    with seeded(SEED, "training"):
        moment = Moment(ours.phases[-1].name, 0)
        found = ours.losses(case.inputs.batch(chosen), moment).total
    with seeded(SEED, "training"):
        graphs = graphs_of(case.inputs, chosen)
        expected, _, _ = plain(
            next(joined(graphs, np.arange(len(chosen)), len(chosen)))
        )
    return found.item(), expected.item()


def timed(epoch: Callable[[Case], None], case: Case) -> tuple[float, float]:
    """Return seconds of the processor, and of the clock."""
    spent, began = time.process_time(), time.perf_counter()
    epoch(case)
    return time.process_time() - spent, time.perf_counter() - began


def compare(case: Case, rounds: int) -> None:
    """Run both sides in turn, and print what came."""
    chosen = case.chosen(Split.TRAIN)[: case.fitting.batch]
    found, expected = losses_of_both(case, chosen)
    if not abs(found - expected) <= AGREEMENT:
        message = f"{case.backbone}: losses {found:.7f} and {expected:.7f}"
        raise SystemExit(message)
    ratios = []
    for _ in range(rounds):
        plain, ours = timed(plain_epoch, case), timed(our_epoch, case)
        ratios.append(tuple(a / b for a, b in zip(plain, ours, strict=True)))
        print(
            f"{case.backbone:18}{plain[0]:7.2f} s{ours[0]:8.2f} s{ratios[-1][0]:7.2f}"
            f"{plain[1]:10.2f} s{ours[1]:8.2f} s{ratios[-1][1]:7.2f}"
        )
    cpu, wall = (statistics.median(column) for column in zip(*ratios, strict=True))
    print(
        f"{case.backbone}: {cpu:.2f} times as fast by the processor's time, {wall:.2f} "
        f"by the clock; goal {GOALS[case.backbone]:.0f}. "
        f"Losses {abs(found - expected):.0e} apart."
    )


def some(clouds: Clouds, fraction: float) -> Clouds:
    """Return a random part of the clouds."""
    number = max(1, round(fraction * len(clouds)))
    random = np.random.default_rng(SEED)
    return clouds.select(np.sort(random.permutation(len(clouds))[:number]))


def main() -> None:
    """Compare each backbone in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edition", nargs="?", default=EDITION)
    parser.add_argument("--data", type=Path, help="data folder, where it is built")
    parser.add_argument("--fraction", type=float, default=1.0, help="of the clouds")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--backbones", nargs="+", choices=[*GOALS], default=[*GOALS])
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    catalog = Catalog.default(given.data)
    whole = catalog.clouds(catalog.edition(given.edition))
    clouds = some(whole, given.fraction)
    print(f"{given.edition}: {len(clouds):,} clouds, {given.threads} threads")
    print(f"{'':18}{'processor':>15}{'':10}{'ratio':>5}{'clock':>13}{'':13}ratio")
    for backbone in given.backbones:
        compare(Case.of(catalog, given.edition, clouds, backbone), given.rounds)


if __name__ == "__main__":
    main()
