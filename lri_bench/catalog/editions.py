# SPDX-License-Identifier: MIT
"""Editions: which exist, where they lie, what is on this machine."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lri_bench.errors import DataError, Problem, unknown_name

if TYPE_CHECKING:
    from lri_bench.catalog.card import Card, EditionFacts
    from lri_bench.clouds import Clouds, OrderKeyColumns
    from lri_bench.truth import Truth

__all__ = [
    "BLIND_NAME",
    "Catalog",
    "Edition",
    "Status",
    "default_data_folder",
    "project_folder",
]

DATA_VARIABLE = "LRI_BENCH_DATA"
BLIND_NAME = "blind.npz"
"""What is published of a hidden edition, in its folder."""

_PACKAGE = Path(__file__).resolve().parents[1]


class Status(StrEnum):
    """What this machine has of an edition."""

    SHIPPED = "shipped"
    BUILT = "built"
    TRUTH_ONLY = "scoring only"
    ABSENT = "not built"


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """A data set from one source, named ``dataset@edition``."""

    dataset: str
    name: str

    def __str__(self) -> str:
        return f"{self.dataset}@{self.name}"

    @property
    def base(self) -> str:
        """The edition that this is a variant of: ``raw`` of ``raw-4T``."""
        return self.name.partition("-")[0]

    @property
    def field(self) -> str:
        """The magnetic field that makes the variant: ``4T`` of ``raw-4T``."""
        return self.name.partition("-")[2]


_OF_ONE_FIELD = {"content_sha256": None, "statistics": None, "measured_by": ""}
"""What a card says of an edition does not hold for its variants."""


def default_data_folder() -> Path:
    """Return where data lies: ``LRI_BENCH_DATA``, else the user's cache."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    import platformdirs  # noqa: PLC0415 - only where the variable is not set

    return Path(platformdirs.user_cache_dir("lri-bench", appauthor=False))


def project_folder() -> Path:
    """Return the folder that holds ``datasets/`` and ``submissions/``.

    In a checkout that is the root; an installed package carries a copy inside.
    """
    inside = _PACKAGE / "_shipped"
    return inside if inside.is_dir() else _PACKAGE.parent


