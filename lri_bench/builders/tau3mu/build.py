# SPDX-License-Identifier: MIT
"""Make clouds of muon events."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lri_bench.builders.product import Product, provenance
from lri_bench.builders.shuffled_split import PAPER_SHARES, shuffled_split
from lri_bench.builders.tau3mu.events import MuonEvents
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError, Problem
from lri_bench.ragged import cloud_sum, offsets_from_counts, owner
from lri_bench.types import AnyArray, Bools, Shares

__all__ = ["FEWEST_HITS", "STATION", "build_events", "in_first_station"]

STATION = 1
"""The innermost station of the endcap; the others are not used."""

STATIONS = (1, 2, 3, 4)

DRIFT_TUBE = 0  # the type of hits of the barrel
FEWEST_HITS = 3
"""Labelled hits of a positive, or hits of a negative, that must be left."""


def build_events(
    edition: str, events: MuonEvents, shares: Shares = PAPER_SHARES
) -> Product:
    """Build an edition of Tau3Mu.

    Parameters
    ----------
    edition : str
        ``tau3mu@raw``, ….
    events : MuonEvents
    shares : (3,) tuple of float
        Train, valid, test.

    Returns
    -------
    product : Product
        `pos` is (eta, phi in radians), `x` the bending angle;
        ``cloud_extra["row"]`` (S,) int64 the place of each event in its source, and
        ``cloud_extra["station_hits"]`` (S, 4) int32 its hits in each station of the
        endcap before the others are left out, without copies for neighbours.

    Raises
    ------
    DataError
        If no event of a class is left.
    """
    in_endcap = _in_endcap(events.hits)
    passed = in_endcap & (events.hits["mu_hit_station"] == STATION)
    hits_left = cloud_sum(passed, events.offsets)
    labelled = cloud_sum(passed & (events.label == 1), events.offsets)
    counted = np.where(events.y == 1, labelled, hits_left)
    chosen = np.flatnonzero(counted >= FEWEST_HITS)
    _require_both_classes(edition, events, chosen)
    keep = passed & (counted >= FEWEST_HITS)[owner(events.offsets)]
    y = events.y[chosen]
    degrees = events.hits["mu_hit_sim_phi"][keep]
    clouds = Clouds(
        offsets=offsets_from_counts(hits_left[chosen].astype(np.int64)),
        pos=np.stack([events.hits["mu_hit_sim_eta"][keep], np.deg2rad(degrees)], 1),
        x=events.hits["mu_hit_bend"][keep][:, np.newaxis].astype(np.float32),
        truth=events.label[keep],
        cloud_id=np.array([events.name[row] for row in chosen.tolist()]),
        y=y,
        split=shuffled_split(len(chosen), shares=shares),
        cloud_extra={
            "row": events.row[chosen],
            "station_hits": _by_station(events, in_endcap)[chosen],
        },
        meta=provenance(edition, ("numpy",), events.sources) | dict(events.choices),
    )
    positives = int(y.sum())
    finding = (
        f"{len(chosen):,} of {len(events):,} events kept, {positives:,} of them "
        f"positive ({positives / len(y):.1%}); dropped: {_dropped(events, counted)}"
    )
    return Product(clouds, (finding, *events.notes))


def in_first_station(hits: Mapping[str, AnyArray]) -> Bools:
    """Tell hits of station 1, without copies for neighbours and barrel hits.

    Parameters
    ----------
    hits : mapping of str to (H,) array
        `HITS`.

    Returns
    -------
    keep : (H,) bool
    """
    keep: Bools = _in_endcap(hits) & (hits["mu_hit_station"] == STATION)
    return keep


def _in_endcap(hits: Mapping[str, AnyArray]) -> Bools:
    keep: Bools = hits["mu_hit_neighbor"] == 0
    keep &= hits["mu_hit_type"] != DRIFT_TUBE
    return keep


def _by_station(events: MuonEvents, counted: Bools) -> AnyArray:
    """Return (E, 4) int32, how many of the counted hits each station has."""
    found = events.hits["mu_hit_station"]
    columns = [
        cloud_sum(counted & (found == station), events.offsets) for station in STATIONS
    ]
    return np.stack(columns, axis=1).astype(np.int32)


def _dropped(events: MuonEvents, counted: np.ndarray) -> str:
    few = counted < FEWEST_HITS
    positive = int((few & (events.y == 1)).sum())
    return (
        f"{positive:,} positives with fewer than {FEWEST_HITS} labelled hits left, "
        f"{int(few.sum()) - positive:,} negatives with fewer than {FEWEST_HITS} hits"
    )


def _require_both_classes(edition: str, events: MuonEvents, chosen: np.ndarray) -> None:
    if len(np.unique(events.y[chosen])) < 2:
        raise DataError(
            Problem(
                where=edition,
                expected="events of both classes",
                got=f"{len(chosen):,} of {len(events):,} events kept, of one class",
                cause="a source of another kind of event",
            )
        )
