# SPDX-License-Identifier: MIT
"""`Submission`: importances of one method on one or more editions, as a file.

Keys of the ``.npz``: ``format`` and ``method``, and for each edition, with the
prefix ``<dataset>@<edition>/``, the fields of `Part`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from lri_bench.errors import Problem, SubmissionError, raise_if
from lri_bench.ragged import offsets_from_counts
from lri_bench.storage.npz import read_npz, write_npz
from lri_bench.submission.structure import (
    number_problems,
    part_problems,
    top_problems,
)
from lri_bench.types import AnyArray, Offsets

__all__ = ["FORMAT", "LIMIT_BYTES", "Draft", "Part", "Submission"]

FORMAT = "lri-bench/1"

LIMIT_BYTES = 1024**3
"""Most bytes of a submission once decompressed: 100 seeds of the largest
edition (Tau3Mu, 330,000 test points) in float64 take a quarter of it."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """What a submission says of one edition.

    Attributes
    ----------
    cloud_id : (C,) str
        Names of the explained clouds.
    offsets : (C + 1,) int64
        Where each cloud's points begin.
    importance : (N,) or (seeds, N) float
        Higher = more important; nothing else is assumed of the scale.
    order_key : (C,) uint64, optional
        See `lri_bench.clouds.order_keys`.
    covariance : (N, d, d) or (seeds, N, d, d) float, optional
        Learned covariance at each point.
    direction : (N, d) or (seeds, N, d) float, optional
        Direction at each point, of any length.
    logit : (C,) or (seeds, C) float, optional
        What the explained model predicts; positive means class 1.
    logit_without, logit_only : (C,) or (seeds, C) float, optional
        The same with the explained points removed, or with them alone.
    """

    cloud_id: AnyArray
    offsets: AnyArray
    importance: AnyArray
    order_key: AnyArray | None = None
    covariance: AnyArray | None = None
    direction: AnyArray | None = None
    logit: AnyArray | None = None
    logit_without: AnyArray | None = None
    logit_only: AnyArray | None = None

    @property
    def seeds(self) -> int:
        """The number of seeds."""
        return len(self.importance) if self.importance.ndim > 1 else 1

    def columns(self) -> Iterator[tuple[str, AnyArray]]:
        """Yield the fields that are there, by name."""
        for item in fields(self):
            value = getattr(self, item.name)
            if value is not None:
                yield item.name, value


@dataclass(eq=False)
class Submission:
    """Importances of one method on one or more editions.

    Attributes
    ----------
    method : str
        The method's name.
    parts : dict of str to Part
        By edition, such as ``"synmol@raw"``.

    Examples
    --------
    >>> submission = Submission(method="mine").add(
    ...     "synmol@raw",
    ...     cloud_id=["ZINC00001484", "ZINC00002775"],
    ...     importance=[[0.1, 0.9], [0.3, 0.2, 0.5]],
    ... )
    >>> submission.parts["synmol@raw"].offsets
    array([0, 2, 5])
    """

    method: str
    parts: dict[str, Part] = field(default_factory=dict)

    def add(
        self,
        edition: str,
        *,
        cloud_id: Sequence[str] | AnyArray,
        importance: Sequence[Any] | AnyArray,
        offsets: Sequence[int] | Offsets | None = None,
        **optional: npt.ArrayLike,
    ) -> Self:
        """Add the importances of one edition.

        Parameters
        ----------
        edition : str
            ``dataset@edition``.
        cloud_id : (C,) str
            Names of the clouds.
        importance : list of C arrays (n,) or (seeds, n), or flat (N,) or (seeds, N)
            One array per cloud; or all of them flat, with `offsets`.
        offsets : (C + 1,) int64, optional
            Needed where `importance` is flat.
        **optional : array
            ``order_key``, ``covariance``, ``direction``, ``logit``,
            ``logit_without``, ``logit_only``: see `Part`.

        Returns
        -------
        submission : Submission
            This one, so that calls can be chained.

        Raises
        ------
        SubmissionError
            If the shapes do not fit each other.
        """
        if offsets is None:
            importance, offsets = _flattened(edition, importance)
        given = {"offsets": offsets, "importance": importance, **optional}
        arrays = {"cloud_id": np.asarray(cloud_id, dtype=np.str_)}
        arrays |= {k: _array(f"{edition}/{k}", v) for k, v in given.items()}
        problems = part_problems(edition, arrays) + number_problems(edition, arrays)
        raise_if(problems, SubmissionError)
        self.parts[edition] = Part(**arrays)
        return self

    def save(self, path: Path | str) -> None:
        """Write the submission; an older file stays whole until this one is.

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        draft = Draft.of(self)
        arrays = dict(draft.top)
        for edition, columns in draft.parts.items():
            arrays |= {f"{edition}/{name}": value for name, value in columns.items()}
        write_npz(path, arrays)

    @classmethod
    def load(cls, path: Path | str) -> Submission:
        """Read a submission that anybody may have made.

        Parameters
        ----------
        path : Path or str
            An ``.npz``.

        Returns
        -------
        submission : Submission

        Raises
        ------
        SubmissionError
            With every problem of the file's structure. Whether it fits an
            edition is checked by `lri_bench.submission.check.check_part`.
        """
        draft = Draft.read(path)
        raise_if(draft.problems(), SubmissionError)
        return draft.submission()


