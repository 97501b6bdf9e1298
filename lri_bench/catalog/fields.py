# SPDX-License-Identifier: MIT
"""Editions of other magnetic fields, as ``--field`` names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError, Problem, raise_if

__all__ = ["PLAIN_FIELD", "in_fields"]

PLAIN_FIELD = "2T"
"""Of editions without a field in their name."""

_SPELLING = re.compile(r"0*([1-9][0-9]*)(?:\.0*)?[tT]?")


def in_fields(
    catalog: Catalog, edition: Edition, fields: Sequence[str]
) -> list[Edition]:
    """Return an edition in each of some magnetic fields.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition
    fields : sequence of str
        ``4T`` or ``4``; `PLAIN_FIELD` is the edition itself. Of none, that is
        meant too.

    Returns
    -------
    editions : list of Edition
        Each once, in the order of `fields`.

    Raises
    ------
    DataError
        With every field that there is not, and for editions without fields or with
        one in their name.
    """
    if not fields:
        return [edition]
    known = [PLAIN_FIELD, *catalog.facts(edition).fields]
    told = {field: _canonical(field) for field in fields}
    raise_if(_problems(catalog, edition, known, told), DataError)
    return [
        edition
        if field == PLAIN_FIELD
        else replace(edition, name=f"{edition.name}-{field}")
        for field in dict.fromkeys(told.values())
    ]


def _canonical(field: str) -> str:
    """Return ``4T`` for ``4``; what is no field stays what it is."""
    match = _SPELLING.fullmatch(field.strip())
    return f"{match[1]}T" if match else field


def _problems(
    catalog: Catalog, edition: Edition, known: Sequence[str], told: dict[str, str]
) -> Iterator[Problem]:
    without = len(known) == 1
    for given, field in told.items():
        where = f"--field {given!a}"[:80]
        if without:
            yield Problem(
                where=where,
                expected=f"an edition of other fields: {', '.join(_by_field(catalog))}",
                got=f"{edition}, which comes in one alone",
                run="lri-bench datasets",
            )
        elif field not in known:
            yield Problem(
                where=where,
                expected=f"one of {', '.join(known)} for {edition}",
                got="a field that is not on the card",
                run=f"lri-bench describe {edition}",
            )
        elif edition.field:
            yield Problem(
                where=where,
                expected=f"{edition.dataset}@{edition.base} --field {field}, "
                f"or {edition} alone; there are {', '.join(known)}",
                got=f"{edition}, whose name has a field",
                cause="the field was given twice",
            )


def _by_field(catalog: Catalog) -> list[str]:
    return [
        f"{dataset}@{name}"
        for dataset, card in catalog.cards.items()
        for name, facts in card.editions.items()
        if facts.fields
    ]
