# SPDX-License-Identifier: MIT
"""What is known of an epoch, and which epoch is the best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["EpochRecord", "Report", "best_of", "quiet"]


@dataclass(frozen=True)
class EpochRecord:
    """One epoch.

    Attributes
    ----------
    phase : str
    epoch : int
        Within the phase, from 0.
    epochs : int
        Of the phase.
    losses : mapping of str to float
        Means over the training clouds: ``total``, and what it is made of.
    valid_loss : float
        Cross-entropy of the validation clouds.
    valid_auc : float
        Prediction ROC AUC of the validation clouds.
    seconds : float
        For training and validation. Records of equal trainings are equal without it.
    """

    phase: str
    epoch: int
    epochs: int
    losses: Mapping[str, float]
    valid_loss: float
    valid_auc: float
    seconds: float = field(compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)

    @property
    def rank(self) -> tuple[float, float]:
        """What is higher the better an epoch is."""
        return self.valid_auc, -self.valid_loss


Report = Callable[[EpochRecord], None]
"""Is told of each epoch once its results are safe; what it raises ends the training."""


def quiet(_: EpochRecord) -> None:
    """Show nothing."""


def best_of(records: Iterable[EpochRecord], phase: str) -> EpochRecord | None:
    """Return the best epoch of a phase; of equally good ones the first.

    Parameters
    ----------
    records : iterable of EpochRecord
    phase : str

    Returns
    -------
    best : EpochRecord or None
        None if the phase has no epoch yet.
    """
    found = [record for record in records if record.phase == phase]
    return max(found, key=lambda record: record.rank, default=None)
