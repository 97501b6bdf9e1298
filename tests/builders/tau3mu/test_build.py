# SPDX-License-Identifier: MIT
"""Which hits and events are kept, and in which units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from muons import Columns, events, good_hits, kept

from lri_bench.builders.tau3mu.build import FEWEST_HITS, build_events
from lri_bench.builders.tau3mu.events import HITS, MuonEvents
from lri_bench.errors import DataError
from lri_bench.ragged import offsets_from_counts


def muon_events(
    made: Sequence[Columns], labels: Sequence[npt.NDArray[np.uint8] | None]
) -> MuonEvents:
    """Return events as readers hand them over; None marks a negative."""
    sizes = [len(one["mu_hit_bend"]) for one in made]
    filled = [
        np.zeros(size, dtype=np.uint8) if label is None else label
        for size, label in zip(sizes, labels, strict=True)
    ]
    return MuonEvents(
        name=[f"event-{number}" for number in range(len(made))],
        y=np.array([label is not None for label in labels], dtype=np.uint8),
        offsets=offsets_from_counts(sizes),
        hits={name: np.concatenate([one[name] for one in made]) for name in HITS},
        label=np.concatenate(filled),
        row=np.arange(len(made)),
    )


def ones(size: int, total: int) -> npt.NDArray[np.uint8]:
    """Return labels that end in ones."""
    return (np.arange(total) >= total - size).astype(np.uint8)


# An event of each class that is kept, so that there are both.
POSITIVE, NEGATIVE = good_hits(5), good_hits(4)


@pytest.mark.parametrize(
    ("name", "value"),
    [("mu_hit_station", 2), ("mu_hit_neighbor", 1), ("mu_hit_type", 0)],
)
def test_hits_of_another_kind_are_left_out(name: str, value: int) -> None:
    one = good_hits(6)
    one[name][[1, 4]] = value
    one["mu_hit_bend"] = np.arange(6, dtype=np.int16)
    made = muon_events([one, NEGATIVE], [ones(4, 6), None])
    clouds = build_events("edition", made).clouds
    assert clouds.x[:4, 0].tolist() == [0, 2, 3, 5]
    assert clouds.truth[:4].tolist() == [0, 1, 1, 1]


def test_only_the_last_hits_decide_of_positives_and_all_of_negatives() -> None:
    made = [
        good_hits(20),  # two labelled hits: too few, however many others there are
        good_hits(20),  # three
        good_hits(2),  # a negative of two hits
        good_hits(3),
    ]
    labels = [ones(FEWEST_HITS - 1, 20), ones(FEWEST_HITS, 20), None, None]
    product = build_events("edition", muon_events(made, labels))
    assert product.clouds.cloud_id.tolist() == ["event-1", "event-3"]
    assert product.clouds.cloud_extra["row"].tolist() == [1, 3]
    (told,) = product.findings
    assert told.startswith("2 of 4 events kept, 1 of them positive (50.0%); dropped: ")
    assert "1 positives with fewer than 3 labelled hits left, " in told
    assert "1 negatives with fewer than 3 hits" in told


def test_labelled_hits_that_are_left_out_do_not_count() -> None:
    one = good_hits(10)
    one["mu_hit_station"][-1] = 2
    made = muon_events([one, POSITIVE, NEGATIVE], [ones(3, 10), ones(3, 5), None])
    kept_names = build_events("edition", made).clouds.cloud_id.tolist()
    assert kept_names == ["event-1", "event-2"]


def test_degrees_become_radians() -> None:
    one = good_hits(4)
    one["mu_hit_sim_phi"] = np.array([180, -90, 0, 60], dtype=np.float32)
    one["mu_hit_sim_eta"] = np.array([1.5, -2, 0, 2.5], dtype=np.float32)
    made = muon_events([one, POSITIVE], [None, ones(3, 5)])
    pos = build_events("edition", made).clouds.pos[:4]
    assert pos.dtype == np.float32
    assert pos[:, 0].tolist() == [1.5, -2, 0, 2.5]
    # Rounded to float32 twice: the factor, and the product.
    expected = [np.pi, -np.pi / 2, 0, np.pi / 3]
    np.testing.assert_allclose(pos[:, 1], expected, rtol=2**-23)


def test_the_bending_angle_is_the_feature() -> None:
    one = good_hits(3)
    one["mu_hit_bend"] = np.array([-50, 0, 7], dtype=np.int16)
    made = muon_events([one, POSITIVE], [None, ones(3, 5)])
    clouds = build_events("edition", made).clouds
    assert clouds.x.dtype == np.float32
    assert clouds.x[:3].tolist() == [[-50], [0], [7]]


@pytest.mark.parametrize("label", [None, ones(3, 5)])
def test_events_of_one_class_alone_are_told(
    label: npt.NDArray[np.uint8] | None,
) -> None:
    with pytest.raises(DataError, match="2 of 2 events kept, of one class"):
        build_events("edition", muon_events([POSITIVE, POSITIVE], [label, label]))


def test_no_events_are_told() -> None:
    nothing = muon_events([good_hits(1)], [None])
    with pytest.raises(DataError, match="0 of 1 events kept"):
        build_events("edition", nothing)


@given(st.integers(0, 2**32 - 1))
def test_clouds_are_those_of_a_plain_loop(seed: int) -> None:
    random = np.random.default_rng(seed)
    made = [*events(8, seed=seed), POSITIVE, NEGATIVE]
    sizes = [len(one["mu_hit_bend"]) for one in made]
    labels = [
        random.integers(0, 2, size).astype(np.uint8) if random.integers(2) else None
        for size in sizes
    ]
    labels[-2:] = [ones(3, 5), None]
    clouds = build_events("edition", muon_events(made, labels)).clouds
    names, truths, sizes_left = [], [], []
    for number, (one, label) in enumerate(zip(made, labels, strict=True)):
        keep = kept(one)
        counted = keep.sum() if label is None else label[keep].sum()
        if counted >= FEWEST_HITS:
            names.append(f"event-{number}")
            sizes_left.append(keep.sum())
            truths.append(np.zeros(keep.sum()) if label is None else label[keep])
    assert clouds.cloud_id.tolist() == names
    assert np.diff(clouds.offsets).tolist() == sizes_left
    assert clouds.truth.tolist() == np.concatenate(truths).tolist()
