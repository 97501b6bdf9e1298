# SPDX-License-Identifier: MIT
"""Columns of `x` as a model takes them: category indices and standardised numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lri_bench.catalog.card import Feature
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.models.settings.model import LigandFeature
from lri_bench.types import Floats, Ints, Singles

__all__ = ["Column", "Encoding", "card_columns", "ligand_columns"]


@dataclass(frozen=True)
class Column:
    """One column of `x` that models see.

    Attributes
    ----------
    place : int
        Its place in `x`.
    name : str
    categories : int
        How many there are; 0 if the column is a number.
    """

    place: int
    name: str
    categories: int


def card_columns(features: Sequence[Feature]) -> tuple[Column, ...]:
    """Return the columns that a card gives to models."""
    return tuple(
        Column(place, feature.name, len(feature.categories))
        for place, feature in enumerate(features)
        if feature.given_to_model
    )


def ligand_columns(features: Sequence[LigandFeature]) -> tuple[Column, ...]:
    """Return the columns of a ligand that are given to models."""
    return tuple(
        Column(place, feature.name, feature.categories)
        for place, feature in enumerate(features)
        if feature.given_to_model
    )


@dataclass(frozen=True, eq=False)
class Encoding:
    """How columns of `x` are encoded.

    Attributes
    ----------
    columns : tuple of Column
    mean, spread : (s,) float64
        Of the columns that are numbers, over the points of the training clouds.
    """

    columns: tuple[Column, ...]
    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, columns: Sequence[Column], training: Singles) -> Encoding:
        """Return the encoding that training clouds give.

        Parameters
        ----------
        columns : sequence of Column
        training : (N, f) float32
            The `x` of the training clouds.

        Raises
        ------
        DataError
            If there is a column of numbers and no point to standardise it by.
        """
        numbers = training[:, [c.place for c in columns if not c.categories]]
        if not numbers.shape[1]:
            return cls(tuple(columns), np.zeros(0), np.ones(0))
        if not len(numbers):
            raise DataError(_untrained())
        spread = numbers.std(axis=0, dtype=np.float64)
        mean = numbers.mean(axis=0, dtype=np.float64)
        return cls(tuple(columns), mean, np.where(spread > 0, spread, 1.0))

    @property
    def categories(self) -> tuple[int, ...]:
        """How many categories each categorical column has."""
        return tuple(c.categories for c in self.columns if c.categories)

    @property
    def scalars(self) -> int:
        """Columns of `scalar`: where a model would see nothing, a constant 1."""
        return len(self.mean) or int(not self.columns)

    def categorical(self, x: Singles) -> Ints:
        """Return (N, c) int64, the categories.

        Raises
        ------
        DataError
            If a value is none of the categories.
        """
        columns = [c for c in self.columns if c.categories]
        values = x[:, [c.place for c in columns]]
        raise_if(_strangers(columns, values), DataError)
        return values.astype(np.int64)

    def scalar(self, x: Singles) -> Singles:
        """Return (N, s) float32, the standardised numbers."""
        if not self.columns:
            return np.ones((len(x), 1), dtype=np.float32)
        values = x[:, [c.place for c in self.columns if not c.categories]]
        scaled: Singles = ((values - self.mean) / self.spread).astype(np.float32)
        return scaled


def _strangers(columns: Sequence[Column], values: Singles) -> Iterator[Problem]:
    for column, value in zip(columns, values.T, strict=True):
        known = np.isin(value, np.arange(column.categories))
        if not known.all():
            yield Problem(
                where=f"feature {column.name}",
                expected=f"whole numbers from 0 to {column.categories - 1}",
                got=f"{value[~known][0]} in {np.sum(~known):,} points",
                cause="the clouds have another list of categories",
            )


def _untrained() -> Problem:
    return Problem(
        where="clouds that models are to see",
        expected="training clouds, by which features are standardised",
        got="none with points",
        cause="the edition has test clouds alone, or is of another model's training",
        run="Inputs(..., encodings=...) takes those of other inputs",
    )
