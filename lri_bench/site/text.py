# SPDX-License-Identifier: MIT
"""Texts and numbers as pages show them; texts of strangers are made harmless."""

from __future__ import annotations

import unicodedata
from urllib.parse import urlsplit

from lri_bench.board.model import BoardScore, Range

__all__ = [
    "fixed",
    "interval",
    "milliseconds",
    "ranks",
    "readable",
    "safe_link",
    "shortened",
]

_MAX_MARKS = 2
"""Combining marks on one letter: more paint over the lines above and below."""


def readable(text: str) -> str:
    r"""Return `text` without what could mislead a reader.

    Characters that cannot be seen, or that turn the direction of writing, are written
    out; piles of combining marks are cut. HTML is not escaped here.

    Parameters
    ----------
    text : str
        Of a stranger.

    Examples
    --------
    >>> readable("abc\u202edef")
    'abc\\u202edef'
    """
    if text.isascii() and text.isprintable():
        return text
    kept, marks = [], 0
    for character in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks <= _MAX_MARKS:
            kept.append(_visible(character))
    return "".join(kept)


def safe_link(address: object) -> str:
    """Return an address if it is one of the web, else nothing.

    Examples
    --------
    >>> safe_link("https://doi.org/10.5281/zenodo.7265547")
    'https://doi.org/10.5281/zenodo.7265547'
    >>> safe_link("javascript:alert(1)")
    ''
    """
    text = str(address or "")
    if not text.isascii() or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.hostname else ""


def shortened(text: str, length: int) -> str:
    """Return the beginning of a text that would not fit into a figure."""
    text = readable(text)
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def fixed(value: float | None, digits: int = 3) -> str:
    """Return a number with a fixed number of digits; nothing for none."""
    return "" if value is None else f"{value:.{digits}f}"


def interval(score: BoardScore, digits: int = 3) -> str:
    """Return both ends of an interval, such as ``0.944 to 0.960``."""
    if score.low is None or score.high is None:
        return ""
    return f"{score.low:.{digits}f} to {score.high:.{digits}f}"


def ranks(found: Range | None) -> str:
    """Return the ranks that a row can have, a range or one number; nothing for none."""
    if found is None:
        return ""
    if found.first == found.last:
        return str(found.first)
    return f"{found.first}–{found.last}"  # noqa: RUF001 - a range, as it is printed


def milliseconds(seconds: float | None) -> str:
    """Return seconds in milliseconds, with two digits that count.

    Examples
    --------
    >>> milliseconds(0.28), milliseconds(0.00042), milliseconds(12.34)
    ('280', '0.42', '12,340')
    """
    if seconds is None:
        return ""
    value = seconds * 1000
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _visible(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    return character.encode("unicode_escape").decode()
