# SPDX-License-Identifier: MIT
"""Whether what an explainer returned is what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import torch

from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.explainers.explainer import Explanation
from lri_bench.models import Batch

__all__ = ["check_explanation"]


def check_explanation(
    explanation: Any, batch: Batch, where: str = "explanation"
) -> None:
    """Check an explanation of some clouds.

    Parameters
    ----------
    explanation : Explanation
        Or whatever else a user's method returned.
    batch : Batch
        What was explained.
    where : str
        Who explained, for the messages.

    Raises
    ------
    DataError
        With all that is wrong.
    """
    raise_if(_problems(explanation, batch, where), DataError)


def _problems(explanation: Any, batch: Batch, where: str) -> Iterator[Problem]:
    if not isinstance(explanation, Explanation):
        expected = "an lri_bench.explainers.Explanation"
        yield Problem(where, expected, _kind(explanation))
        return
    points, dimension = batch.pos.shape
    shapes = {
        "importance": (points,),
        "direction": (points, dimension),
        "covariance": (points, dimension, dimension),
        "logit": (len(batch),),
    }
    for item in fields(explanation):
        value = getattr(explanation, item.name)
        if value is not None or item.name == "importance":
            there = f"{where}: {item.name}"
            yield from _column_problems(there, value, shapes[item.name])


def _column_problems(
    where: str, value: Any, shape: tuple[int, ...]
) -> Iterator[Problem]:
    if not isinstance(value, torch.Tensor):
        yield Problem(where, "a tensor", _kind(value))
        return
    if tuple(value.shape) != shape:
        yield Problem(where, f"shape {shape}", f"shape {tuple(value.shape)}")
    if not value.is_floating_point():
        yield Problem(where, "a dtype of floats", str(value.dtype))
        return
    wrong = int((~torch.isfinite(value)).sum())
    if wrong:
        got = f"NaN or infinity in {wrong:,} of {value.numel():,} numbers"
        yield Problem(where, "finite numbers", got)


def _kind(value: Any) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix(
        "builtins."
    )
