# SPDX-License-Identifier: MIT
"""What has to be said beside a table or a figure, so that it can be read."""

from __future__ import annotations

from collections.abc import Iterator

from lri_bench.board.model import EditionBoard
from lri_bench.papers.choice import DAGGER, Choice
from lri_bench.papers.standout import standout

__all__ = ["caption_of"]


def caption_of(choice: Choice) -> Iterator[str]:
    """Yield sentences: the clouds, the intervals, and what ranks and groups mean.

    Parameters
    ----------
    choice : Choice
    """
    editions = {name: choice.board.editions[name] for name in choice.rows}
    for name, edition in editions.items():
        yield f"{name} has {_clouds(edition)}."
    yield _intervals(choice)
    yield from _backbones(choice)
    yield from _seeds(choice)
    ranked = [
        name
        for name, keys in choice.metrics.items()
        if any(choice.has_ranks(name, key) for key in keys)
    ]
    if ranked:
        yield _ranks(choice)
    entries = {row.entry for row in choice.methods}
    if any(standout(editions[name]) in entries for name in ranked):
        yield "Bold is told apart from every other method."
    yield from _doubts(choice)
    if choice.has_references:
        yield "References, below the line, are bounds and heuristics, and not ranked."


def _clouds(edition: EditionBoard) -> str:
    return f"{edition.positives:,} positives of {edition.clouds:,} test clouds"


def _intervals(choice: Choice) -> str:
    settings = choice.board.settings
    return (
        f"Bounds are {_percent(settings.confidence)} intervals, "
        f"by resampling clouds and seeds {settings.replicates:,} times."
    )


def _ranks(choice: Choice) -> str:
    settings = choice.board.settings
    return (
        "Ranks are those that paired comparisons on the same clouds leave open; "
        "methods that share a letter cannot be told apart "
        f"(Holm, {_percent(settings.confidence)})."
    )


def _backbones(choice: Choice) -> Iterator[str]:
    """Say what a column would only repeat."""
    alone = choice.backbones
    if len(alone) == 1:
        yield f"The explained model is {alone[0]} throughout."


def _seeds(choice: Choice) -> Iterator[str]:
    """Say which intervals leave out what another training would change."""
    methods = {choice.facts(row).method for row in choice.methods}
    single = {choice.facts(row).method for row in choice.methods if row.seeds == 1}
    if single:
        who = "" if single == methods else f": {', '.join(sorted(single))}"
        yield f"One seed alone, so without the spread over trainings{who}."


def _doubts(choice: Choice) -> Iterator[str]:
    """Say what stands on the board beside numbers that are in doubt."""
    rows = {row.entry: row for row in choice.methods if choice.doubts(row)}
    told = [
        f"{choice.facts(row).method} ({', '.join(choice.doubts(row))})"
        for row in rows.values()
    ]
    if told:
        yield f"{DAGGER} In doubt: {', '.join(told)}."


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
