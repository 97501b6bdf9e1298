# SPDX-License-Identifier: MIT
"""The rule: what decides the class, and what has no part in it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from lri_bench.generators.complexes.build import draw_orders
from lri_bench.generators.complexes.design import Design, Order, design_complex
from lri_bench.generators.complexes.files import index_line
from lri_bench.generators.complexes.ligand import Offer, offers_of
from lri_bench.generators.complexes.rule import ANSWERS, Verdict, judge
from lri_bench.generators.complexes.sequence import FREQUENCIES, suiting
from lri_bench.generators.complexes.side_chains import beta_positions
from lri_bench.types import Floats

NAMES = sorted(FREQUENCIES)


@cache
def one() -> Design:
    return design_complex(draw_orders(1, 23)[0])


def beta_of(design: Design) -> Floats:
    chain = design.backbone
    return beta_positions(chain.n, chain.ca, chain.c)


def verdict_of(lining: int, suits: int) -> Verdict:
    places = np.arange(lining)
    return Verdict(places >= 0, places < suits)


def test_the_rule_gives_the_class_that_was_ordered(
    orders: list[Order], designs: list[Design]
) -> None:
    for order, design in zip(orders, designs, strict=True):
        assert design.verdict.positive == order.positive
    assert {order.positive for order in orders} == {False, True}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_residues_that_do_not_line_the_pocket_never_change_the_class(
    data: st.DataObject,
) -> None:
    design = one()
    others = np.flatnonzero(~design.verdict.lining).tolist()
    changed = data.draw(st.lists(st.sampled_from(others), min_size=1, unique=True))
    residues = list(design.residues)
    for place in changed:
        residues[place] = data.draw(st.sampled_from(NAMES))
    again = judge(residues, beta_of(design), design.ligand)
    assert again.positive == design.verdict.positive
    assert again.minus_log_molar == design.verdict.minus_log_molar
    assert (again.lining == design.verdict.lining).all()


@pytest.mark.slow
def test_the_class_leaves_all_but_the_lining_as_it_is() -> None:
    """Shape, ligand, B-factors and other residues are drawn without the class."""
    drawn = [design_complex(Order(23, 1, positive=y)) for y in (False, True)]
    weak, strong = drawn
    assert not weak.verdict.positive
    assert strong.verdict.positive
    assert (weak.backbone.ca == strong.backbone.ca).all()
    assert (weak.ligand.pos == strong.ligand.pos).all()
    assert (weak.b_factors == strong.b_factors).all()
    same = np.array(weak.residues) == np.array(strong.residues)
    assert same[~weak.verdict.lining].all()
    assert not same.all()


def test_changing_the_lining_changes_the_class() -> None:
    design = one()
    offers = design.ligand.offers
    least = np.bincount(offers, minlength=len(Offer)).argmin()
    answers = sorted(ANSWERS[Offer(int(least))] - {"HIS"})
    residues = [
        answers[0] if looked_at else name
        for name, looked_at in zip(design.residues, design.verdict.lining, strict=True)
    ]
    assert not judge(residues, beta_of(design), design.ligand).positive


@pytest.mark.parametrize(
    ("lining", "suits", "positive", "affinity"),
    [
        (20, 10, False, "Kd=10nM"),
        (20, 11, True, "Kd=5.012nM"),
        (21, 10, False, "Kd=13.89nM"),
        (21, 11, True, "Kd=7.197nM"),
        (20, 20, True, "Kd=10pM"),
        (20, 0, False, "Kd=10uM"),
    ],
)
def test_the_threshold_lies_where_half_of_the_lining_suits(
    lining: int, suits: int, *, positive: bool, affinity: str
) -> None:
    verdict = verdict_of(lining, suits)
    assert verdict.positive == positive
    assert affinity in index_line(1, verdict)


@pytest.mark.parametrize(
    ("smiles", "offers"),
    [
        ("CC(=O)O", "GREASY GREASY ACID ACID"),
        ("CC(=O)[O-]", "GREASY GREASY ACID ACID"),
        ("CCN", "GREASY GREASY BASE"),
        ("CC(=O)NC", "GREASY GREASY POLAR POLAR GREASY"),
        ("Nc1ccccc1", "POLAR" + " AROMATIC" * 6),
        ("c1ccncc1", "AROMATIC AROMATIC AROMATIC POLAR AROMATIC AROMATIC"),
        ("CS(=O)(=O)C", "GREASY GREASY ACID ACID GREASY"),
        ("CCOCl", "GREASY GREASY POLAR GREASY"),
    ],
)
def test_what_atoms_offer(smiles: str, offers: str) -> None:
    for molecule in (
        Chem.MolFromSmiles(smiles),
        Chem.AddHs(Chem.MolFromSmiles(smiles)),
    ):
        found = [Offer(value).name for value in offers_of(molecule)]
        assert found == offers.split()


def test_as_many_of_the_lining_suit_as_the_class_needs() -> None:
    rng = np.random.default_rng(0)
    for lining in range(10, 40):
        offers = np.full(60, -1)
        offers[:lining] = 2
        for positive in (False, True):
            suits = suiting(offers, rng, positive=positive)
            assert not suits[lining:].any()
            assert (2 * suits.sum() > lining) == positive
