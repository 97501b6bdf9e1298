# SPDX-License-Identifier: MIT
"""Files on disk: written whole or not at all, read without trust."""
