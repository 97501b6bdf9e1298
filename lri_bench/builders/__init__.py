# SPDX-License-Identifier: MIT
"""From raw tables to clouds."""
