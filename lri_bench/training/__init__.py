# SPDX-License-Identifier: MIT
"""Fit what can be trained: seeds, best epoch, checkpoints that resume."""
