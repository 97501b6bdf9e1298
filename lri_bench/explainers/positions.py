# SPDX-License-Identifier: MIT
"""Logits as a function of where points are, for several places of them at once."""

from __future__ import annotations

from dataclasses import replace

import torch

from lri_bench.explainers.explainer import Explanation
from lri_bench.models import Batch, Classifier
from lri_bench.models.segments import sum_at

__all__ = [
    "POINTS_AT_ONCE",
    "LogitsAt",
    "centroids",
    "pointing",
    "predicted_sign",
    "repeated",
]

POINTS_AT_ONCE = 8192
"""Points in one pass of a network, where there is a choice: more are not faster."""


class LogitsAt:
    """The logits of some clouds as a function of positions.

    The graph is that of the unmoved points throughout: so the function has no jumps,
    and moving all points towards one does not join them all.

    Parameters
    ----------
    classifier : Classifier
        Best frozen; see `lri_bench.explainers.frozen`.
    batch : Batch
        C clouds of N points.
    """

    def __init__(self, classifier: Classifier, batch: Batch) -> None:
        self._classifier = classifier
        self._batch = batch
        with torch.no_grad():
            self._ligand = classifier.ligand_of(batch)
        self._repeated: dict[int, Batch] = {1: batch}

    def __call__(self, pos: torch.Tensor) -> torch.Tensor:
        """Return the logits with the points elsewhere.

        Parameters
        ----------
        pos : (n * N, d) float
            Positions of all points, n times one after the other.

        Returns
        -------
        logits : (n * C,) float
        """
        times = len(pos) // len(self._batch.pos)
        batch = self._repeated.get(times)
        if batch is None:
            batch = self._repeated[times] = repeated(self._batch, times)
        moved = replace(batch, pos=pos)
        ligand = None if self._ligand is None else self._ligand.repeat(times, 1)
        found = self._classifier.embeddings(moved)
        return self._classifier.logit_of(found, moved, ligand)

    def gradient(
        self, pos: torch.Tensor, factor: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Return the gradient of each cloud's logit at the positions of its points.

        Parameters
        ----------
        pos : (n * N, d) float
            As `__call__` takes them.
        factor : (C,) float, optional
            Of the logits of each cloud.

        Returns
        -------
        gradient : (n * N, d) float
        """
        leaf = pos.detach().requires_grad_()
        logits = self(leaf)
        if factor is not None:
            logits = logits.view(-1, len(factor)) * factor
        # No cloud's logit depends on another's points: the sum loses nothing.
        return torch.autograd.grad(logits.sum(), leaf)[0]


def repeated(batch: Batch, times: int) -> Batch:
    """Return a batch several times, one after the other, without ligands.

    Parameters
    ----------
    batch : Batch
    times : int

    Returns
    -------
    batch : Batch
        Cloud `c` is the clouds ``c + C * turn``.
    """
    turn = torch.arange(times, device=batch.ptr.device)[:, None]
    ends = batch.ptr[1:] + turn * len(batch.pos)
    return Batch(
        pos=batch.pos.repeat(times, 1),
        categorical=batch.categorical.repeat(times, 1),
        scalar=batch.scalar.repeat(times, 1),
        owner=(batch.owner + turn * len(batch)).flatten(),
        ptr=torch.cat([batch.ptr[:1], ends.flatten()]),
        edges=(batch.edges[:, None] + turn * len(batch.pos)).flatten(1),
        y=batch.y.repeat(times),
    )


def centroids(batch: Batch) -> torch.Tensor:
    """Return (N, d) float, for each point the centroid of its cloud.

    Parameters
    ----------
    batch : Batch
    """
    sums = sum_at(batch.pos, batch.owner, len(batch))
    mean = sums / batch.ptr.diff().clamp(min=1)[:, None]
    return mean.index_select(0, batch.owner)


def predicted_sign(logits: torch.Tensor) -> torch.Tensor:
    """Return (C,) float, 1 where class 1 is predicted and -1 where class 0 is.

    Parameters
    ----------
    logits : (C,) float
        The logit of class 0 is minus that of class 1.
    """
    return torch.where(logits > 0, 1.0, -1.0).to(logits).detach()


def pointing(vectors: torch.Tensor) -> Explanation:
    """Return the explanation that one vector a point gives.

    Parameters
    ----------
    vectors : (N, d) float
        The importance is their Euclidean length, and the direction is theirs.
    """
    vectors = vectors.detach()
    length = torch.linalg.vector_norm(vectors, dim=1)
    return Explanation(importance=length, direction=vectors)
