# SPDX-License-Identifier: MIT
"""The outside: the record's files, read without trusting a byte of them."""
