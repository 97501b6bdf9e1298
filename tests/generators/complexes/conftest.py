# SPDX-License-Identifier: MIT
"""A few designed complexes, made once."""

from __future__ import annotations

import pytest

from lri_bench.generators.complexes.build import draw_orders
from lri_bench.generators.complexes.design import Design, Order, design_complex

SEED = 5


@pytest.fixture(scope="session")
def orders() -> list[Order]:
    """Four complexes, one of them positive."""
    return draw_orders(4, SEED)


@pytest.fixture(scope="session")
def designs(orders: list[Order]) -> list[Design]:
    return [design_complex(order) for order in orders]
