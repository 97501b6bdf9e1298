# SPDX-License-Identifier: MIT
"""Explainers: one method a file, one interface."""
