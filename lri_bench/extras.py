# SPDX-License-Identifier: MIT
"""Packages that are not always there, and which extra brings them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from lri_bench.errors import MissingDependencyError

__all__ = ["needing"]

_EXTRAS: Final[Mapping[str, tuple[str, str]]] = {
    "acts": ("pyacts", "simulate"),
    "captum": ("captum", "models"),
    "dask": ("dask", "distributed"),
    "distributed": ("distributed", "distributed"),
    "matplotlib": ("matplotlib", "plot"),
    "pyacts": ("pyacts", "simulate"),
    "pythia8mc": ("pythia8mc", "simulate"),
    "torch": ("torch", "models"),
    "torch_geometric": ("torch-geometric", "models"),
}
"""Package and extra, by what is imported, where that is not [build]."""


@contextmanager
def needing(what_for: str) -> Iterator[None]:
    """Tell which extra to install, where a package is missing inside.

    Parameters
    ----------
    what_for : str
        What cannot be done without it.

    Raises
    ------
    MissingDependencyError
        In place of ModuleNotFoundError.

    Examples
    --------
    >>> with needing("train a classifier"):
    ...     raise ModuleNotFoundError(name="torch")
    Traceback (most recent call last):
    lri_bench.errors.MissingDependencyError: train a classifier
      expected  the package torch
      got       it is not installed
      cause     it belongs to the optional extra [models]
      run       python -m pip install 'lri-bench[models]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        package, extra = _EXTRAS.get(module, (module, "build"))
        raise MissingDependencyError.of(
            package=package, extra=extra, what_for=what_for
        ) from error
