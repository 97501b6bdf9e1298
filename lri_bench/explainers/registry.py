# SPDX-License-Identifier: MIT
"""All explainers by name.

    method = explainer_method("ggig")
    explainer = method.make(Explained(classifier, load_settings("synmol"), "egnn"))

`make_explainer` takes a user's own method too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lri_bench.board.entry import Track
from lri_bench.errors import DataError, unknown_name
from lri_bench.explainers.bernmask import BernMask, Fitting
from lri_bench.explainers.captum_methods import (
    InputXGradient,
    IntegratedGradients,
    Saliency,
    SmoothGrad,
)
from lri_bench.explainers.explainer import Explainer
from lri_bench.explainers.ggig import GGIG, Climbs
from lri_bench.explainers.gradcam import GradCAM
from lri_bench.explainers.gradgeo import GradGeo
from lri_bench.explainers.occlusion import Occlusion
from lri_bench.explainers.random import RandomImportance
from lri_bench.explainers.user import UserExplainer, is_user_method
from lri_bench.models import Classifier, Settings
from lri_bench.models.settings import BackboneName

__all__ = [
    "EXPLAINERS",
    "Explained",
    "Make",
    "Method",
    "explainer_method",
    "make_explainer",
]

_ASCENT_GRADIENTS = 100  # J of the paper on its largest images


@dataclass(frozen=True, eq=False)
class Explained:
    """What a method is made for.

    Attributes
    ----------
    classifier : Classifier
        Trained.
    settings : Settings
        Of the data set.
    backbone : str
        Name of the classifier's backbone.
    seed : int
        Of what the method draws.
    """

    classifier: Classifier
    settings: Settings
    backbone: BackboneName
    seed: int = 0


Make = Callable[[Explained], Explainer]
"""Makes an explainer."""


@dataclass(frozen=True, kw_only=True)
class Method:
    """One explainer.

    Attributes
    ----------
    track : Track
        Whether it explains a classifier that is trained already, or learns with it; or
        is there for comparison alone.
    summary : str
        What the importances are, in one sentence.
    doi : str
        Of where it comes from; empty where that is nowhere.
    make : callable
    """

    track: Track
    summary: str
    doi: str
    make: Make


EXPLAINERS: Final[Mapping[str, Method]] = MappingProxyType(
    {
        "gradgeo": Method(
            track=Track.POST_HOC,
            summary="length of the logit's gradient at the point's position",
            doi="10.48550/arXiv.2210.16966",
            make=lambda given: GradGeo(given.classifier),
        ),
        "gradcam": Method(
            track=Track.POST_HOC,
            summary="the last layer's activations times their gradients, summed",
            doi="10.1109/ICCV.2017.74",
            make=lambda given: GradCAM(given.classifier),
        ),
        "bernmask": Method(
            track=Track.POST_HOC,
            summary="a mask fitted to each cloud, under which messages still give the "
            "same prediction (GNNExplainer)",
            doi="10.48550/arXiv.1903.03894",
            make=lambda given: BernMask(
                given.classifier, Fitting.of(given.settings, given.backbone)
            ),
        ),
        "ggig": Method(
            track=Track.POST_HOC,
            summary="the largest gradient of each coordinate on the way from the "
            "cloud's centroid to the cloud, without ascent",
            doi="10.48550/arXiv.2206.05903",
            make=lambda given: GGIG(given.classifier),
        ),
        "ggig-ascent": Method(
            track=Track.POST_HOC,
            summary="ggig with 100 steps of gradient ascent from each place on the way",
            doi="10.48550/arXiv.2206.05903",
            make=lambda given: GGIG(
                given.classifier, Climbs(gradients=_ASCENT_GRADIENTS)
            ),
        ),
        "ggig-point": Method(
            track=Track.POST_HOC,
            summary="ggig with the longest gradient of each point as a whole, which "
            "does not depend on axes",
            doi="10.48550/arXiv.2206.05903",
            make=lambda given: GGIG(given.classifier, Climbs(choice="point")),
        ),
        "integrated-gradients": Method(
            track=Track.POST_HOC,
            summary="gradients summed on the way from the cloud's centroid to the "
            "cloud, times the way",
            doi="10.48550/arXiv.1703.01365",
            make=lambda given: IntegratedGradients(given.classifier),
        ),
        "saliency": Method(
            track=Track.POST_HOC,
            summary="length of the logit's gradient; gradgeo by Captum",
            doi="10.48550/arXiv.1312.6034",
            make=lambda given: Saliency(given.classifier),
        ),
        "input-x-gradient": Method(
            track=Track.POST_HOC,
            summary="the gradient times the position from the centroid",
            doi="10.48550/arXiv.1605.01713",
            make=lambda given: InputXGradient(given.classifier),
        ),
        "smoothgrad": Method(
            track=Track.POST_HOC,
            summary="the mean gradient of 25 clouds with noise",
            doi="10.48550/arXiv.1706.03825",
            make=lambda given: SmoothGrad(given.classifier, seed=given.seed),
        ),
        "occlusion": Method(
            track=Track.POST_HOC,
            summary="by how much the predicted class loses when the point is removed",
            doi="10.1007/978-3-319-10590-1_53",
            make=lambda given: Occlusion(given.classifier),
        ),
        "random": Method(
            track=Track.REFERENCE,
            summary="uniform random numbers",
            doi="",
            make=lambda given: RandomImportance(given.classifier, seed=given.seed),
        ),
    }
)
"""Methods by the name that commands take."""


def explainer_method(name: str) -> Method:
    """Return a method that comes with the project.

    Raises
    ------
    DataError
        If there is none of that name.
    """
    if name not in EXPLAINERS:
        run = "lri-bench explain --help"
        raise DataError(unknown_name("method", name, EXPLAINERS, run))
    return EXPLAINERS[name]


def make_explainer(name: str, given: Explained) -> Explainer:
    """Return an explainer of this project, or a user's own.

    Parameters
    ----------
    name : str
        A name in `EXPLAINERS`, or ``path/to/file.py:MyExplainer``.
    given : Explained

    Raises
    ------
    DataError
        If there is none of that name, or a user's own cannot be made.
    """
    if is_user_method(name):
        return UserExplainer(given.classifier, name)
    return explainer_method(name).make(given)
