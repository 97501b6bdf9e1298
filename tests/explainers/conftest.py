# SPDX-License-Identifier: MIT
"""Tests of explainers leave the other cores alone."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="needs the extra [models]")


@pytest.fixture(autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)
