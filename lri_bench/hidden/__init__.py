# SPDX-License-Identifier: MIT
"""Test sets whose seed is committed to first and revealed later.

docs/hidden-test-sets.md tells who does what, and when.
"""
