# SPDX-License-Identifier: MIT
"""A benchmark of explainers of geometric deep learning.

Four scientific data sets of point clouds in which it is known which points
matter, one evaluator that scores any method's importances against that truth,
and a leaderboard regenerated from the submitted files.

>>> from lri_bench import Submission
>>> Submission(method="mine").method
'mine'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lri_bench.clouds import Clouds
    from lri_bench.evaluation import evaluate
    from lri_bench.submission import Submission
    from lri_bench.truth import Truth

__version__ = "0.1.0"

__all__ = ["Clouds", "Submission", "Truth", "__version__", "evaluate"]

_HOMES = {
    "Clouds": "lri_bench.clouds",
    "Submission": "lri_bench.submission",
    "Truth": "lri_bench.truth",
    "evaluate": "lri_bench.evaluation",
}


def __getattr__(name: str) -> Any:
    # numpy is not imported before it is needed: `lri-bench --help` is quick.
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(importlib.import_module(_HOMES[name]), name)
