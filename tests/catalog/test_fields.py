# SPDX-License-Identifier: MIT
"""``--field`` names the variant of an edition."""

from __future__ import annotations

import pytest

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.catalog.fields import in_fields
from lri_bench.errors import DataError

ALL = "2T, 4T, 6T, 8T, 10T, 12T, 14T, 16T, 18T, 20T"


@pytest.mark.parametrize("name", ["zenodo", "raw", "sim", "hidden"])
@pytest.mark.parametrize(
    ("fields", "tails"),
    [
        ((), ("",)),
        (("2T",), ("",)),
        (("2",), ("",)),
        (("4T",), ("-4T",)),
        (("4",), ("-4T",)),
        ((" 04.0t ",), ("-4T",)),
        (("20T",), ("-20T",)),
        (("4T", "2T", "4", "6"), ("-4T", "", "-6T")),
    ],
)
def test_a_field_names_the_variant(
    catalog: Catalog, name: str, fields: tuple[str, ...], tails: tuple[str, ...]
) -> None:
    edition = Edition("actstrack", name)
    expected = [Edition("actstrack", name + tail) for tail in tails]
    assert in_fields(catalog, edition, fields) == expected
    for variant in expected:
        assert catalog.edition(str(variant)) == variant


@pytest.mark.parametrize(
    "field",
    [
        "abc",
        "nan",
        "inf",
        "-1",
        "-4T",
        "0",
        "5T",
        "2.5",
        "4TT",
        "4T,6T",
        "",
        "T",
        "1e1",
        "٤",
    ],
)
def test_fields_that_are_not_on_the_card_are_told(catalog: Catalog, field: str) -> None:
    with pytest.raises(DataError) as caught:
        in_fields(catalog, Edition("actstrack", "sim"), [field])
    (problem,) = caught.value.problems
    assert problem.expected == f"one of {ALL} for actstrack@sim"
    assert ascii(field) in problem.where


def test_all_wrong_fields_are_told_at_once(catalog: Catalog) -> None:
    with pytest.raises(DataError) as caught:
        in_fields(catalog, Edition("actstrack", "raw"), ["5", "4", "abc"])
    told = [problem.where for problem in caught.value.problems]
    assert told == ["--field '5'", "--field 'abc'"]


@pytest.mark.parametrize("text", ["tau3mu@sim", "synmol@mini", "actstrack@root"])
@pytest.mark.parametrize("field", ["4T", "2T"])
def test_editions_without_fields_are_told(
    catalog: Catalog, text: str, field: str
) -> None:
    with pytest.raises(DataError) as caught:
        in_fields(catalog, catalog.edition(text), [field])
    (problem,) = caught.value.problems
    for name in ("zenodo", "raw", "sim", "hidden"):
        assert f"actstrack@{name}" in problem.expected


@pytest.mark.parametrize("field", ["6T", "4T", "2T"])
def test_a_field_given_twice_is_told(catalog: Catalog, field: str) -> None:
    with pytest.raises(DataError, match="given twice") as caught:
        in_fields(catalog, Edition("actstrack", "sim-4T"), [field])
    (problem,) = caught.value.problems
    assert ALL in problem.expected
