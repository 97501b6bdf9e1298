# SPDX-License-Identifier: MIT
"""How all pictures look, whatever the user's own matplotlibrc says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import matplotlib as mpl

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "ORANGE",
    "PURPLE",
    "SKY",
    "VERMILION",
    "YELLOW",
    "style",
]

# Okabe and Ito, Color Universal Design (2008): told apart by colour-blind people.
BLUE = "#0072B2"
GREEN = "#009E73"
ORANGE = "#E69F00"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
VERMILION = "#D55E00"
YELLOW = "#F0E442"

GREY = "#B4B4B4"
INK = "#222222"

_STYLE: Final = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.titlesize": "medium",
    "figure.dpi": 150,
    "figure.facecolor": "white",  # so that it can be read on a dark page
    "figure.titlesize": "medium",
    "figure.titleweight": "bold",
    "font.size": 9,
    "legend.frameon": False,
    "pdf.fonttype": 42,  # TrueType: many journals refuse what matplotlib else embeds
    "savefig.facecolor": "white",
    "svg.fonttype": "none",  # text stays text: small, and it can be searched
    "svg.hashsalt": "lri-bench",  # else names inside of the file are drawn
    "text.color": INK,
    "xtick.color": INK,
    "xtick.major.width": 0.6,
    "ytick.color": INK,
    "ytick.major.width": 0.6,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw, and write, in the project's style; afterwards all is as it was."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type] # names are literals
        yield
