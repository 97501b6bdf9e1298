# SPDX-License-Identifier: MIT
"""All clouds of an edition, from which batches are taken.

The graph of the points where they are is found once. Truth is never read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from lri_bench.catalog.card import Card
from lri_bench.clouds import Clouds, Split
from lri_bench.models.batch import Batch, Points
from lri_bench.models.description import Description, PointDescription
from lri_bench.models.features import Encoding, card_columns, ligand_columns
from lri_bench.models.placing import graph_of, placed
from lri_bench.models.settings.geometry import Geometry
from lri_bench.models.settings.model import Settings
from lri_bench.ragged import counts, offsets_from_counts, owner, positions
from lri_bench.types import AnyArray, Ints, Offsets, Singles

__all__ = ["Encodings", "Inputs"]

_CLOUDS_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class Encodings:
    """How the features of points, and of ligands, are encoded."""

    points: Encoding
    ligand: Encoding | None = None


class Inputs:
    """All clouds of an edition, as models see them.

    Parameters
    ----------
    clouds : Clouds
        Of which `pos`, `x`, `y`, `split` and the ligand are read.
    card : Card
        Tells which features models may see.
    settings : Settings
    geometry : Geometry
        Of the backbone: ``settings.geometry("egnn")``, or for LRI-Gaussian
        ``settings.gaussian_geometry("egnn")``.
    encodings : Encodings, optional
        Of the inputs that a model was trained with. Else the training clouds among
        `clouds` tell how features are standardised.

    Attributes
    ----------
    description : Description
        What a `Classifier` must know of these inputs.
    encodings : Encodings

    Raises
    ------
    DataError
        If a category is unknown, or there is nothing to standardise by.
    """

    def __init__(
        self,
        clouds: Clouds,
        card: Card,
        settings: Settings,
        geometry: Geometry,
        encodings: Encodings | None = None,
    ) -> None:
        self.encodings = encodings or _encodings(clouds, card, settings)
        self._y: Singles = clouds.y.astype(np.float32)
        self._points = _Store(clouds, self.encodings.points, geometry)
        self._ligands: _Store | None = None
        if settings.ligand and settings.ligand_geometry and self.encodings.ligand:
            context = clouds.context[settings.ligand.context]
            self._ligands = _Store(
                context, self.encodings.ligand, settings.ligand_geometry
            )
        self.description = Description(
            self._points.description,
            self._ligands.description if self._ligands else None,
        )

    def __len__(self) -> int:
        return len(self._y)

    def batch(self, chosen: Ints, *, ligands: Ints | None = None) -> Batch:
        """Return some clouds.

        Parameters
        ----------
        chosen : (C,) int64
            Which, in the order wanted; a cloud may come twice.
        ligands : (C,) int64, optional
            Clouds whose ligands stand beside them, where it is not their own.

        Returns
        -------
        batch : Batch
            On the CPU, in memory of its own.
        """
        beside = None
        if self._ligands is not None:
            others = chosen if ligands is None else ligands
            beside = Points(**self._ligands.take(others))
        y = torch.from_numpy(self._y[chosen])
        return Batch(**self._points.take(chosen), y=y, ligand=beside)


def _encodings(clouds: Clouds, card: Card, settings: Settings) -> Encodings:
    chosen = np.flatnonzero(clouds.split == Split.TRAIN)
    points = Encoding.of(
        card_columns(card.features), clouds.x[positions(clouds.offsets, chosen)]
    )
    if settings.ligand is None:
        return Encodings(points)
    ligands = clouds.context[settings.ligand.context]
    columns = ligand_columns(settings.ligand.features)
    training = ligands.x[positions(ligands.offsets, chosen)]
    return Encodings(points, Encoding.of(columns, training))


class _Store:
    """Columns of all points, and the edges of each cloud."""

    def __init__(self, clouds: Clouds, encoding: Encoding, geometry: Geometry) -> None:
        self._offsets: Offsets = clouds.offsets
        self._columns: dict[str, AnyArray] = {
            "pos": clouds.pos,
            "categorical": encoding.categorical(clouds.x),
            "scalar": encoding.scalar(clouds.x),
        }
        self._edges, self._edge_offsets = _edges(clouds.pos, clouds.offsets, geometry)
        self.description = PointDescription(
            clouds.pos.shape[1], encoding.categories, encoding.scalars, geometry
        )

    def take(self, chosen: Ints) -> dict[str, Any]:
        """Return the arguments of `Points` for some clouds."""
        places = positions(self._offsets, chosen)
        ptr = offsets_from_counts(counts(self._offsets)[chosen])
        taken = {name: value[places] for name, value in self._columns.items()}
        edges = self._edges[:, positions(self._edge_offsets, chosen)]
        shift = np.repeat(ptr[:-1], counts(self._edge_offsets)[chosen])
        # Points are gathered faster along rows that lie in one piece.
        edges = np.add(edges, shift, order="C")
        taken |= {"owner": owner(ptr), "ptr": ptr, "edges": edges}
        return {name: torch.from_numpy(value) for name, value in taken.items()}


def _edges(
    pos: Singles, offsets: Offsets, geometry: Geometry
) -> tuple[AnyArray, Offsets]:
    """Find the graph of all clouds.

    Returns
    -------
    edges : (2, E) int32
        Points of the same cloud, its first one is 0.
    offsets : (S + 1,) int64
        Cloud `c` has the edges ``offsets[c]:offsets[c + 1]``.
    """
    found, sizes = [np.empty((2, 0), dtype=np.int32)], [np.empty(0, dtype=np.int64)]
    for start in range(0, len(offsets) - 1, _CLOUDS_AT_ONCE):
        ends = offsets[start : start + _CLOUDS_AT_ONCE + 1]
        ptr = ends - ends[0]
        points = placed(torch.from_numpy(pos[ends[0] : ends[-1]].copy()), geometry)
        edges = graph_of(points, torch.from_numpy(ptr), geometry).numpy()
        cloud = owner(ptr)[edges[1]]
        found.append((edges - ptr[cloud]).astype(np.int32))
        sizes.append(np.bincount(cloud, minlength=len(ptr) - 1))
    return np.concatenate(found, axis=1), offsets_from_counts(np.concatenate(sizes))
