# SPDX-License-Identifier: MIT
"""Why a complex cannot be a cloud."""

from __future__ import annotations

__all__ = ["UnusableError"]


class UnusableError(ValueError):
    """A structure cannot be used; the message says why, in a few words.

    Never reaches a user: the complex is left out and named in the findings.
    """
