# SPDX-License-Identifier: MIT
"""Editions of a dozen clouds."""

from few_clouds import few

__all__ = ["few"]
