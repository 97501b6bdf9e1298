# SPDX-License-Identifier: MIT
"""Pure functions on scores, truth and offsets."""
