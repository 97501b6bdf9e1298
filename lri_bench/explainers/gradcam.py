# SPDX-License-Identifier: MIT
"""GradCAM (doi 10.1109/ICCV.2017.74), as the LRI paper applies it to points."""

from __future__ import annotations

import torch

from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import frozen
from lri_bench.models import Batch

__all__ = ["GradCAM"]


class GradCAM(Explainer):
    """Activations of the last layer times the logit's gradients at them.

    Activations are what the layer itself makes, after its ReLU and before the residual
    adds what came to it. The importance of a point is the sum over the channels. It
    keeps its sign: a point that speaks against class 1 is less important than one that
    says nothing.
    """

    def explain(self, batch: Batch) -> Explanation:
        """Return importances (N,).

        Parameters
        ----------
        batch : Batch
        """
        with frozen(self.classifier):
            before, made = self.classifier.last_layer(batch)
            made = made.detach().requires_grad_()
            logits = self.classifier.logit_of(before.detach() + made, batch)
            (gradient,) = torch.autograd.grad(logits.sum(), made)
        return Explanation(importance=(made.detach() * gradient).sum(1))
