# SPDX-License-Identifier: MIT
"""A small production that several tests share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lri_bench.generators.endcap.decays import TauDecays, decay_ds
from lri_bench.generators.endcap.settings import SETTINGS, Settings
from lri_bench.generators.endcap.spectra import Spectra, make_spectra
from lri_bench.parallel import Workers


@pytest.fixture(scope="session")
def small() -> Settings:
    production = replace(
        SETTINGS.production,
        charm_collisions=1_600,
        minimum_bias_collisions=160,
        tasks=2,
        decays_a_task=1_200,
        pileup_a_task=150,
    )
    return replace(SETTINGS, production=production)


@pytest.fixture(scope="session")
def spectra(small: Settings) -> Spectra:
    return make_spectra(5, small, Workers())


@pytest.fixture(scope="session")
def decays(spectra: Spectra, small: Settings) -> TauDecays:
    return decay_ds(spectra, 1_500, small, np.random.default_rng(8))


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.fixture(scope="session")
def tiny(small: Settings) -> Settings:
    """Return settings with which a build takes a second or two."""
    production = replace(
        small.production,
        charm_collisions=800,
        minimum_bias_collisions=60,
        decays_a_task=600,
        pileup_a_task=60,
    )
    return replace(small, production=production)
