# SPDX-License-Identifier: MIT
"""Which events become clouds, which hits are in them, and what is labelled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tracker import Event, event, events, no_rows, tables

from lri_bench.builders.actstrack.build import build_events
from lri_bench.builders.actstrack.z_pair import Z_MASS_GEV
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError


def built(signal: list[Event], background: list[Event]) -> Clouds:
    return build_events("edition", tables(signal), tables(background)).clouds


def no_hits(one: Event) -> Event:
    return replace(one, hits=no_rows(one.hits))


def no_particles(one: Event) -> Event:
    return replace(one, particles=no_rows(one.particles))


def without_pair(one: Event) -> Event:
    code = np.where(np.abs(one.particles["particle_type"]) == 13, 211, 22)
    return replace(one, particles=one.particles | {"particle_type": code})


def two_pairs(one: Event) -> Event:
    """Add each particle a second time, as the electrons of another pair."""
    twice = {name: np.tile(column, 2) for name, column in one.particles.items()}
    code = twice["particle_type"]
    half = len(code) // 2
    code[half:] = np.where(np.abs(code[half:]) == 13, np.sign(code[half:]) * 11, 22)
    return replace(one, particles=twice)


def pair_without_hits(one: Event) -> Event:
    pair = one.particles["particle_id"][:2]
    keep = ~np.isin(one.hits["particle_id"], pair)
    return replace(one, hits={name: c[keep] for name, c in one.hits.items()})


DROPPED: dict[str, Callable[[Event], Event]] = {
    "no hits": no_hits,
    "no particles": no_particles,
    "no pair near the mass of the Z": without_pair,
    "several pairs near the mass of the Z": two_pairs,
    "the pair left no hit": pair_without_hits,
}


@pytest.mark.parametrize("why", DROPPED)
def test_signal_events_are_dropped_and_told(why: str) -> None:
    signal = [event(0, signal=True), DROPPED[why](event(1, signal=True))]
    product = build_events("edition", tables(signal), tables(events(1)))
    assert product.clouds.cloud_id.tolist() == ["signal-000000", "background-000000"]
    assert product.findings[0] == f"1 of 2 signal events kept; dropped: 1 {why}"
    assert product.findings[1] == "1 of 1 background events kept"


@pytest.mark.parametrize("why", ["no hits", "no particles"])
def test_background_events_are_dropped_and_told(why: str) -> None:
    background = [DROPPED[why](event(5)), event(0)]
    product = build_events(
        "edition", tables(events(1, signal=True)), tables(background)
    )
    assert product.clouds.cloud_id.tolist() == ["signal-000000", "background-000001"]
    assert product.findings[1] == f"1 of 2 background events kept; dropped: 1 {why}"


def test_background_events_may_have_pairs() -> None:
    clouds = built(events(1, signal=True), events(2, signal=True))
    assert clouds.y.tolist() == [1, 0, 0]
    assert not clouds.truth[clouds.offsets[1] :].any()
    masses = clouds.cloud_extra["signal_mass_gev"]
    assert masses.tolist() == [pytest.approx(Z_MASS_GEV, rel=1e-6), -1, -1]


def test_a_pair_of_which_one_left_hits_is_kept() -> None:
    one = event(0, signal=True)
    keep = one.hits["particle_id"] != one.particles["particle_id"][0]
    half = replace(one, hits={name: c[keep] for name, c in one.hits.items()})
    clouds = built([half], events(1))
    number = (one.hits["particle_id"] == one.particles["particle_id"][1]).sum()
    assert clouds.truth.sum() == number > 0


@pytest.mark.parametrize("lost", ["signal", "background"])
def test_no_event_of_a_kind_is_told(lost: str) -> None:
    kinds = {"signal": events(2, signal=True), "background": events(2)}
    kinds[lost] = list(map(no_hits, kinds[lost]))
    with pytest.raises(DataError) as caught:
        built(kinds["signal"], kinds["background"])
    (problem,) = caught.value.problems
    assert problem.got == f"0 of 2 {lost} events kept; dropped: 2 no hits"


def test_hits_of_the_pair_are_all_there_and_all_important() -> None:
    made = events(20, signal=True)
    clouds = built(made, events(20))
    for one, (a, b) in zip(
        made, zip(clouds.offsets, clouds.offsets[1:20], strict=False), strict=False
    ):
        of_pair = np.isin(one.hits["particle_id"], one.particles["particle_id"][:2])
        important = clouds.truth[a:b] == 1
        found = clouds.point_extra["particle_id"][a:b][important]
        assert found.tolist() == one.hits["particle_id"][of_pair].tolist()
        expected = np.stack([one.hits[name][of_pair] for name in ("tx", "ty", "tz")], 1)
        np.testing.assert_array_equal(clouds.pos[a:b][important], expected)


def test_tracks_are_whole_and_numbered_from_zero_in_each_event() -> None:
    made = events(30)
    clouds = built(events(1, signal=True), made)
    tracks = clouds.cloud_extra["num_tracks"]
    for number, one in enumerate(made, start=1):
        rows = slice(clouds.offsets[number], clouds.offsets[number + 1])
        kept = clouds.point_extra["particle_id"][rows]
        is_kept = np.isin(one.hits["particle_id"], kept)
        assert kept.tolist() == one.hits["particle_id"][is_kept].tolist()
        order = list(dict.fromkeys(kept.tolist()))
        assert clouds.group[rows].tolist() == [order.index(b) for b in kept.tolist()]
        assert tracks[number] == len(order) <= 10
    # Twelve particles, ten draws with replacement: some come twice.
    assert 4 < tracks[1:].mean() < 9


def test_columns_are_those_of_the_hits() -> None:
    one = event(3)
    clouds = built(events(1, signal=True), [one])
    kept = np.isin(one.hits["particle_id"], clouds.point_extra["particle_id"][-1:])
    rows = clouds.point_extra["particle_id"] == clouds.point_extra["particle_id"][-1]
    rows[: clouds.offsets[1]] = False
    names = (
        "tt", "tpx", "tpy", "tpz", "te", "deltapx", "deltapy", "deltapz", "deltae",
    )  # fmt: skip
    expected = np.stack([one.hits[name][kept] for name in names], 1)
    np.testing.assert_array_equal(clouds.x[rows], expected)
    np.testing.assert_array_equal(clouds.direction[rows], expected[:, 1:4])


def as_sets(clouds: Clouds) -> dict[str, set[tuple[float, ...]]]:
    """Return the hits of each cloud, in no order."""
    rows = np.column_stack([clouds.pos, clouds.x, clouds.truth])
    bounds = zip(clouds.offsets, clouds.offsets[1:], strict=False)
    parts = (set(map(tuple, rows[a:b].tolist())) for a, b in bounds)
    return dict(zip(clouds.cloud_id.tolist(), parts, strict=True))


def test_clouds_do_not_depend_on_the_order_of_hits_or_on_other_events() -> None:
    signal, background = events(6, signal=True), events(6)
    expected = as_sets(built(signal, background))
    random = np.random.default_rng(0)

    def shuffled(one: Event) -> Event:
        order = random.permutation(len(one.hits["tx"]))
        return replace(one, hits={name: c[order] for name, c in one.hits.items()})

    numbers = [4, 0, 5]
    some = build_events(
        "edition",
        tables([shuffled(signal[number]) for number in numbers], numbers),
        tables([shuffled(background[number]) for number in numbers], numbers),
    ).clouds
    found = as_sets(some)
    assert len(found) == 6
    assert found == {name: expected[name] for name in found}


def test_what_was_drawn_is_on_record() -> None:
    signal, background = tables(events(1, signal=True)), tables(events(1))
    product = build_events("edition", signal, background, sampler="legacy", seed=3)
    assert product.clouds.meta["sampler"] == "legacy"
    assert product.clouds.meta["seed"] == 3
    assert "tracks drawn with the sampler legacy, seed 3" in product.findings
    with pytest.raises(DataError, match="one of each-event, legacy"):
        build_events("edition", signal, background, sampler="other")
