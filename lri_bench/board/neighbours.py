# SPDX-License-Identifier: MIT
"""A submission held against entries near it, on the same draws of clouds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lri_bench.board.measured import DIGITS, headline_of
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import LriBenchError
from lri_bench.evaluation import check
from lri_bench.evaluation.headline import BOOTSTRAP, Headline
from lri_bench.statistics.pairs import compare
from lri_bench.statistics.resolution import CONFIDENCE
from lri_bench.submission.file import Submission
from lri_bench.truth import Truth

__all__ = ["Files", "Neighbour", "neighbours_of"]


@dataclass(frozen=True)
class Neighbour:
    """A submission compared with a method near it, on the same draws of clouds.

    Attributes
    ----------
    name : str
        Of the other method, and its backbone.
    difference : float
        Headline of the submission minus that of the other.
    low, high : float
        95 % interval of the difference.
    p : float
        Of no difference; for this one comparison, where the board corrects for all.
    """

    name: str
    difference: float
    low: float
    high: float
    p: float

    @property
    def is_sure(self) -> bool:
        """Whether the two are told apart with 95 %."""
        return self.p < 1 - CONFIDENCE


class Files:
    """Submissions, each of which is read once.

    Parameters
    ----------
    catalog : Catalog
        Where truth is looked up; the entries lie beside its cards.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._read: dict[Path, tuple[Submission, dict[str, Truth]] | None] = {}

    def of_entry(self, entry: str) -> Path:
        """Return where the file of an entry lies."""
        return self._catalog.shipped.parent / "submissions" / entry / "submission.npz"

    def headline(self, file: Path, edition: str) -> Headline | None:
        """Return what a file scores; None of one that cannot be scored (any more)."""
        if file not in self._read:
            try:
                self._read[file] = check(file, catalog=self._catalog)
            except LriBenchError:
                self._read[file] = None
        found = self._read[file]
        if found is None or edition not in found[0].parts:
            return None
        return headline_of(found[0].parts[edition], found[1][edition])


def neighbours_of(
    files: Files, file: Path, edition: str, near: Mapping[str, str]
) -> tuple[Neighbour, ...]:
    """Compare a submission with some entries.

    Parameters
    ----------
    files : Files
    file : Path
        The submission.
    edition : str
        ``dataset@edition``.
    near : mapping of str to str
        Names of the entries to compare with, by folder.

    Returns
    -------
    neighbours : tuple of Neighbour
        In the order of `near`, without those whose files cannot be scored.
    """
    mine = files.headline(file, edition)
    if mine is None:
        return ()
    drawn = mine.replicates(BOOTSTRAP)
    result = []
    for entry, name in near.items():
        other = files.headline(files.of_entry(entry), edition)
        if other is not None:
            values = np.array([mine.value, other.value])
            found = compare(values, np.stack([drawn, other.replicates(BOOTSTRAP)]))
            columns = (found.difference, found.low, found.high, found.p)
            numbers = (round(float(column[0]), DIGITS) for column in columns)
            result.append(Neighbour(name, *numbers))
    return tuple(result)
