# SPDX-License-Identifier: MIT
"""Tracker events: Pythia 8 collides protons, ACTS leads the particles to hits."""