@dataclass(frozen=True, eq=False)
class Draft:
    """A submission as it stands in a file, well formed or not.

    Attributes
    ----------
    where : str
        The file, for messages.
    top : dict of str to ndarray
        Keys that are not of one edition.
    parts : dict of str to dict of str to ndarray
        Columns by edition.
    """

    where: str
    top: dict[str, AnyArray]
    parts: dict[str, dict[str, AnyArray]]

    @classmethod
    def read(cls, path: Path | str) -> Draft:
        """Read the arrays of a file without judging them.

        Raises
        ------
        SubmissionError
            If the file cannot be read, is no ``.npz``, or is not safe to read.
        """
        arrays = read_npz(path, limit_bytes=LIMIT_BYTES, error=SubmissionError)
        return cls(str(path), *_by_edition(arrays))

    @classmethod
    def of(cls, submission: Submission) -> Draft:
        """Return what the file of a submission would hold."""
        top = {"format": np.array(FORMAT), "method": np.array(submission.method)}
        parts = {name: dict(part.columns()) for name, part in submission.parts.items()}
        return cls("submission", top, parts)

    def problems(self) -> list[Problem]:
        """Return everything that is wrong, before any edition is asked."""
        found = self.top_problems()
        for edition in self.parts:
            found += self.part_problems(edition) + self.number_problems(edition)
        return found

    def top_problems(self) -> list[Problem]:
        """Return what is wrong with the keys that are not of one edition."""
        return top_problems(self.where, self.top, self.parts, FORMAT)

    def part_problems(self, edition: str) -> list[Problem]:
        """Return what is wrong with the form of one part."""
        return part_problems(f"{self.where}: {edition}", self.parts[edition])

    def number_problems(self, edition: str) -> list[Problem]:
        """Return what is wrong with the numbers of one part."""
        return number_problems(f"{self.where}: {edition}", self.parts[edition])

    def submission(self) -> Submission:
        """Return the submission; call it only where there are no problems."""
        parts = {name: Part(**columns) for name, columns in self.parts.items()}
        return Submission(str(self.top["method"]), parts)


def _by_edition(
    arrays: Mapping[str, AnyArray],
) -> tuple[dict[str, AnyArray], dict[str, dict[str, AnyArray]]]:
    """Tell the keys of the file as a whole from those of each edition."""
    top: dict[str, AnyArray] = {}
    parts: dict[str, dict[str, AnyArray]] = {}
    for key, value in arrays.items():
        edition, slash, name = key.partition("/")
        if slash:
            parts.setdefault(edition, {})[name] = value
        else:
            top[key] = value
    return top, parts


def _array(where: str, value: Any) -> AnyArray:
    """Return an array, or say that lists of different lengths make none."""
    try:
        return np.asarray(value)
    except ValueError as error:
        raise SubmissionError(
            Problem(
                where=where,
                expected="numbers in rows of one length",
                got=str(error)[:120],
                cause="seeds of different lengths, or clouds joined into one list",
            )
        ) from error


def _flattened(
    edition: str, importance: Sequence[Any] | AnyArray
) -> tuple[AnyArray, Offsets]:
    """Join one array per cloud into a flat one."""
    if isinstance(importance, np.ndarray) and importance.dtype != np.object_:
        raise SubmissionError(
            Problem(
                where=f"{edition}/importance",
                expected="a list with one array per cloud, or offsets beside it",
                got=f"one array of shape {importance.shape} without offsets",
                cause="where a cloud ends cannot be known",
                run="add(…, importance=flat, offsets=offsets)",
            )
        )
    arrays = [_array(f"{edition}/importance", part) for part in importance]
    shapes = {part.shape[:-1] for part in arrays}
    if len(shapes) != 1 or arrays[0].ndim not in (1, 2):
        raise SubmissionError(
            Problem(
                where=f"{edition}/importance",
                expected="for every cloud (n,) numbers, or (seeds, n) with the "
                "same seeds everywhere",
                got=f"leading shapes {sorted(shapes)}",
                cause="a seed is missing for some clouds",
            )
        )
    flat = np.concatenate(arrays, axis=-1)
    return flat, offsets_from_counts([part.shape[-1] for part in arrays])
