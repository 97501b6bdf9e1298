# SPDX-License-Identifier: MIT
"""Leave one point out, and see what becomes of the logit.

The plainest of occlusions (doi 10.1007/978-3-319-10590-1_53); slow, and honest: the
point is gone and its neighbours find others.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.explainers.positions import POINTS_AT_ONCE, predicted_sign
from lri_bench.models import Batch, Classifier

__all__ = ["Occlusion"]


class Occlusion(Explainer):
    """By how much the logit of the predicted class falls without the point.

    The class is the one that is predicted for the whole cloud. A point that speaks
    against it has an importance below 0. Ligands stay whole.

    Parameters
    ----------
    classifier : Classifier
    points_at_once : int
        About how many points go through the network together.
    """

    def __init__(
        self, classifier: Classifier, *, points_at_once: int = POINTS_AT_ONCE
    ) -> None:
        super().__init__(classifier)
        self._points_at_once = points_at_once

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,).

        Parameters
        ----------
        batch : Batch
        """
        with frozen(self.classifier), torch.no_grad():
            whole = self.classifier(batch)
            ligand = self.classifier.ligand_of(batch)
            found = [whole.new_empty(0)]
            for gone in self._portions(batch):
                cloud = batch.owner[gone]
                left = self.classifier.rejoined(_without(batch, gone))
                beside = None if ligand is None else ligand[cloud]
                seen = self.classifier.embeddings(left)
                logits = self.classifier.logit_of(seen, left, beside)
                found.append(predicted_sign(whole)[cloud] * (whole[cloud] - logits))
        return Explanation(importance=torch.cat(found))

    def _portions(self, batch: Batch) -> Iterator[torch.Tensor]:
        """Yield all points, some at a time, so that what is left of clouds fits."""
        points = torch.arange(len(batch.pos), device=batch.owner.device)
        cost = batch.ptr.diff()[batch.owner].cumsum(0)
        sizes = torch.unique_consecutive(
            cost // self._points_at_once, return_counts=True
        )[1]
        yield from torch.split(points, sizes.tolist())


def _without(batch: Batch, gone: torch.Tensor) -> Batch:
    """Return clouds of which one point each is gone, without edges and ligands.

    Parameters
    ----------
    batch : Batch
    gone : (K,) int64
        Points of the batch.

    Returns
    -------
    left : Batch
        Cloud `k` is that of the point ``gone[k]``, without it.
    """
    cloud = batch.owner[gone]
    size = batch.ptr.diff()[cloud]
    ptr = torch.cat([size.new_zeros(1), size.cumsum(0)])
    shift = torch.repeat_interleave(batch.ptr[cloud] - ptr[:-1], size)
    place = torch.arange(len(shift), device=shift.device) + shift
    place = place[place != torch.repeat_interleave(gone, size)]
    return Batch(
        pos=batch.pos[place],
        categorical=batch.categorical[place],
        scalar=batch.scalar[place],
        owner=torch.arange(len(gone), device=gone.device).repeat_interleave(size - 1),
        ptr=torch.cat([size.new_zeros(1), (size - 1).cumsum(0)]),
        edges=batch.edges[:, :0],
        y=batch.y[cloud],
    )
