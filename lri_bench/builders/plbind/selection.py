# SPDX-License-Identifier: MIT
"""Which complexes become clouds: index, lists and structures held together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lri_bench.builders.plbind.affinity import Affinity, parse_affinity
from lri_bench.builders.plbind.index import IndexRow
from lri_bench.builders.plbind.structures import Structures
from lri_bench.clouds import Split
from lri_bench.errors import DataError, Problem

__all__ = ["NEVER_USED", "Selection", "select", "some"]

NEVER_USED = frozenset({"1a50", "3m1s", "3q4c"})
"""Complexes that the LRI authors leave out by name: without files, or such that
their code could not handle them."""

# Rounding to two places, and of constants that were converted before.
_MINUS_LOG_TOLERANCE = 0.02

_SHOWN = 12


@dataclass(frozen=True)
class Selection:
    """Complexes to build.

    Attributes
    ----------
    codes : tuple of str
        In the order of the structures.
    affinity : mapping of str to Affinity
        Of all complexes whose constant can be used.
    findings : tuple of str
        What was left out, and why.
    """

    codes: tuple[str, ...]
    affinity: Mapping[str, Affinity]
    findings: tuple[str, ...]


def select(
    rows: Sequence[IndexRow],
    splits: Mapping[str, Split],
    structures: Structures,
    *,
    all_listed: bool,
) -> Selection:
    """Choose the complexes that have a constant and files.

    Parameters
    ----------
    rows : sequence of IndexRow
    splits : mapping of str to Split
        By code; empty where there are no lists.
    structures : Structures
    all_listed : bool
        Whether every listed complex with a constant must have its files.

    Raises
    ------
    DataError
        If files of listed complexes are missing, or no complex is left.
    """
    parsed = {row.code: parse_affinity(row.affinity) for row in rows}
    affinity = {c: a for c, a in parsed.items() if a and not a.unused_because}
    wanted = affinity.keys() - NEVER_USED
    entries = structures.entries
    complete = {code for code, entry in entries.items() if entry.complete}
    absent = [code for code in splits if code in wanted - complete]
    if absent and all_listed:
        raise DataError(_absent_problem(structures.where, absent))
    codes = tuple(code for code in entries if code in wanted & complete)
    if not codes:
        raise DataError(_nothing_left(structures.where, len(affinity)))
    never = [code for code in entries if code in affinity.keys() & NEVER_USED]
    unknown = [code for code in splits if code not in parsed]
    unlisted = [code for code in entries if code not in parsed]
    halves = wanted & (entries.keys() - complete)
    findings = (
        *_index_findings(rows, parsed),
        *_told("left out, in a list and not in the index", unknown),
        *_told("left out, with structures and not in the index", unlisted),
        *_told("left out by name, as by the LRI authors", never),
        *_told("left out, in a list and without files here", set(absent) - halves),
        *_told("left out, without the file of the protein or of the ligand", halves),
    )
    return Selection(codes, affinity, findings)


def some(names: Collection[str]) -> str:
    """Return the first names of many, for a finding."""
    shown = list(names)[:_SHOWN]
    return ", ".join(shown) + (", …" if len(names) > _SHOWN else "")


def _index_findings(
    rows: Sequence[IndexRow], parsed: Mapping[str, Affinity | None]
) -> Iterator[str]:
    why = Counter(a.unused_because for a in parsed.values() if a is not None)
    used = why.pop("", 0)
    unread = [row for row in rows if parsed[row.code] is None]
    parts = [f"{why[name]:,} with {name}" for name in sorted(why)]
    parts += [f"{len(unread):,} that cannot be read"] if unread else []
    dropped = ", ".join(parts) or "none"
    yield f"index: {len(rows):,} rows, {used:,} with a constant; left out: {dropped}"
    yield from _told(
        "left out, with an affinity that cannot be read",
        [f"{row.code} ({row.affinity!a}, line {row.line})" for row in unread],
    )
    yield from _told(
        "with a -log K in the index that is not that of the constant",
        [row.code for row in rows if not _consistent(row, parsed[row.code])],
    )


def _consistent(row: IndexRow, affinity: Affinity | None) -> bool:
    if affinity is None or np.isnan(row.minus_log_k):
        return True
    difference = row.minus_log_k + np.log10(affinity.molar)
    return bool(abs(difference) < _MINUS_LOG_TOLERANCE)


def _told(what: str, names: Collection[str]) -> Iterator[str]:
    if names:
        yield f"{len(names):,} {what}: {some(sorted(names))}"


def _absent_problem(where: str, absent: Sequence[str]) -> Problem:
    return Problem(
        where=where,
        expected="protein and ligand of every listed complex with a constant",
        got=f"{len(absent):,} of them without: {some(absent)}",
        cause="the archive was unpacked or copied in part; a benchmark with holes "
        "would be another one",
        run="python -m zipfile -l plbind_raw.zip, and get it again; plbind@root "
        "builds from what is there",
    )


def _nothing_left(where: str, with_constant: int) -> Problem:
    return Problem(
        where=where,
        expected="complexes that have both a constant in the index and structures",
        got=f"none; the index has {with_constant:,} with a constant",
        cause="index and structures are of different releases",
    )
