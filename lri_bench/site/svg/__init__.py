# SPDX-License-Identifier: MIT
"""Figures of the pages, drawn as SVG; colours are left to the style sheet."""
