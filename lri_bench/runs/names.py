# SPDX-License-Identifier: MIT
"""Methods that are trained before they explain, and what each begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lri_bench.board.entry import Track
from lri_bench.errors import DataError, Problem, unknown_name
from lri_bench.explainers.bernmask_p import BernMaskP
from lri_bench.explainers.lri_bernoulli import LriBernoulli
from lri_bench.explainers.lri_gaussian import LriGaussian
from lri_bench.explainers.pointmask import PointMask
from lri_bench.explainers.registry import EXPLAINERS
from lri_bench.explainers.user import is_user_method, load_class
from lri_bench.references import REFERENCES

__all__ = ["TRAINED", "TrainedName", "method_problems", "trained_names"]


@dataclass(frozen=True, kw_only=True)
class TrainedName:
    """A method that is trained.

    Attributes
    ----------
    track : Track
    summary : str
        What the importances are, in one sentence.
    doi : str
        Of where it comes from.
    method : type
        Made with settings, backbone, and either the description of its inputs or a
        trained classifier.
    on_classifier : bool
        Whether it explains a classifier that was trained without it.
    gaussian : bool
        Whether its inputs have the geometry of LRI-Gaussian.
    """

    track: Track
    summary: str
    doi: str
    method: type[BernMaskP | LriBernoulli | LriGaussian | PointMask]
    on_classifier: bool = False
    gaussian: bool = False


TRAINED: Final[Mapping[str, TrainedName]] = {
    "lri-bernoulli": TrainedName(
        track=Track.INHERENT,
        summary="probability that a point exists, learnt with the classifier",
        doi="10.48550/arXiv.2210.16966",
        method=LriBernoulli,
    ),
    "lri-gaussian": TrainedName(
        track=Track.INHERENT,
        summary="how little a point may move, learnt with the classifier",
        doi="10.48550/arXiv.2210.16966",
        method=LriGaussian,
        gaussian=True,
    ),
    "pointmask": TrainedName(
        track=Track.INHERENT,
        summary="a mask that draws coordinates inwards, learnt with the classifier",
        doi="10.48550/arXiv.2007.04525",
        method=PointMask,
    ),
    "bernmask-p": TrainedName(
        track=Track.POST_HOC,
        summary="a mask that a perceptron predicts from embeddings (PGExplainer)",
        doi="10.48550/arXiv.2011.04573",
        method=BernMaskP,
        on_classifier=True,
    ),
}
"""By the name that commands take."""


def method_problems(method: str) -> Iterator[Problem]:
    """Tell a name that is no method's, or what is wrong with a user's own class.

    Parameters
    ----------
    method : str
    """
    if is_user_method(method):
        # Before anything is trained that it would explain.
        try:
            load_class(method)
        except DataError as error:
            yield from error.problems
        return
    known = [item.name for item in REFERENCES]
    known += [name for name in (*TRAINED, *EXPLAINERS) if name not in known]
    if method not in known:
        yield unknown_name("method", method, known, "lri-bench explain --help")


def trained_names() -> tuple[str, ...]:
    """Return the names of the methods that are trained before they explain."""
    return tuple(TRAINED)
