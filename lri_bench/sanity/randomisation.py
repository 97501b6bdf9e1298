# SPDX-License-Identifier: MIT
"""Model randomisation: layers re-initialised in cascade, from the head down.

After doi 10.48550/arXiv.1810.03292: an explanation that stays as it was does not
depend on what the model learnt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from lri_bench.explainers.explainer import Explainer
from lri_bench.models import Batch
from lri_bench.sanity.said import copied, networks, rank_correlation, said_by
from lri_bench.training.chance import seeded

__all__ = ["Step", "randomisation", "reinitialise", "stages"]


@dataclass(frozen=True)
class Step:
    """One step of the cascade.

    Attributes
    ----------
    name : str
        What was re-initialised last; all steps before it stay so.
    correlation : float
        Mean rank correlation of importances with those of the trained model.
    """

    name: str
    correlation: float


def randomisation(
    explainer: Explainer, batches: Sequence[Batch], seed: int = 0
) -> tuple[Step, ...]:
    """Explain after each step of the cascade.

    Parameters
    ----------
    explainer : Explainer
        Not changed.
    batches : sequence of Batch
    seed : int
        Of the new weights.
    """
    before, other = said_by(explainer, batches), copied(explainer)
    steps = []
    device = next(networks(other).parameters()).device
    with seeded(seed, device=device):
        for name, modules in stages(networks(other)):
            for module in modules:
                reinitialise(module)
            after = said_by(other, batches)
            steps.append(Step(name, rank_correlation(before, after)))
    return tuple(steps)


def stages(network: nn.Module) -> list[tuple[str, list[nn.Module]]]:
    """Return names and modules of the steps, in turn.

    Parameters
    ----------
    network : nn.Module

    Returns
    -------
    stages : list of (str, list of nn.Module)
        What a method makes of embeddings, the head, layers from the last to the
        first, embeddings. Encoders of ligands, and those of a method's own, fall
        layer by layer with the classifier's. All modules with weights are there.
    """
    found: dict[tuple[int, int, str], list[nn.Module]] = defaultdict(list)
    for name, module in network.named_modules():
        if any(True for _ in module.parameters(recurse=False)):
            found[_stage(name.split("."))].append(module)
    return [(key[-1], found[key]) for key in sorted(found)]


def _stage(parts: list[str]) -> tuple[int, int, str]:
    """Return the rank of a module's step, and the name of the step."""
    if "perceptron" in parts:
        return 0, 0, "explainer"
    if "head" in parts:
        return 1, 0, "head"
    if "layers" in parts:
        number = int(parts[parts.index("layers") + 1])
        return 2, -number, f"layer {number + 1}"
    return 3, 0, "embeddings"


def reinitialise(module: nn.Module) -> None:
    """Draw weights as a new model does; running statistics stay.

    Parameters
    ----------
    module : nn.Module
        Of a kind that models are made of.
    """
    if isinstance(module, nn.BatchNorm1d):
        with torch.no_grad():
            module.weight.fill_(1)
            module.bias.fill_(0)
    elif isinstance(module, nn.Embedding):
        nn.init.xavier_uniform_(module.weight)
    elif isinstance(module, nn.Linear):
        module.reset_parameters()
    else:
        msg = f"it is not known how {type(module).__name__} begins"
        raise TypeError(msg)
