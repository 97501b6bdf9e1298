# SPDX-License-Identifier: MIT
"""Write pictures: the same picture makes the same bytes."""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from lri_bench.errors import OutputError, Problem
from lri_bench.storage.atomic import atomic_writer

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["FORMATS", "encoded", "save"]

# What would otherwise tell the day and the version of matplotlib.
_METADATA = {
    "svg": {"Date": None, "Creator": "lri-bench"},
    "png": {"Software": "lri-bench"},
    "pdf": {"Creator": "lri-bench", "CreationDate": None, "Producer": None},
}

FORMATS = tuple(_METADATA)
"""Kinds of files, by the end of their names."""


def encoded(figure: Figure, kind: str) -> bytes:
    """Return a picture as the bytes of a file.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        As `draw` returns it.
    kind : str
        One of `FORMATS`.
    """
    from lri_bench.pictures.style import style  # noqa: PLC0415 - matplotlib

    file = BytesIO()
    with style(), warnings.catch_warnings():
        # A name may have letters that the font lacks; they become boxes.
        warnings.filterwarnings("ignore", r"Glyph .* missing", UserWarning)
        figure.savefig(file, format=kind, metadata=_METADATA[kind])
    return file.getvalue()


def save(figure: Figure, path: Path) -> None:
    """Write a picture.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        As `draw` returns it.
    path : Path
        Its end, ``.svg``, ``.png`` or ``.pdf``, tells the format.

    Raises
    ------
    OutputError
        If it ends in something else, or cannot be written.
    """
    kind = path.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        expected = " or ".join(f".{known}" for known in FORMATS)
        raise OutputError(
            Problem(str(path), f"a name that ends in {expected}", f"'{path.suffix}'")
        )
    content = encoded(figure, kind)
    with atomic_writer(path) as file:
        file.write(content)
