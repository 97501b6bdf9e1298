# SPDX-License-Identifier: MIT
"""The entry of a built-in method: what was run, and what it took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pydantic import HttpUrl

from lri_bench.board.entry import Entry, Source
from lri_bench.explainers.registry import EXPLAINERS
from lri_bench.runs.names import TRAINED
from lri_bench.runs.run import Account
from lri_bench.training.options import TrainingOptions

__all__ = ["entry_of"]

_Grouped = list[tuple[int, list[str]]]
"""Numbers of seeds, most first, with the editions that have as many."""


def entry_of(
    method: str, backbone: str, account: Account, seeds: Mapping[str, int], folder: str
) -> Entry:
    """Return the entry of a built-in method, without times.

    Parameters
    ----------
    method : str
        A name in `TRAINED` or `EXPLAINERS`.
    backbone : str
    account : Account
        Of the edition that was run last.
    seeds : mapping of str to int
        Of all editions in the file, ``dataset@edition``.
    folder : str
        Name of the entry's folder.
    """
    known = TRAINED.get(method) or EXPLAINERS[method]
    grouped = _grouped(seeds)
    words = f"--method {method} --backbone {backbone}"
    return Entry(
        method=method,
        track=known.track,
        summary=f"{known.summary[0].upper()}{known.summary[1:]}.",
        authors=("the lri-bench developers",),
        licence="MIT",
        backbone=backbone,
        paper=HttpUrl(f"https://doi.org/{known.doi}") if known.doi else None,
        made_with=_commands(words, grouped, account.options, folder),
        trained_on=(Source.TRAIN, Source.VALID),
        seeds=min(seeds.values()),
        epochs=account.options.epochs,
        note=_note(account.options, grouped),
        hardware=account.hardware,
        packages=dict(account.packages),
    )


def _grouped(seeds: Mapping[str, int]) -> _Grouped:
    found: dict[int, list[str]] = defaultdict(list)
    for edition, number in seeds.items():
        found[number].append(edition)
    return sorted(found.items(), reverse=True)


def _commands(
    method: str, grouped: _Grouped, options: TrainingOptions, folder: str
) -> str:
    """Return the commands that make an entry, one for each number of seeds."""
    place = f"--entry submissions/{folder}"
    return "; ".join(
        " ".join(
            [
                "lri-bench explain",
                *editions,
                method,
                f"--seeds {number}",
                *options.words,
                place,
            ]
        )
        for number, editions in grouped
    )


def _note(options: TrainingOptions, grouped: _Grouped) -> str | None:
    """Say where fewer epochs or seeds were run than in the paper."""
    if options.epochs is None:
        return None
    (most, first), *others = grouped
    numbers = f"{most} seed{'s' if most > 1 else ''}"
    if others:
        rest = [f"{number} on {', '.join(editions)}" for number, editions in others]
        numbers = ", ".join([f"{numbers} on {', '.join(first)}", *rest])
    why = ", since it ran on CPUs" if options.device == "cpu" else ""
    return (
        f"{options.epochs} epochs of each training, not the paper's number, and "
        f"{numbers}{why}."
    )
