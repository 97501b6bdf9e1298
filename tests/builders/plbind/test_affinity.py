# SPDX-License-Identifier: MIT
"""Affinities as PDBbind writes them, and as it might."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lri_bench.builders.plbind.affinity import Affinity, parse_affinity

MOLAR_OF = {"fM": 1e-15, "pM": 1e-12, "nM": 1e-9, "uM": 1e-6, "mM": 1e-3, "M": 1.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kd=10nM", Affinity("Kd", "=", 1e-8)),
        ("Ki~40pM", Affinity("Ki", "~", 4e-11)),
        ("Ki~=40pM", Affinity("Ki", "~", 4e-11)),
        ("Kd<1uM", Affinity("Kd", "<", 1e-6)),
        ("Kd>1mM", Affinity("Kd", ">", 1e-3)),
        ("Kd<=3.5fM", Affinity("Kd", "<=", 3.5e-15)),
        ("Ki>=2M", Affinity("Ki", ">=", 2.0)),
        ("Ki≥2M", Affinity("Ki", ">=", 2.0)),
        ("IC50=5.0mM", Affinity("IC50", "=", 5e-3)),
        ("EC50=5mM", Affinity("EC50", "=", 5e-3)),
        ("kd=.5µM", Affinity("Kd", "=", 5e-7)),
        ("Kd=.5μM", Affinity("Kd", "=", 5e-7)),
        ("Kd=1.2e-8M", Affinity("Kd", "=", 1.2e-8)),
        ("Kd=1.2E+1nM", Affinity("Kd", "=", 1.2e-8)),
        (" Ki = 0.5 uM ", Affinity("Ki", "=", 5e-7)),
        ("Ka=2e6M^-1", Affinity("Ka", "=", 5e-7)),
        ("Ka=2e6 M-1", Affinity("Ka", "=", 5e-7)),
        ("Ka=2e6 1/M", Affinity("Ka", "=", 5e-7)),
    ],
)
def test_every_way_to_write_one(text: str, expected: Affinity) -> None:
    assert parse_affinity(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "Kd", "Kd=", "Kd=nM", "Kd=10", "Kd=10 n", "10nM", "Kd 10nM", "Kd=-1nM",
        "Kd=0nM", "Kd=0.0e5nM", "Kd=5MM", "Kd=5NM", "Kd=1,2nM", "Kd=1e999M", "Kd=nan",
        "Kd=10nM^-1", "Ka=10nM", "Ka=10M", "Ka=1/M-1", "Kx=1nM", "Kd=10nM or so",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert parse_affinity(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Kd=1nM", ""), ("Ki~1nM", ""), ("Ka~1M-1", ""), ("IC50=1nM", "IC50"),
        ("IC50<1nM", "IC50"), ("EC50~1nM", "EC50"), ("Kd<1nM", "<"), ("Ki<=1nM", "<"),
        ("Kd>1nM", ">"), ("Ki>=1nM", ">"),
    ],
)  # fmt: skip
def test_what_the_data_set_leaves_out(text: str, why: str) -> None:
    affinity = parse_affinity(text)
    assert affinity is not None
    assert affinity.unused_because == why


@pytest.mark.parametrize("text", ["Kd=10nM", "Kd=0.01uM", "Kd=10000pM", "Kd=1e-8M"])
def test_ten_nanomolar_is_one_number_in_every_unit(text: str) -> None:
    affinity = parse_affinity(text)
    assert affinity is not None
    assert affinity.molar == 1e-8


@given(
    number=st.decimals("0.0001", "99999", places=4, allow_nan=False),
    unit=st.sampled_from(sorted(MOLAR_OF)),
    kind=st.sampled_from(["Kd", "Ki", "IC50"]),
    relation=st.sampled_from(["=", "~", "<", ">", "<=", ">="]),
    blank=st.sampled_from(["", " ", "  "]),
)
def test_what_is_written_is_read(
    number: object, unit: str, kind: str, relation: str, blank: str
) -> None:
    affinity = parse_affinity(blank.join((kind, relation, str(number), unit)))
    assert affinity is not None
    assert (affinity.kind, affinity.relation) == (kind, relation)
    assert affinity.molar == pytest.approx(float(str(number)) * MOLAR_OF[unit])


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    affinity = parse_affinity(text)
    assert affinity is None or affinity.molar > 0
