# SPDX-License-Identifier: MIT
"""Every fault that is put into an edition is found, and its clouds are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lri_bench.build import BuildOptions, build, write
from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.record.lock import RECORD_FOLDER, Lock, LockedFile, write_lock
from lri_bench.storage.sums import SUMS_NAME
from lri_bench.verify import Outcome, Verdict, verify
from lri_bench.verify.compare import compare
from lri_bench.verify.files import check_content
from lri_bench.verify.labels import check_labels
from lri_bench.verify.schema import check_schema
from lri_bench.verify.statistics import check_statistics

DATASETS = ("actstrack", "tau3mu", "synmol", "plbind")


@pytest.fixture(scope="module")
def editions(mirror: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the canonical edition of each data set, from the test record."""
    catalog = Catalog.default(tmp_path_factory.mktemp("data"))
    options = BuildOptions(source=mirror)
    return {
        name: build(catalog, Edition(name, "zenodo"), options).clouds
        for name in DATASETS
    }


def failed(outcomes: Any) -> dict[str, tuple[str, ...]]:
    return {o.check: o.clouds for o in outcomes if o.verdict is Verdict.FAILED}


def altered(clouds: Clouds, **columns: Any) -> Clouds:
    """Change one value of columns: name=(place, value)."""
    changes: dict[str, Any] = {}
    for name, (place, value) in columns.items():
        column = np.array(getattr(clouds, name))
        column[place] = value
        changes[name] = column
    return replace(clouds, **changes)


@pytest.mark.parametrize("name", DATASETS)
def test_editions_of_the_test_record_pass(
    editions: dict[str, Clouds], catalog: Catalog, name: str
) -> None:
    outcomes = [
        *check_schema(catalog.card(name), editions[name]),
        *check_labels(name, editions[name]),
    ]
    assert not failed(outcomes)
    assert len(outcomes) >= 8


# Schema


def test_odd_numbers_and_categories_name_their_clouds(
    editions: dict[str, Clouds], catalog: Catalog
) -> None:
    clouds = editions["synmol"]
    first = int(clouds.offsets[3])
    card = catalog.card("synmol")
    odd = altered(clouds, x=((first, 0), 2.5))
    assert failed(check_schema(card, odd)) == {"atom-type": (clouds.cloud_id[3],)}
    odd = altered(clouds, pos=((first, 1), np.nan))
    assert failed(check_schema(card, odd)) == {"numbers": (clouds.cloud_id[3],)}


def test_an_empty_split_fails(editions: dict[str, Clouds], catalog: Catalog) -> None:
    clouds = editions["tau3mu"]
    train = replace(clouds, split=np.full(len(clouds), Split.TRAIN))
    assert "splits" in failed(check_schema(catalog.card("tau3mu"), train))


# Labels


@pytest.mark.parametrize("name", ["actstrack", "tau3mu", "synmol"])
def test_a_labelled_point_of_a_negative_is_found(
    editions: dict[str, Clouds], name: str
) -> None:
    clouds = editions[name]
    negative = int(np.flatnonzero(clouds.y == 0)[2])
    odd = altered(clouds, truth=(int(clouds.offsets[negative]), 1))
    found = failed(check_labels(name, odd))
    assert found["labels of negatives"] == (clouds.cloud_id[negative],)


@pytest.mark.parametrize("name", DATASETS)
def test_a_positive_without_labels_is_found(
    editions: dict[str, Clouds], name: str
) -> None:
    clouds = editions[name]
    positive = int(np.flatnonzero(clouds.y == 1)[0])
    points = slice(clouds.offsets[positive], clouds.offsets[positive + 1])
    odd = altered(clouds, truth=(points, 0))
    found = failed(check_labels(name, odd))
    assert found["labels of positives"] == (clouds.cloud_id[positive],)


