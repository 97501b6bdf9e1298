# SPDX-License-Identifier: MIT
"""Nothing but a seed in, raw tables out: tracker, endcap, molecules, complexes."""

from __future__ import annotations
