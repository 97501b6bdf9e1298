# SPDX-License-Identifier: MIT
"""Which files of the record are meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from lri_bench.catalog.fields import PLAIN_FIELD
from lri_bench.errors import DataError, Problem, closest, raise_if, unknown_name
from lri_bench.record.download.listing import Listed, Listing

__all__ = ["DATASETS", "DEFAULT_FIELD", "Choice", "Kind", "Named", "parse_name"]

DATASETS = ("actstrack", "tau3mu", "synmol", "plbind")
BY_FIELD = "actstrack"
"""The data set that has an archive for each magnetic field."""

DEFAULT_FIELD = PLAIN_FIELD

_NAME = re.compile(
    rf"({'|'.join(DATASETS)})_(raw|processed)(?:_([0-9A-Za-z]{{1,16}}))?\.zip"
)


class Kind(StrEnum):
    """What the record has of each data set."""

    RAW = "raw"
    PROCESSED = "processed"


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of an archive says."""

    dataset: str
    kind: Kind
    field: str | None

    @property
    def edition(self) -> str:
        """The edition that is made of it."""
        made = "zenodo" if self.kind == Kind.PROCESSED else "raw"
        return made if self.field in {None, DEFAULT_FIELD} else f"{made}-{self.field}"


def parse_name(name: str) -> Named | None:
    """Return what the name of an archive says; None for other names."""
    match = _NAME.fullmatch(name)
    return Named(match[1], Kind(match[2]), match[3]) if match else None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Files of the record that somebody wants.

    Attributes
    ----------
    datasets : tuple of str
        Some of `DATASETS`.
    kinds : tuple of Kind
    fields : tuple of str or None
        Magnetic fields of ActsTrack; None for each that there is.
    """

    datasets: tuple[str, ...] = DATASETS
    kinds: tuple[Kind, ...] = (Kind.PROCESSED,)
    fields: tuple[str, ...] | None = (DEFAULT_FIELD,)

    def __post_init__(self) -> None:
        """Refuse names that there are not.

        Raises
        ------
        DataError
            Of all unknown names at once.
        """
        run = "lri-bench download --help"
        problems = [
            unknown_name(f"data set {name!a}", name, DATASETS, run)
            for name in self.datasets
            if name not in DATASETS
        ]
        if self.fields not in {None, (DEFAULT_FIELD,)} and (
            BY_FIELD not in self.datasets
        ):
            problems.append(
                Problem(
                    where="--field",
                    expected=f"{BY_FIELD} among the data sets",
                    got=", ".join(map(ascii, self.datasets)),
                    cause=f"only {BY_FIELD} comes by magnetic field",
                    run=f"lri-bench download {BY_FIELD} --field 4T",
                )
            )
        raise_if(problems, DataError)

    @property
    def depends_on_record(self) -> bool:
        """Whether the record alone knows which files are meant."""
        return self.fields is None and BY_FIELD in self.datasets

    def among(self, listing: Listing) -> list[Listed]:
        """Return the files of a list that are meant.

        Raises
        ------
        DataError
            If the list lacks some; it tells all of them.
        """
        named = {name: parse_name(name) for name in listing.files}
        ours = [(name, facts) for name, facts in named.items() if facts]
        found: dict[str, Listed] = {}
        problems: list[Problem] = []
        for pattern in self._patterns():
            names = [name for name, facts in ours if pattern.fits(facts)]
            found |= {name: listing.files[name] for name in names}
            if not names:
                problems.append(_lacking(listing, pattern, [n for n, _ in ours]))
        raise_if(problems, DataError)
        return list(found.values())

    def _patterns(self) -> Iterator[_Pattern]:
        for dataset in dict.fromkeys(self.datasets):
            for kind in self.kinds:
                if dataset != BY_FIELD or self.fields is None:
                    yield _Pattern(dataset, kind, None)
                else:
                    fields = dict.fromkeys(self.fields)
                    yield from (_Pattern(dataset, kind, field) for field in fields)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One archive, or those of every field where `field` is None."""

    dataset: str
    kind: Kind
    field: str | None

    def __str__(self) -> str:
        tail = f"_{self.field}" if self.field else ""
        return f"{self.dataset}_{self.kind}{tail}.zip"

    def fits(self, name: Named) -> bool:
        same = (name.dataset, name.kind) == (self.dataset, self.kind)
        return same and self.field in {None, name.field}


def _lacking(listing: Listing, pattern: _Pattern, names: Iterable[str]) -> Problem:
    there = sorted(names)
    return Problem(
        where=listing.where,
        expected=str(pattern),
        got=f"a record with {', '.join(there) or 'none of the archives'}",
        cause=closest(str(pattern), there),
        run="lri-bench download --help",
    )