def test_half_a_track_is_found(editions: dict[str, Clouds]) -> None:
    clouds = editions["actstrack"]
    assert clouds.y[0] == 1
    first = int(np.flatnonzero(clouds.truth)[0])
    odd = altered(clouds, truth=(first, 0))
    assert failed(check_labels("actstrack", odd))["tracks"] == (clouds.cloud_id[0],)


def test_a_mass_far_from_the_z_is_found(editions: dict[str, Clouds]) -> None:
    clouds = editions["actstrack"]
    mass = clouds.cloud_extra["signal_mass_gev"].copy()
    mass[0] = 89.0
    odd = replace(clouds, cloud_extra={**clouds.cloud_extra, "signal_mass_gev": mass})
    found = failed(check_labels("actstrack", odd))
    assert found == {"mass of the pair": (clouds.cloud_id[0],)}


def test_degrees_are_found(editions: dict[str, Clouds]) -> None:
    clouds = editions["tau3mu"]
    odd = replace(clouds, pos=clouds.pos * np.array([1, 180 / np.pi]))
    assert len(failed(check_labels("tau3mu", odd))["phi"]) > len(clouds) / 2


def test_pockets_are_measured_again(editions: dict[str, Clouds]) -> None:
    clouds = editions["plbind"]
    for name, check in (("pocket_label", "pocket"), ("contact_label", "important")):
        column = clouds.point_extra[name].copy()
        far = int(np.flatnonzero(clouds.truth == 0)[0])
        column[far] = 1
        odd = replace(clouds, point_extra={**clouds.point_extra, name: column})
        found = failed(check_labels("plbind", odd))
        assert any(key.startswith(check) for key in found), found
        assert {names for each in found.values() for names in each} == {
            clouds.cloud_id[0]
        }


def test_another_threshold_is_told_by_the_edition(editions: dict[str, Clouds]) -> None:
    clouds = editions["plbind"]
    affinity = clouds.cloud_extra["affinity_molar"]
    threshold = 50e-9
    other = replace(
        clouds,
        y=(affinity < threshold).astype(np.uint8),
        meta={**clouds.meta, "threshold_molar": threshold},
    )
    assert (other.y != clouds.y).any()
    assert not failed(check_labels("plbind", other))
    assert "affinity" in failed(check_labels("plbind", replace(other, y=clouds.y)))


# Statistics


def test_statistics_outside_of_the_tolerance_differ(
    editions: dict[str, Clouds], catalog: Catalog
) -> None:
    card = catalog.card("synmol")
    inside = {o.verdict for o in check_statistics(card, editions["synmol"])}
    assert inside == {Verdict.PASSED}
    half = editions["synmol"].select(np.arange(4000))
    verdicts = {o.check: o.verdict for o in check_statistics(card, half)}
    assert verdicts["clouds"] is Verdict.DIFFERS


# Against another edition


def test_an_edition_equals_itself_in_any_order(editions: dict[str, Clouds]) -> None:
    clouds = editions["tau3mu"]
    shuffled = clouds.select(np.random.default_rng(0).permutation(len(clouds)))
    assert not failed(compare(clouds, shuffled, 0.0))


@pytest.mark.parametrize(
    ("column", "value", "checks"),
    [
        ("y", 1, {"class"}),
        ("split", 3, {"split"}),
        ("truth", 1, {"labels", "important points"}),
        ("x", 77.0, {"features"}),
        ("pos", 77.0, {"positions"}),
    ],
)
def test_what_differs_is_named(
    editions: dict[str, Clouds], column: str, value: float, checks: set[str]
) -> None:
    clouds = editions["tau3mu"]
    negative = int(np.flatnonzero(clouds.y == 0)[5])
    place = negative if column in ("y", "split") else int(clouds.offsets[negative])
    found = failed(compare(clouds, altered(clouds, **{column: (place, value)}), 1e-5))
    assert found == dict.fromkeys(checks, (clouds.cloud_id[negative],))