@dataclass(frozen=True)
class Catalog:
    """The cards, and the files of every edition.

    Attributes
    ----------
    data : Path
        Where editions that were built on this machine lie.
    shipped : Path
        ``datasets/`` with the cards and what comes with the project.
    """

    data: Path
    shipped: Path

    @classmethod
    def default(cls, data: Path | None = None) -> Catalog:
        """Return the catalogue of this project and this machine."""
        return cls(data or default_data_folder(), project_folder() / "datasets")

    @cached_property
    def cards(self) -> dict[str, Card]:
        """All cards, by the name of the data set."""
        paths = sorted(self.shipped.glob("*/card.yaml"))
        return {path.parent.name: self.card(path.parent.name) for path in paths}

    @cached_property
    def _read(self) -> dict[str, Card]:
        """Cards that were read."""
        return {}

    def card(self, dataset: str) -> Card:
        """Return the card of one data set, without reading the others.

        Raises
        ------
        DataError
            If there is no such data set.
        CardError
            If its card does not follow the schema.
        """
        from lri_bench.catalog.card import load_card  # noqa: PLC0415 - pydantic

        known = sorted(path.parent.name for path in self.shipped.glob("*/card.yaml"))
        if dataset not in known:
            where, run = f"data set {dataset!a}", "lri-bench datasets"
            raise DataError(unknown_name(where, dataset, known, run))
        if dataset not in self._read:
            self._read[dataset] = load_card(self.shipped / dataset / "card.yaml")
        return self._read[dataset]

    def edition(self, text: str) -> Edition:
        """Return the edition that `text` names.

        Parameters
        ----------
        text : str
            ``dataset@edition``.

        Raises
        ------
        DataError
            If there is no such data set or edition.
        """
        dataset, at, name = text.partition("@")
        if not at:
            raise DataError(
                Problem(
                    where=f"edition {text!a}",
                    expected="DATASET@EDITION, such as synmol@raw",
                    got=ascii(text),
                    cause="the part from @ on is missing",
                    run="lri-bench datasets",
                )
            )
        known = self.card(dataset).editions
        variants = [f"{k}-{f}" for k, facts in known.items() for f in facts.fields]
        if name not in [*known, *variants]:
            where, run = f"edition {text!a}", "lri-bench datasets"
            raise DataError(unknown_name(where, name, [*known, *variants], run))
        return Edition(dataset, name)

    def comparable(self, edition: Edition, against: str | None) -> Edition | None:
        """Return the edition that another one is to be compared with, if any.

        Parameters
        ----------
        edition : Edition
        against : str or None
            ``dataset@edition``.

        Raises
        ------
        DataError
            If there is no such edition, or it is of another data set.
        """
        if against is None:
            return None
        other = self.edition(against)
        if other.dataset != edition.dataset:
            raise DataError(
                Problem(
                    where=f"--against {other}",
                    expected=f"an edition of {edition.dataset}",
                    got=f"one of {other.dataset}",
                    cause="clouds of two data sets have nothing in common",
                    run="lri-bench datasets",
                )
            )
        return other

    def facts(self, edition: Edition) -> EditionFacts:
        """Return what the card says of an edition."""
        facts = self.card(edition.dataset).editions[edition.base]
        if not edition.field:
            return facts
        tesla = edition.field.removesuffix("T")
        summary = f"As {edition.base}, in a field of {tesla} T."
        needs = facts.needs.replace("_2T", f"_{edition.field}")
        changes = {"summary": summary, "needs": needs} | _OF_ONE_FIELD
        return facts.model_copy(update=changes)

    def order_key_columns(self, edition: Edition) -> OrderKeyColumns:
        """Return what the order keys of a data set are made of."""
        from lri_bench.clouds import OrderKeyColumns  # noqa: PLC0415 - numpy

        key = self.card(edition.dataset).order_key
        return OrderKeyColumns(key.columns, key.dtype)

    def editions(self) -> list[Edition]:
        """Return every edition of every card, and variants that were built here."""
        found = []
        for dataset, card in self.cards.items():
            for name, facts in card.editions.items():
                found.append(Edition(dataset, name))
                variants = (Edition(dataset, f"{name}-{f}") for f in facts.fields)
                found += [v for v in variants if self.status(v) != Status.ABSENT]
        return found

    def built_folder(self, edition: Edition) -> Path:
        """Return where a build of an edition is put."""
        return self.data / edition.dataset / edition.name

    def shipped_clouds(self, edition: Edition) -> Path:
        """Return where the clouds would lie if the project ships them."""
        return self.shipped / edition.dataset / f"{edition.name}.npz"

    def clouds_path(self, edition: Edition) -> Path | None:
        """Return the file of an edition's clouds, if this machine has it."""
        candidates = (
            self.shipped_clouds(edition),
            self.built_folder(edition) / "clouds.npz",
        )
        return next((path for path in candidates if path.is_file()), None)

    def truth_path(self, edition: Edition) -> Path | None:
        """Return the file of an edition's truth, if this machine has it.

        What the project ships comes first: it is what the leaderboard uses.
        """
        candidates = (
            self.shipped / edition.dataset / f"truth-{edition.name}.npz",
            self.built_folder(edition) / "truth.npz",
        )
        return next((path for path in candidates if path.is_file()), None)

    def status(self, edition: Edition) -> Status:
        """Return what this machine has of an edition."""
        if self.shipped_clouds(edition).is_file():
            return Status.SHIPPED
        if self.clouds_path(edition):
            return Status.BUILT
        return Status.TRUTH_ONLY if self.truth_path(edition) else Status.ABSENT

    def clouds(self, edition: Edition) -> Clouds:
        """Return the clouds of an edition.

        Raises
        ------
        DataError
            If they are not on this machine, or a shipped file has changed.
        """
        from lri_bench.clouds import Clouds  # noqa: PLC0415 - numpy

        path = self.clouds_path(edition)
        if path is None:
            raise DataError(self._absent(edition, "the clouds"))
        expected = self.facts(edition).clouds_sha256
        if path == self.shipped_clouds(edition) and expected:
            _check_sha256(path, expected)
        return Clouds.load(path)

    def truth(self, edition: Edition) -> Truth:
        """Return the truth of an edition's test clouds.

        Raises
        ------
        DataError
            If it is not on this machine.
        """
        from lri_bench.truth import Truth  # noqa: PLC0415 - numpy

        path = self.truth_path(edition)
        if path is None:
            raise DataError(self._absent(edition, "the truth of the test clouds"))
        return Truth.load(path)

    def names(self, edition: Edition) -> Truth:
        """Return what a submission is checked against, be it without answers.

        Of a hidden edition whose answers are not on this machine, those are the names
        and sizes of ``blind.npz`` in the folder of the edition.

        Raises
        ------
        DataError
            If neither is on this machine.
        """
        from lri_bench.clouds import Clouds  # noqa: PLC0415 - numpy
        from lri_bench.truth import Truth  # noqa: PLC0415 - numpy

        blind = self.built_folder(edition) / BLIND_NAME
        if self.truth_path(edition) or not blind.is_file():
            return self.truth(edition)
        return Truth.of_blind(Clouds.load(blind))

    def _absent(self, edition: Edition, what: str) -> Problem:
        return Problem(
            where=str(edition),
            expected=f"{what} in {self.built_folder(edition)}",
            got="nothing there",
            cause="the edition has not been built on this machine; to build it "
            f"takes: {self.facts(edition).needs}",
            run=f"lri-bench build {edition}",
        )


def _check_sha256(path: Path, expected: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise DataError(
            Problem(
                where=str(path),
                expected=f"sha256 {expected}",
                got=f"sha256 {found}",
                cause="the shipped file was changed or damaged",
                run=f"git checkout -- {path}",
            )
        )
