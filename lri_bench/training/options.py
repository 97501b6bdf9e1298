# SPDX-License-Identifier: MIT
"""What one chooses of a training; all else is the paper's."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TrainingOptions"]


@dataclass(frozen=True)
class TrainingOptions:
    """How long, where and how precisely models are trained.

    Attributes
    ----------
    epochs : int or None
        Of every training; those of the paper if None.
    device : str
        Such as ``cpu`` or ``cuda``.
    bf16 : bool
        Whether trainings compute in bfloat16 where that is safe, on CUDA alone.
    """

    epochs: int | None = None
    device: str = "cpu"
    bf16: bool = False

    @property
    def label(self) -> str:
        """Part of the name of a training's folder, such as ``100-epochs``."""
        length = "paper" if self.epochs is None else f"{self.epochs}-epochs"
        return f"{length}-bf16" if self.bf16 else length

    @property
    def words(self) -> tuple[str, ...]:
        """What chooses them on the command line."""
        epochs = () if self.epochs is None else (f"--epochs {self.epochs}",)
        device = () if self.device == "cpu" else (f"--device {self.device}",)
        return (*epochs, *device, *(("--bf16",) if self.bf16 else ()))