def test_distances_within_the_tolerance_are_no_difference(
    editions: dict[str, Clouds],
) -> None:
    clouds = editions["synmol"]
    moved = replace(clouds, pos=clouds.pos + 0.004)
    assert not failed(compare(clouds, moved, 0.01))
    assert len(failed(compare(clouds, moved, 0.005))["positions"]) == len(clouds)


def test_clouds_that_one_edition_lacks_are_named(editions: dict[str, Clouds]) -> None:
    clouds = editions["plbind"]
    mine, theirs = clouds.select(np.arange(6)), clouds.select(np.arange(1, 7))
    found = failed(compare(mine, theirs, 0.001))
    names = clouds.cloud_id
    assert found == {"only here": (names[0],), "only there": (names[6],)}


def test_without_names_or_rows_clouds_go_by_their_place(
    editions: dict[str, Clouds],
) -> None:
    clouds = editions["tau3mu"]
    other = replace(clouds, cloud_id=np.array([f"x{i}" for i in range(len(clouds))]))
    outcomes = list(compare(clouds, other, 0.0))
    assert not failed(outcomes)
    assert "by place" in outcomes[0].detail
    fewer = other.select(np.arange(len(clouds) - 1))
    assert len(failed(compare(clouds, fewer, 0.0))["only here"]) == len(clouds)


# Files


@pytest.fixture
def written(catalog: Catalog) -> tuple[Catalog, Edition, Path]:
    """Return a built edition, made of the shipped one."""
    edition = Edition("synmol", "raw")
    mini = catalog.clouds(Edition("synmol", "mini"))
    paths = write(catalog, edition, Product(mini, ()))
    return catalog, edition, paths[0]


def verdicts(outcomes: list[Outcome]) -> dict[str, Verdict]:
    return {outcome.check: outcome.verdict for outcome in outcomes}


def test_files_as_built_pass(written: tuple[Catalog, Edition, Path]) -> None:
    catalog, edition, _ = written
    found = verdicts(verify(catalog, edition))
    assert found["clouds.npz as built"] is Verdict.PASSED
    assert found["truth.npz as built"] is Verdict.PASSED


def test_a_changed_or_lost_file_fails(written: tuple[Catalog, Edition, Path]) -> None:
    catalog, edition, path = written
    truth = path.with_name("truth.npz")
    truth.write_bytes(truth.read_bytes() + b"\0")
    assert verdicts(verify(catalog, edition))["truth.npz as built"] is Verdict.FAILED
    truth.unlink()
    assert verdicts(verify(catalog, edition))["truth.npz as built"] is Verdict.FAILED
    path.with_name(SUMS_NAME).unlink()
    assert verdicts(verify(catalog, edition))["files as built"] is Verdict.SKIPPED


def test_a_download_that_changed_fails(
    written: tuple[Catalog, Edition, Path],
) -> None:
    catalog, edition, _ = written
    folder = catalog.data / RECORD_FOLDER
    folder.mkdir()
    (folder / "synmol_raw.zip").write_bytes(b"other")
    locked = LockedFile(5, "0" * 32, "0" * 64, "test", "2026-01-01T00:00:00Z")
    write_lock(folder, Lock("doi", {"synmol_raw.zip": locked}))
    found = verdicts(verify(catalog, edition))
    assert found["synmol_raw.zip as it arrived"] is Verdict.FAILED


def test_the_content_is_held_against_the_card(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another seed is no fault, but it is said."""
    edition = Edition("synmol", "mini")
    clouds = catalog.clouds(edition)
    assert not list(check_content(catalog, edition, clouds))
    facts = catalog.facts(edition)
    verdicts = {
        clouds.content_hash(): Verdict.PASSED,
        "0" * 64: Verdict.DIFFERS,
    }
    for digest, verdict in verdicts.items():
        told = facts.model_copy(update={"content_sha256": digest})
        monkeypatch.setattr(Catalog, "facts", lambda *_, told=told: told)
        (outcome,) = check_content(catalog, edition, clouds)
        assert (outcome.check, outcome.verdict) == ("content", verdict)
