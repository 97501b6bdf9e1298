# SPDX-License-Identifier: MIT
"""From entries to the leaderboard."""
