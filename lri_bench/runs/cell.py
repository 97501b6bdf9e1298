# SPDX-License-Identifier: MIT
"""Work that a grid hands to processes: one training, or one cell.

What fails is not raised but returned, so that it stops nothing else.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import LriBenchError, Problem
from lri_bench.extras import needing
from lri_bench.parallel import Arrays
from lri_bench.runs.names import TRAINED
from lri_bench.runs.run import Account, run_for_entry
from lri_bench.runs.workshop import Workshop
from lri_bench.storage.archive import reason
from lri_bench.training.options import TrainingOptions
from lri_bench.types import AnyArray

__all__ = [
    "CLASSIFIER",
    "Cell",
    "Place",
    "Task",
    "Training",
    "account_in",
    "columns_in",
    "explain_cell",
    "problems_in",
    "train",
]

CLASSIFIER: Final = "classifier"
"""What post-hoc methods explain, among the names of what is trained."""

_ONE_AT_A_TIME = threading.Lock()
"""Workers may have several threads, but torch has one global generator a process."""

_ACCOUNT, _PROBLEMS, _COLUMN = "account", "problems", "column/"


@dataclass(frozen=True)
class Cell:
    """One method with one backbone on one edition, all seeds.

    Attributes
    ----------
    edition : Edition
    backbone : str
    method : str
        A name in `TRAINED` or `lri_bench.explainers.registry.EXPLAINERS`.
    """

    edition: Edition
    backbone: str
    method: str

    def __str__(self) -> str:
        return f"{self.method}-{self.backbone} on {self.edition}"

    @property
    def begins_with(self) -> str:
        """What is trained first, and may be shared: a classifier, or the method."""
        known = TRAINED.get(self.method)
        return CLASSIFIER if known is None or known.on_classifier else self.method


@dataclass(frozen=True)
class Training:
    """What is trained, with one seed.

    Attributes
    ----------
    edition : Edition
    backbone : str
    what : str
        `CLASSIFIER`, or a method that begins with nothing.
    seed : int
    """

    edition: Edition
    backbone: str
    what: str
    seed: int


@dataclass(frozen=True)
class Place:
    """Where and how models are trained and explained.

    Attributes
    ----------
    catalog : Catalog
    options : TrainingOptions
        Of each training.
    """

    catalog: Catalog
    options: TrainingOptions = field(default=TrainingOptions())

    def workshop(self, edition: Edition, backbone: str) -> Workshop:
        """Return where models of one edition and backbone are made."""
        return Workshop(self.catalog, edition, backbone, self.options)


Task = tuple[Place, Any, int]
"""The place, the `Training` or `Cell`, and the number of seeds."""


def train(task: Task) -> Arrays:
    """Train one model, which is kept in the data folder.

    Parameters
    ----------
    task : (Place, Training, int)

    Returns
    -------
    arrays : mapping of str to array
        For `problems_in`.
    """
    place, training, _ = task

    def done() -> Arrays:
        shop = place.workshop(training.edition, training.backbone)
        if training.what == CLASSIFIER:
            shop.classifier(training.seed)
        else:
            shop.explainer(training.what, training.seed)
        return {}

    return _told(f"train {training.what}, seed {training.seed}", done)


def explain_cell(task: Task) -> Arrays:
    """Explain the test clouds of an edition with all seeds.

    Parameters
    ----------
    task : (Place, Cell, int)

    Returns
    -------
    arrays : mapping of str to array
        For `columns_in`, `account_in` and `problems_in`.
    """
    place, cell, seeds = task

    def done() -> Arrays:
        shop = place.workshop(cell.edition, cell.backbone)
        columns, account = run_for_entry(shop, cell.method, seeds)
        named = {f"{_COLUMN}{name}": value for name, value in columns.items()}
        return {**named, _ACCOUNT: np.array(json.dumps(asdict(account)))}

    return _told(f"explain with {cell.method}", done)


def columns_in(arrays: Arrays) -> dict[str, AnyArray]:
    """Return what `lri_bench.Submission.add` takes.

    Parameters
    ----------
    arrays : mapping of str to array
        From `explain_cell`, without problems.
    """
    return {
        name.removeprefix(_COLUMN): value
        for name, value in arrays.items()
        if name.startswith(_COLUMN)
    }


def account_in(arrays: Arrays) -> Account:
    """Return what a cell took.

    Parameters
    ----------
    arrays : mapping of str to array
        From `explain_cell`, without problems.
    """
    values = json.loads(str(arrays[_ACCOUNT]))
    return Account(**values | {"options": TrainingOptions(**values["options"])})


def problems_in(arrays: Arrays) -> list[Problem]:
    """Return why a task failed; nothing if it did not.

    Parameters
    ----------
    arrays : mapping of str to array
        From `train` or `explain_cell`.
    """
    listed = json.loads(str(arrays[_PROBLEMS])) if _PROBLEMS in arrays else []
    return [Problem(**item) for item in listed]


def _told(what: str, work: Callable[[], Arrays]) -> Arrays:
    """Work, and return what went wrong."""
    try:
        with _ONE_AT_A_TIME, needing(what):
            return work()
    except LriBenchError as error:
        problems = error.problems
    except Exception as error:  # noqa: BLE001 - a fault of one cell stops no other
        got = f"{type(error).__name__}: {reason(error)}"
        problems = (Problem(what, "no fault of the program", got),)
    listed = [problem.as_dict() for problem in problems]
    return {_PROBLEMS: np.array(json.dumps(listed))}
