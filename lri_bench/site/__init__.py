# SPDX-License-Identifier: MIT
"""The leaderboard as pages: static, light, and of use without a network."""

from lri_bench.site.files import site_files

__all__ = ["site_files"]
