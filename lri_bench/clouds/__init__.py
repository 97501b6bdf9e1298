# SPDX-License-Identifier: MIT
"""Clouds of points: the one data structure between all rooms."""

from __future__ import annotations

from lri_bench.clouds.alternatives import Alternatives
from lri_bench.clouds.columns import Clouds
from lri_bench.clouds.order_key import OrderKeyColumns, order_keys
from lri_bench.clouds.schema import Split

__all__ = ["Alternatives", "Clouds", "OrderKeyColumns", "Split", "order_keys"]
