# SPDX-License-Identifier: MIT
"""The cards: valid, complete, and equal to what can be counted here."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
import yaml

from lri_bench.catalog.card import Card, load_card
from lri_bench.catalog.editions import Catalog, Edition, Status
from lri_bench.catalog.statistics import statistics_of
from lri_bench.clouds import Clouds
from lri_bench.errors import CardError, DataError
from lri_bench.recipes import recipe_of
from lri_bench.schemas import SCHEMAS, schema_text
from lri_bench.truth import Truth

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("actstrack", "plbind", "synmol", "tau3mu")
PAPER = {
    "actstrack": (3241, 109.1, 22.8, 0.39, (12, 24, 30)),
    "tau3mu": (129687, 16.9, 5.5, 0.24, (3, 7, 10)),
    "synmol": (8663, 21.9, 6.6, 0.18, (5, 8, 10)),
    "plbind": (10891, 339.8, 132.2, 0.29, (20, 40, 60)),
}


@pytest.mark.parametrize("name", NAMES)
def test_cards_hold_the_papers_table(catalog: Catalog, name: str) -> None:
    card = catalog.card(name)
    paper = card.paper
    assert (
        paper.clouds,
        paper.points_per_cloud,
        paper.important_points_per_positive_cloud,
        paper.positive_share,
        card.precision_at,
    ) == PAPER[name]
    assert paper.split.train + paper.split.valid + paper.split.test == pytest.approx(1)


@pytest.mark.parametrize("name", NAMES)
def test_every_edition_of_the_design_is_on_its_card(
    catalog: Catalog, name: str
) -> None:
    expected = {"zenodo", "raw", "sim", "mini"}
    expected |= {"root"} if name != "synmol" else set()
    assert expected <= set(catalog.card(name).editions)


def test_every_edition_of_every_card_has_a_recipe(catalog: Catalog) -> None:
    for edition in catalog.editions():
        assert callable(recipe_of(edition).builder)
    assert recipe_of(Edition("actstrack", "sim-20T")).options == {"clouds", "seed"}


@pytest.mark.parametrize("path", SCHEMAS)
def test_committed_schemas_are_those_of_the_models(path: str) -> None:
    # Stale? python -m lri_bench.schemas
    assert (ROOT / path).read_text("utf-8") == schema_text(SCHEMAS[path])


@pytest.mark.parametrize("name", NAMES)
def test_cards_follow_the_committed_schema(name: str) -> None:
    schema = json.loads((ROOT / "datasets/card.schema.json").read_text("utf-8"))
    card = yaml.safe_load((ROOT / "datasets" / name / "card.yaml").read_text("utf-8"))
    jsonschema.validate(card, schema)


def test_all_faults_of_a_card_are_told_at_once(tmp_path: Path) -> None:
    card = yaml.safe_load((ROOT / "datasets/synmol/card.yaml").read_text("utf-8"))
    del card["title"]
    card["paper"]["positive_share"] = 18
    card["colour"] = "red"
    path = tmp_path / "card.yaml"
    path.write_text(yaml.safe_dump(card), "utf-8")
    with pytest.raises(CardError) as error:
        load_card(path)
    places = {problem.where.rpartition(": ")[2] for problem in error.value.problems}
    assert places == {"title", "paper.positive_share", "colour"}


def test_a_card_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "card.yaml"
    path.write_text("a: [", "utf-8")
    with pytest.raises(CardError, match="YAML"):
        load_card(path)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_mini_is_what_its_card_says(catalog: Catalog, name: str) -> None:
    edition = Edition(name, "mini")
    facts = catalog.facts(edition)
    assert statistics_of(catalog.clouds(edition)) == facts.statistics


@pytest.mark.parametrize("name", NAMES)
def test_shipped_truth_of_mini_is_that_of_its_clouds(
    catalog: Catalog, name: str
) -> None:
    edition = Edition(name, "mini")
    made = Truth.of(catalog.clouds(edition), catalog.order_key_columns(edition))
    shipped = catalog.truth(edition)
    for column in ("cloud_id", "offsets", "y", "truth", "order_key", "direction"):
        np.testing.assert_array_equal(getattr(made, column), getattr(shipped, column))


def test_all_shipped_editions_are_light() -> None:
    files = list((ROOT / "datasets").glob("*/*.npz"))
    assert sum(path.stat().st_size for path in files if "mini" in path.name) < 6e6
    assert max(path.stat().st_size for path in files) < 5e6


def test_shipped_truth_of_raw_fits_its_card(catalog: Catalog) -> None:
    edition = Edition("synmol", "raw")
    facts = catalog.facts(edition)
    assert facts.statistics is not None
    share = len(catalog.truth(edition)) / facts.statistics.clouds
    assert share == pytest.approx(facts.statistics.split.test, abs=5e-5)


@pytest.mark.parametrize("name", NAMES)
def test_shipped_truth_of_sim_fits_its_card(catalog: Catalog, name: str) -> None:
    """Its clouds are not shipped; the share of test clouds and all means are there."""
    edition = Edition(name, "sim")
    facts, truth = catalog.facts(edition), catalog.truth(edition)
    assert facts.statistics is not None
    assert facts.content_sha256
    share = len(truth) / facts.statistics.clouds
    assert share == pytest.approx(facts.statistics.split.test, abs=5e-5)
    points = truth.offsets[-1] / len(truth)
    assert points == pytest.approx(facts.statistics.points_per_cloud, rel=0.03)
    assert truth.y.mean() == pytest.approx(facts.statistics.positive_share, abs=0.03)
    assert truth.meta["edition"] == str(edition)


@pytest.mark.parametrize("name", NAMES)
def test_sim_is_within_5_percent_of_the_paper(catalog: Catalog, name: str) -> None:
    card = catalog.card(name)
    facts = card.editions["sim"].statistics
    assert facts is not None
    assert facts.clouds == card.paper.clouds
    for number in ("points_per_cloud", "important_points_per_positive_cloud"):
        expected = getattr(card.paper, number)
        assert getattr(facts, number) == pytest.approx(expected, rel=0.05), number
    assert facts.positive_share == pytest.approx(card.paper.positive_share, rel=0.05)


def test_variants_do_not_have_the_numbers_of_their_base(catalog: Catalog) -> None:
    facts = catalog.facts(Edition("actstrack", "sim-4T"))
    assert facts.statistics is None
    assert facts.content_sha256 is None


def test_a_changed_shipped_file_is_noticed(catalog: Catalog, tmp_path: Path) -> None:
    shipped = tmp_path / "datasets"
    (shipped / "synmol").mkdir(parents=True)
    for name in ("card.yaml", "mini.npz"):
        source = catalog.shipped / "synmol" / name
        (shipped / "synmol" / name).write_bytes(source.read_bytes())
    changed = Catalog(data=tmp_path, shipped=shipped)
    edition = Edition("synmol", "mini")
    assert len(changed.clouds(edition))
    clouds = Clouds.load(shipped / "synmol" / "mini.npz")
    clouds.select(np.arange(5)).save(shipped / "synmol" / "mini.npz")
    with pytest.raises(DataError, match="sha256"):
        changed.clouds(edition)


def test_status_tells_what_is_here(catalog: Catalog) -> None:
    edition = Edition("synmol", "zenodo")
    assert catalog.status(Edition("synmol", "mini")) == Status.SHIPPED
    assert catalog.status(Edition("synmol", "raw")) == Status.TRUTH_ONLY
    assert catalog.status(edition) == Status.ABSENT
    clouds = catalog.clouds(Edition("synmol", "mini"))
    catalog.built_folder(edition).mkdir(parents=True)
    clouds.save(catalog.built_folder(edition) / "clouds.npz")
    assert catalog.status(edition) == Status.BUILT


def test_an_edition_that_is_absent_says_how_to_build_it(catalog: Catalog) -> None:
    with pytest.raises(DataError, match="lri-bench build synmol@zenodo"):
        catalog.clouds(Edition("synmol", "zenodo"))


def test_features_with_categories_are_categorical(catalog: Catalog) -> None:
    features = [item for card in catalog.cards.values() for item in card.features]
    assert features
    for feature in features:
        assert feature.kind == "categorical" or not feature.categories


def test_published_scores_keep_their_source(catalog: Catalog) -> None:
    cards: list[Card] = list(catalog.cards.values())
    rows = [row for card in cards for row in card.published]
    assert len(rows) == 76
    assert all(row.source and 0 <= row.mean <= 100 for row in rows)


def test_editions_of_two_data_sets_are_not_compared(catalog: Catalog) -> None:
    edition = Edition("synmol", "mini")
    assert catalog.comparable(edition, None) is None
    assert catalog.comparable(edition, "synmol@raw") == Edition("synmol", "raw")
    with pytest.raises(DataError, match="an edition of synmol"):
        catalog.comparable(edition, "plbind@zenodo")
