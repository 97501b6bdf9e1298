# SPDX-License-Identifier: MIT
"""Whether explanations depend on the model, and whether the model uses the truth."""

from lri_bench.sanity.certificate import certificate
from lri_bench.sanity.perturbation import LEVELS, Perturbation, perturbation
from lri_bench.sanity.randomisation import Step, randomisation
from lri_bench.sanity.report import CLOUDS, Sanity, sanity

__all__ = [
    "CLOUDS",
    "LEVELS",
    "Perturbation",
    "Sanity",
    "Step",
    "certificate",
    "perturbation",
    "randomisation",
    "sanity",
]
