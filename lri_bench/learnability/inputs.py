# SPDX-License-Identifier: MIT
"""Clouds as the tensors that the classifier takes. Truth and class are not in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from lri_bench.catalog.card import Feature
from lri_bench.clouds import Clouds, Split
from lri_bench.learnability.graphs import neighbours
from lri_bench.learnability.settings import View
from lri_bench.ragged import counts, offsets_from_counts, owner, positions
from lri_bench.types import AnyArray, Floats, Ints, Offsets, Singles

__all__ = ["Batch", "Inputs", "Scales", "scales_of"]

_NEAREST = 1e-6  # points in one place have a logarithm of distance, too


@dataclass(frozen=True, eq=False)
class Batch:
    """Some clouds.

    Attributes
    ----------
    features : (N, f) float32
    nearest : (N, k) int64
        Neighbours of each point.
    edges : (N, k, e) float32
        Of each point and each of its neighbours.
    owner : (N,) int64
        The cloud of each point.
    context : (C, c) float32
        Of each cloud; c may be 0.
    """

    features: torch.Tensor
    nearest: torch.Tensor
    edges: torch.Tensor
    owner: torch.Tensor
    context: torch.Tensor


@dataclass(frozen=True, eq=False)
class Scales:
    """Means and spreads of the training clouds, by which numbers are scaled.

    Attributes
    ----------
    mean, spread : (f,) float64
        Of the columns of `x`; categorical ones are not scaled.
    atoms : int
        Categories of the context's first feature.
    """

    mean: Floats
    spread: Floats
    atoms: int


def scales_of(clouds: Clouds) -> Scales:
    """Return the scales of the training clouds."""
    train = clouds.in_split(Split.TRAIN)
    spread = train.x.std(axis=0, dtype=np.float64)
    atoms = [int(c.x[:, 0].max()) + 1 for c in train.context.values()]
    return Scales(
        train.x.mean(axis=0, dtype=np.float64),
        np.where(spread > 0, spread, 1.0),
        sum(atoms),
    )


class Inputs:
    """All clouds of an edition, from which batches are taken.

    Parameters
    ----------
    clouds : Clouds
    features : sequence of Feature
        Of the card; those that models may not see are left out.
    view : View
    scales : Scales
    """

    def __init__(
        self, clouds: Clouds, features: Sequence[Feature], view: View, scales: Scales
    ) -> None:
        self._offsets: Offsets = clouds.offsets
        pos = _placed(clouds.pos, view)
        self._nearest = neighbours(pos, clouds.offsets, view.neighbours)
        self._edges = _edges(pos, self._nearest, view)
        self._features = _features(clouds, features, scales)
        self._context = _context(clouds, scales)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Numbers of features of a point, of an edge and of a cloud."""
        return (
            self._features.shape[1],
            self._edges.shape[2],
            self._context.shape[1],
        )

    def batch(self, chosen: Ints) -> Batch:
        """Return some clouds.

        Parameters
        ----------
        chosen : (C,) int64
            Which, in the order wanted.
        """
        places = positions(self._offsets, chosen)
        sizes = counts(self._offsets)[chosen]
        starts = offsets_from_counts(sizes)
        moved = np.repeat(starts[:-1] - self._offsets[:-1][chosen], sizes)
        return Batch(
            torch.from_numpy(self._features[places]),
            torch.from_numpy(self._nearest[places] + moved[:, np.newaxis]),
            torch.from_numpy(self._edges[places]),
            torch.from_numpy(owner(starts)),
            torch.from_numpy(self._context[chosen]),
        )


def _placed(pos: Singles, view: View) -> AnyArray:
    if not view.unit_length:
        return pos
    placed: AnyArray = pos / np.linalg.norm(pos, axis=1, keepdims=True)
    return placed


def _edges(pos: AnyArray, nearest: Ints, view: View) -> Singles:
    """Return (N, k, e) float32: the logarithm of the distance, and the direction."""
    exact = pos.astype(np.float64)
    apart = exact[nearest] - exact[:, np.newaxis]
    far = np.linalg.norm(apart, axis=2, keepdims=True) + _NEAREST
    parts = [np.log10(far), apart / far] if view.directions else [np.log10(far)]
    return np.concatenate(parts, axis=2).astype(np.float32)


def _features(clouds: Clouds, features: Sequence[Feature], scales: Scales) -> Singles:
    """Return (N, f) float32, a 1 for those that have none."""
    parts = [np.ones((clouds.points, 1))]
    for column, feature in enumerate(features):
        if not feature.given_to_model:
            continue
        values = clouds.x[:, column]
        if feature.kind == "categorical":
            parts.append(np.eye(len(feature.categories))[values.astype(np.int64)])
        else:
            scaled = (values - scales.mean[column]) / scales.spread[column]
            parts.append(scaled[:, np.newaxis])
    return np.concatenate(parts, axis=1).astype(np.float32)


def _context(clouds: Clouds, scales: Scales) -> Singles:
    """Return (S, c) float32: which atoms a ligand has, as shares, and how many."""
    if not scales.atoms:
        return np.zeros((len(clouds), 0), dtype=np.float32)
    parts = []
    for inner in clouds.context.values():
        kind = np.minimum(inner.x[:, 0].astype(np.int64), scales.atoms - 1)
        cell = owner(inner.offsets) * scales.atoms + kind
        found = np.bincount(cell, minlength=len(inner) * scales.atoms)
        sizes = counts(inner.offsets)[:, np.newaxis]
        shares = found.reshape(len(inner), scales.atoms) / np.maximum(sizes, 1)
        parts += [shares, np.log10(np.maximum(sizes, 1))]
    return np.concatenate(parts, axis=1).astype(np.float32)
