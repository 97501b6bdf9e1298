# SPDX-License-Identifier: MIT
"""Tau3Mu: hits in the muon endcaps to clouds, with the hits of a tau -> 3 mu event."""
