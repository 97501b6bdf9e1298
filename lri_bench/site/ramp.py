# SPDX-License-Identifier: MIT
"""Colours of numbers from 0 to 1, in steps, as classes of the style sheet.

The ramp is cividis, which looks nearly the same to people with and without a colour
vision deficiency (Nuñez, Anderton and Renslow 2018, doi 10.1371/journal.pone.0199239).
"""

from __future__ import annotations

from typing import Final

__all__ = ["STEPS", "ramp_class", "ramp_css"]

STEPS: Final = 20

# sRGB of the map at 0, 1/8, …, 1.
_ANCHORS: Final = (
    (0, 34, 78),
    (26, 56, 111),
    (67, 78, 108),
    (97, 101, 111),
    (125, 124, 120),
    (154, 147, 118),
    (187, 173, 109),
    (221, 200, 88),
    (254, 232, 56),
)
_INKS: Final = ("#fff", "#000")


def ramp_class(value: float | None) -> str:
    """Return the class of a cell; values beyond 0 and 1 get that of the end.

    Examples
    --------
    >>> ramp_class(0.5), ramp_class(-0.3), ramp_class(None)
    ('ramp-10', 'ramp-0', '')
    """
    if value is None:
        return ""
    return f"ramp-{round(min(max(value, 0.0), 1.0) * STEPS)}"


def ramp_css() -> str:
    """Return the rules of all classes: a ground, and the ink read best on it."""
    return "".join(
        f".ramp-{step}{{background:#{red:02x}{green:02x}{blue:02x};"
        f"color:{_ink(red, green, blue)}}}\n"
        for step in range(STEPS + 1)
        for red, green, blue in [_colour(step / STEPS)]
    )


def _colour(value: float) -> tuple[int, int, int]:
    place = value * (len(_ANCHORS) - 1)
    left = min(int(place), len(_ANCHORS) - 2)
    share = place - left
    red, green, blue = (
        round(low + share * (high - low))
        for low, high in zip(_ANCHORS[left], _ANCHORS[left + 1], strict=True)
    )
    return red, green, blue


def _ink(*colour: int) -> str:
    """Return white or black, whichever has the higher contrast (WCAG 2.2)."""
    ground = _luminance(*colour)
    white, black = (1.05 / (ground + 0.05), (ground + 0.05) / 0.05)
    return _INKS[black > white]


def _luminance(*colour: int) -> float:
    """Return the relative luminance of an sRGB colour, as WCAG 2.2 defines it."""
    shares = (channel / 255 for channel in colour)
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in shares
    ]
    return sum(x * w for x, w in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
