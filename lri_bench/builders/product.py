# SPDX-License-Identifier: MIT
"""What a builder hands over: clouds, and what it found on the way."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lri_bench import __version__
from lri_bench.clouds import Clouds

__all__ = ["Product", "provenance"]


@dataclass(frozen=True)
class Product:
    """Clouds of an edition, as built.

    Attributes
    ----------
    clouds : Clouds
    findings : tuple of str
        Sentences for the person who builds: what was dropped, what was checked.
    blind : Clouds or None
        Of a hidden edition, what may be shown before its answers are.
    """

    clouds: Clouds
    findings: tuple[str, ...]
    blind: Clouds | None = None


def provenance(
    edition: str, packages: tuple[str, ...], sources: Mapping[str, str]
) -> dict[str, Any]:
    """Return where clouds come from, for `Clouds.meta`.

    Parameters
    ----------
    edition : str
        ``dataset@edition``.
    packages : tuple of str
        Packages whose version can change the result.
    sources : mapping of str to str
        SHA-256 of each source file, by name.

    Returns
    -------
    meta : dict
        JSON values.
    """
    return {
        "edition": edition,
        "builder": f"lri-bench {__version__}",
        "packages": {name: importlib.metadata.version(name) for name in packages},
        "sources": dict(sources),
    }
