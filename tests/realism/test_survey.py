# SPDX-License-Identifier: MIT
"""Surveys of small editions: what is there, what is left out, what is beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from known_clouds import CLOUDS, complexes, made, muons, tracker

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.display import show_survey
from lri_bench.realism import Survey, survey
from lri_bench.realism.checks import CHECKS

Keep = Callable[[str, Clouds], Edition]


def shown(found: Survey, capsys: pytest.CaptureFixture[str]) -> str:
    show_survey(found)
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 80
    return " ".join(text.split())


def test_every_observable_is_looked_at(name: str, catalog: Catalog, keep: Keep) -> None:
    edition = keep(name, CLOUDS[name]())
    found = survey(catalog, edition)
    checks = CHECKS[edition.dataset]
    assert tuple(row.observable for row in found.rows) == checks.observables
    assert tuple(row.plane for row in found.planes) == checks.planes
    assert not found.left_out
    assert all(len(row.here) for row in found.rows)


def test_every_data_set_has_checks_with_names_of_their_own(catalog: Catalog) -> None:
    assert sorted(CHECKS) == sorted(catalog.cards)
    for checks in CHECKS.values():
        names = [item.name for item in (*checks.observables, *checks.planes)]
        assert len(set(names)) == len(names)


def test_features_that_name_categories_are_on_the_card(catalog: Catalog) -> None:
    for dataset, checks in CHECKS.items():
        features = {feature.name: feature for feature in catalog.card(dataset).features}
        for item in checks.observables:
            assert not item.feature or features[item.feature].categories


def test_numbers_that_are_known_have_a_source(catalog: Catalog) -> None:
    for dataset, checks in CHECKS.items():
        for item in checks.observables:
            if item.known:
                known = item.known.on(catalog.card(dataset))
                assert known.source.startswith(("doi:10.", "https://"))


def test_an_edition_beside_itself_is_alike(
    name: str, catalog: Catalog, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = keep(name, CLOUDS[name]())
    found = survey(catalog, edition, edition)
    assert {row.distance for row in (*found.rows, *found.planes)} == {0}
    assert f"{name}, 2 clouds beside {name}, 2 clouds" in shown(found, capsys)


def test_what_an_edition_lacks_a_column_for_is_left_out_and_told(
    catalog: Catalog, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = keep("tau3mu@zenodo", replace(muons(), cloud_extra={}))
    found = survey(catalog, edition)
    assert not [row for row in found.rows if "station" in row.observable.name]
    text = shown(found, capsys)
    assert "hits in station 4 (tau3mu@zenodo has no cloud_extra/station_hits)" in text


def test_what_the_other_edition_lacks_is_still_shown_of_the_first(
    catalog: Catalog, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = keep("tau3mu@raw", muons())
    other = keep("tau3mu@zenodo", replace(muons(), cloud_extra={}))
    found = survey(catalog, edition, other)
    (row,) = (row for row in found.rows if row.observable.name == "hits in station 1")
    assert row.here.mean == 2.5
    assert row.there is None
    assert row.distance is None
    assert "(tau3mu@zenodo has no" in shown(found, capsys)


@pytest.mark.parametrize("column", ["group", "direction"])
def test_tracks_without_their_columns_are_left_out(
    catalog: Catalog, keep: Keep, column: str
) -> None:
    edition = keep("actstrack@zenodo", replace(tracker(), **{column: None}))
    found = survey(catalog, edition)
    assert all(item.columns == (column,) for item in found.left_out)
    assert found.left_out
    assert found.rows


def test_ligands_that_are_missing_are_left_out(catalog: Catalog, keep: Keep) -> None:
    found = survey(catalog, keep("plbind@raw", replace(complexes(), context={})))
    assert [item.name for item in found.left_out] == ["heavy ligand atoms"]


@pytest.mark.parametrize("kept", [[], [1]], ids=["no clouds", "no positives"])
def test_nothing_to_look_at_is_no_error(
    name: str,
    catalog: Catalog,
    keep: Keep,
    capsys: pytest.CaptureFixture[str],
    kept: list[int],
) -> None:
    clouds = CLOUDS[name]()
    few = clouds.select(np.array(kept, dtype=np.int64))
    edition = keep(name, few)
    other = keep(name.replace("@raw", "@zenodo"), clouds)
    text = shown(survey(catalog, edition), capsys)
    assert f"({name} has no values of it)" in text
    assert "nan" not in text
    for pair in ((edition, other), (other, edition)):
        assert "important (positive)" in shown(survey(catalog, *pair), capsys)


def test_json_has_what_is_shown(
    name: str, catalog: Catalog, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    edition = keep(name, CLOUDS[name]())
    found = survey(catalog, edition, edition)
    content = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    text = shown(found, capsys)
    assert [row["name"] for row in content["observables"]] == [
        row.observable.name for row in found.rows
    ]
    for row in content["observables"]:
        assert row["name"] in text
        assert row["here"]["values"] == row["there"]["values"] > 0


def test_categories_are_told_by_name(
    catalog: Catalog, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    one = keep("plbind@raw", complexes())
    changed = complexes()
    changed.x[:10, 0] = 10  # LEU
    other = keep("plbind@zenodo", changed)
    assert "Most frequent, residue type: ALA 25.0%" in shown(
        survey(catalog, one), capsys
    )
    found = survey(catalog, one, other)
    (row,) = (row for row in found.rows if row.is_category)
    assert row.distance == pytest.approx(0.5)
    text = shown(found, capsys)
    assert "largest differences LEU -50.0" in text
    assert row.as_dict()["there"]["shares"]["LEU"] == 0.5


def test_means_and_ranges_stand_in_the_table(
    catalog: Catalog, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = list(range(101))
    clouds = made(sizes, x=np.zeros((sum(sizes), 1)), pos=np.zeros((sum(sizes), 2)))
    text = shown(survey(catalog, keep("tau3mu@raw", clouds)), capsys)
    assert " points per event 50.00 5 95 16.9 a " in text
