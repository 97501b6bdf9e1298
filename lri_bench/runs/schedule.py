# SPDX-License-Identifier: MIT
"""The paper's trainings, made shorter."""

from __future__ import annotations

from typing import Any

from lri_bench.models import Settings

__all__ = ["shortened"]


def shortened(settings: Settings, epochs: int | None) -> Settings:
    """Return settings under which every training has a given number of epochs.

    Parameters
    ----------
    settings : Settings
        Of the data set.
    epochs : int or None
        1 or more, warm-ups included; those of the paper if None.

    Returns
    -------
    settings : Settings
        A warm-up keeps its share of its training, and so does the schedule of
        LRI-Bernoulli's prior, rounded up to whole epochs.
    """
    if epochs is None:
        return settings
    whole = settings.model_dump(mode="json")
    for name in ("lri_bernoulli", "lri_gaussian"):
        for one in whole[name]["backbones"].values():
            _shorten(one, epochs)
    before = max(
        map(_total, settings.model_dump()["lri_bernoulli"]["backbones"].values())
    )
    prior = whole["lri_bernoulli"]
    prior["r_step_epochs"] = max(1, round(prior["r_step_epochs"] * epochs / before))
    _shorten(whole["pointmask"], epochs)
    whole["bernmask_p"]["epochs"] = epochs
    whole["post_hoc"]["warm_up_epochs"] = epochs
    return Settings.model_validate(whole)


def _total(training: dict[str, Any]) -> int:
    return int(training["warm_up_epochs"] + training["epochs"])


def _shorten(training: dict[str, Any], epochs: int) -> None:
    """Share epochs out between warm-up and the rest, which gets at least one."""
    warm_up = round(training["warm_up_epochs"] * epochs / _total(training))
    warm_up = min(warm_up, epochs - 1)
    training["warm_up_epochs"], training["epochs"] = warm_up, epochs - warm_up
