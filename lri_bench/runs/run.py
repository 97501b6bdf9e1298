# SPDX-License-Identifier: MIT
"""Run one method on one edition with several seeds, and say what it took."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass

from lri_bench.explainers.explain import submission_columns
from lri_bench.parallel import Progress, no_progress
from lri_bench.runs.workshop import Workshop
from lri_bench.training.options import TrainingOptions
from lri_bench.types import AnyArray

__all__ = ["PACKAGES", "Account", "run_for_entry", "run_method"]

PACKAGES = ("lri-bench", "numpy", "torch")
"""Packages whose versions an entry names."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """What a run took.

    Attributes
    ----------
    seeds : int
    options : TrainingOptions
        Of every training.
    training_seconds : float
        Of all seeds together, also where trainings were done before; that of the
        classifier counts for each method that explains it.
    seconds_per_cloud : float
        For explaining: of the processor, so that other work does not count, or by the
        clock where a GPU computes.
    hardware : str
    packages : mapping of str to str
        Versions.
    """

    seeds: int
    options: TrainingOptions
    training_seconds: float
    seconds_per_cloud: float
    hardware: str
    packages: Mapping[str, str]


def run_method(
    workshop: Workshop, method: str, seeds: int, progress: Progress = no_progress
) -> tuple[dict[str, AnyArray], Account]:
    """Explain the test clouds of an edition.

    Parameters
    ----------
    workshop : Workshop
        Of edition and backbone.
    method : str
        See `Workshop.explainer`.
    seeds : int
        Seeds 0, 1, … are run.
    progress : callable
        Shows how far the explaining is.

    Returns
    -------
    columns : dict of str to ndarray
        What `lri_bench.Submission.add` takes.
    account : Account

    Raises
    ------
    DataError
        If there is no such method or backbone, the edition is not on this machine, or
        a training fails.
    """
    workshop.seconds.clear()
    explainers = [workshop.explainer(method, seed) for seed in range(seeds)]
    clock = time.process_time if workshop.options.device == "cpu" else time.perf_counter
    began = clock()
    keys = workshop.catalog.order_key_columns(workshop.edition)
    inputs = workshop.inputs(method)
    columns = submission_columns(
        explainers, inputs, workshop.clouds, keys, progress=progress
    )
    explained = clock() - began
    account = Account(
        seeds=seeds,
        options=workshop.options,
        training_seconds=sum(workshop.seconds.values()),
        seconds_per_cloud=explained / (seeds * len(columns["cloud_id"])),
        hardware=_hardware(workshop.options.device),
        packages={name: importlib.metadata.version(name) for name in PACKAGES},
    )
    return columns, account


def run_for_entry(
    workshop: Workshop, method: str, seeds: int, progress: Progress = no_progress
) -> tuple[dict[str, AnyArray], Account]:
    """Explain as `run_method` does, and keep what scores read.

    Directions and covariances are three quarters of a file and more. Where an
    edition has no true directions nothing reads them.

    Parameters
    ----------
    workshop : Workshop
    method : str
    seeds : int
    progress : callable

    Returns
    -------
    columns : dict of str to ndarray
        What `lri_bench.Submission.add` takes.
    account : Account

    Raises
    ------
    DataError
        As `run_method` does.
    """
    columns, account = run_method(workshop, method, seeds, progress)
    if workshop.clouds.direction is None:
        columns.pop("direction", None)
        columns.pop("covariance", None)
    return columns, account


def _hardware(device: str) -> str:
    import torch  # noqa: PLC0415 - only the name of a device

    if device.startswith("cuda"):
        return torch.cuda.get_device_name(device)
    return f"{os.cpu_count()} CPU cores, {platform.machine()}"
