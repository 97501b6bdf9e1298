# SPDX-License-Identifier: MIT
"""The ladder: what somebody's later entry has to beat, and by how much.

Who hands in often enough finds one entry that happens to suit the test clouds. So of
several entries of one method by the same authors a later one counts as better only if
it beats their best so far by more than the standard error of the difference, as the
parameter-free ladder of Blum and Hardt 2015 (arXiv:1502.04585) asks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lri_bench.board.entry import Entry
from lri_bench.types import Floats

__all__ = ["Step", "climbed", "family", "tries"]

_VERSION = re.compile(r"([\s_.-]+(v|ver|version))?[\s_.-]*\d[\d._]*[a-z]?$")


@dataclass(frozen=True)
class Step:
    """An entry that does not reach the next rung.

    Attributes
    ----------
    entry, best : str
        The entry, and the earlier one that it does not replace.
    difference, error : float
        Entry minus best, and the standard error of that.
    """

    entry: str
    best: str
    difference: float
    error: float


def family(method: str) -> str:
    """Return the name of a method without what tells versions apart.

    Examples
    --------
    >>> [family(name) for name in ("Mine", "mine-v2", "mine 2.1", "ggig-point")]
    ['mine', 'mine', 'mine', 'ggig-point']
    """
    plain = unicodedata.normalize("NFKC", method).casefold().strip()
    return _VERSION.sub("", plain) or plain


def tries(entries: Mapping[str, Entry]) -> list[tuple[str, ...]]:
    """Return the entries that are tries at one thing, each list in order of time.

    Entries belong together if method (but for the version) and backbone are the same
    and they share an author, or each shares one with a third.

    Parameters
    ----------
    entries : mapping of str to Entry
        By folder.

    Returns
    -------
    groups : list of tuple of str
        Folders; those without a day come first, and of one day by name.
    """
    groups: list[tuple[tuple[str, str], set[str], list[str]]] = []
    for name, entry in entries.items():
        kind = (family(entry.method), (entry.backbone or "").casefold())
        authors = {author.casefold() for author in entry.authors}
        mine = [item for item in groups if item[0] == kind and item[1] & authors]
        groups = [item for item in groups if item not in mine]
        people = authors.union(*(item[1] for item in mine))
        groups.append((kind, people, [name, *(n for item in mine for n in item[2])]))

    def moment(name: str) -> tuple[date, str]:
        return entries[name].submitted or date.min, name

    return [tuple(sorted(names, key=moment)) for _, _, names in groups]


def climbed(
    order: Sequence[str], values: Mapping[str, float], replicates: Mapping[str, Floats]
) -> list[Step]:
    """Return the entries that do not replace the best one before them.

    Parameters
    ----------
    order : sequence of str
        Tries at one thing on one edition, the first one first.
    values : mapping of str to float
        What each scored; higher is better.
    replicates : mapping of str to (R,) float64
        Bootstrap replicates of these, replicate r of all on the same clouds.

    Returns
    -------
    steps : list of Step
    """
    found, best = [], order[0]
    for name in order[1:]:
        difference = values[name] - values[best]
        error = float(np.std(replicates[name] - replicates[best], ddof=1))
        if difference > error:
            best = name
        else:
            found.append(Step(name, best, difference, error))
    return found
