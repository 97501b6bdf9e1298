# SPDX-License-Identifier: MIT
"""Where the files of the site lie, relative to its root."""

from __future__ import annotations

import hashlib
import re
from typing import Final

__all__ = ["data_file", "edition_page", "entry_page", "stem"]

_HARMLESS: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,80}")


def stem(name: str) -> str:
    """Return the name of a file, without its end, for an edition or an entry.

    A name that could lead out of its folder becomes a hash.

    Examples
    --------
    >>> stem("synmol@raw"), stem("../x")
    ('synmol-raw', 'x-d6b96a97d147daaa')
    """
    found = name.replace("@", "-", 1)
    if _HARMLESS.fullmatch(found):
        return found
    return f"x-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def edition_page(edition: str) -> str:
    """Return the path of an edition's page."""
    return f"editions/{stem(edition)}.html"


def entry_page(entry: str) -> str:
    """Return the path of an entry's page."""
    return f"entries/{stem(entry)}.html"


def data_file(entry: str) -> str:
    """Return the path of an entry's numbers, from which pages compare two entries."""
    return f"data/{stem(entry)}.js"
