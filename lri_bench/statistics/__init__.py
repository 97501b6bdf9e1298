# SPDX-License-Identifier: MIT
"""What can be told apart, and what cannot: pure functions on bootstrap replicates."""
