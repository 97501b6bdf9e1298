# SPDX-License-Identifier: MIT
"""ActsTrack: events of a tracker to clouds of hits, with the two leptons of a Z."""
