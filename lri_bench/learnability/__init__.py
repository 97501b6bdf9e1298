# SPDX-License-Identifier: MIT
"""Whether a plain classifier learns the class, and whether it needs the truth.

A generated edition is of use only if its class can be learnt about as well as the
paper's, and not without the points that are called important.
"""

from lri_bench.learnability.report import Learnability, Score
from lri_bench.learnability.run import learnability
from lri_bench.learnability.settings import VIEWS, Training

__all__ = ["VIEWS", "Learnability", "Score", "Training", "learnability"]
