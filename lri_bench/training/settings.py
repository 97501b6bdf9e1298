# SPDX-License-Identifier: MIT
"""How a model is fitted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from lri_bench.models import Settings

__all__ = ["FitSettings"]


@dataclass(frozen=True)
class FitSettings:
    """What `fit` must know beside the model and its inputs.

    Attributes
    ----------
    batch : int
        Clouds of a batch, 2 or more.
    learning_rate, weight_decay : float
        Of Adam.
    swap_share : float
        Of the training batches, in which ligands are changed for others and the class
        is 0; only where clouds have ligands.
    seed : int
        Decides on batches, dropout and all that a model draws.
    device : str
        Such as ``cpu`` or ``cuda``.
    bf16 : bool
        Whether training computes in bfloat16 where that is safe, on CUDA alone.
    """

    batch: int
    learning_rate: float
    weight_decay: float
    swap_share: float = 0.0
    seed: int = 0
    device: str = "cpu"
    bf16: bool = False

    @classmethod
    def of(
        cls,
        settings: Settings,
        *,
        seed: int = 0,
        device: str = "cpu",
        bf16: bool = False,
    ) -> Self:
        """Return what the paper sets for a data set.

        Parameters
        ----------
        settings : Settings
            Of the data set.
        seed, device, bf16 : optional
            As the attributes.
        """
        ligand, training = settings.ligand, settings.training
        return cls(
            batch=training.batch,
            learning_rate=training.learning_rate,
            weight_decay=training.weight_decay,
            swap_share=ligand.swap_share if ligand else 0.0,
            seed=seed,
            device=device,
            bf16=bf16,
        )
