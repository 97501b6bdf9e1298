# SPDX-License-Identifier: MIT
"""The settings of a data set, read from the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from lri_bench.errors import CardError, DataError, unknown_name
from lri_bench.models.settings.model import Settings
from lri_bench.storage.yaml_model import load_yaml

__all__ = ["DATASETS", "load_settings"]

_FOLDER: Final = Path(__file__).parent

DATASETS: Final = ("actstrack", "tau3mu", "synmol", "plbind")
"""Data sets that the paper has settings for."""


@cache
def load_settings(dataset: str) -> Settings:
    """Return the settings of a data set.

    Parameters
    ----------
    dataset : str
        Its name, such as ``synmol``.

    Returns
    -------
    settings : Settings

    Raises
    ------
    DataError
        If there is no such data set.
    CardError
        If the file does not follow the model.

    Examples
    --------
    >>> load_settings("tau3mu").lri_bernoulli["egnn"].beta
    0.01
    """
    if dataset not in DATASETS:
        where, run = "settings of models", "lri-bench datasets"
        raise DataError(unknown_name(where, dataset, DATASETS, run))
    schema = f"{Settings.__module__}.{Settings.__name__}"
    return load_yaml(_FOLDER / f"{dataset}.yaml", Settings, CardError, schema)
