# SPDX-License-Identifier: MIT
"""What exists: cards of the data sets, their editions, where they lie."""
