# SPDX-License-Identifier: MIT
"""What a forest plot shows: methods below each other, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lri_bench.board.entry import Track
from lri_bench.board.model import BoardScore, Row
from lri_bench.papers.choice import Choice
from lri_bench.papers.sheet import rank_text

__all__ = ["LABELS", "RANDOM", "Forest", "Line", "forest_of", "shortened"]

RANDOM, LABELS = "random", "labels"
"""References that are the bounds of every method: lines of the plot, not rows."""

_LONGEST_NAME: Final = 34
_NAME_END: Final = 12  # what is kept of the end of a longer one


@dataclass(frozen=True, slots=True)
class Line:
    """One method in the plot."""

    name: str
    track: str
    score: BoardScore
    rank: str
    groups: str
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class Forest:
    """What a panel shows.

    Attributes
    ----------
    title : str
    lines : tuple of Line
        From top to bottom; references come last.
    bounds : dict of str to float
        Values of the vertical lines.
    """

    title: str
    lines: tuple[Line, ...]
    bounds: dict[str, float]

    @property
    def ranked(self) -> int:
        """How many of the lines are no references."""
        return sum(line.track != Track.REFERENCE for line in self.lines)

    @property
    def letters(self) -> list[str]:
        """The groups, in the order of their first methods."""
        return list(dict.fromkeys(group for x in self.lines for group in x.groups))

    @property
    def ends(self) -> Iterator[float]:
        """All values that have to be within the axis."""
        yield from self.bounds.values()
        for line in self.lines:
            known = (line.score.low, line.score.value, line.score.high)
            yield from (value for value in known if value is not None)


def forest_of(choice: Choice, edition: str) -> Forest:
    """Return what the panel of an edition shows.

    Parameters
    ----------
    choice : Choice
    edition : str
        One of its editions.
    """
    whole = choice.board.editions[edition]
    headline = choice.board.settings.headline
    bounds = {RANDOM: whole.random_expectation[headline]}
    lines = []
    for row in sorted(whole.rows, key=choice.is_reference):  # keeps their order
        score = row.score(headline)
        name = choice.facts(row).method if choice.is_reference(row) else ""
        if score and name == LABELS:
            bounds[LABELS] = score.value
        elif score and name != RANDOM and row in choice.rows[edition]:
            lines.append(_line(choice, row, score))
    return Forest(f"{edition}, {whole.positives:,} clouds", tuple(lines), bounds)


def shortened(name: str) -> str:
    """Return a name that leaves room for the plot; both its ends are kept.

    Examples
    --------
    >>> shortened("a name that goes on for much longer than a plot has room, v2")
    'a name that goes on f…has room, v2'
    """
    line = " ".join(name.split())
    line = "".join(letter if letter.isprintable() else "�" for letter in line)
    if len(line) <= _LONGEST_NAME:
        return line
    return f"{line[: _LONGEST_NAME - _NAME_END - 1]}…{line[-_NAME_END:]}"


def _line(choice: Choice, row: Row, score: BoardScore) -> Line:
    facts = choice.facts(row)
    told = len(choice.backbones) > 1
    return Line(
        facts.title if told else facts.method,
        facts.track,
        score,
        rank_text(row.rank),
        row.groups,
        bool(choice.doubts(row)),
    )
