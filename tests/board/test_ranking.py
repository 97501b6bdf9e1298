# SPDX-License-Identifier: MIT
"""An edition's board from rows whose replicates are known."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from measured_rows import REPLICATES, facts_of, measured

from lri_bench.board.entry import Entry, Track
from lri_bench.board.measured import Measured
from lri_bench.board.model import EditionBoard
from lri_bench.board.ranking import edition_board
from lri_bench.catalog.editions import Catalog
from lri_bench.statistics.holm import holm

REFERENCE = facts_of(Track.REFERENCE)


def board(catalog: Catalog, *rows: Measured, **references: Entry) -> EditionBoard:
    """Rank rows on `synmol@mini`; those without facts are methods."""
    edition = catalog.edition("synmol@mini")
    facts = {item.row.entry: facts_of() for item in rows} | references
    return edition_board(
        rows, facts, catalog.truth(edition), catalog.card(edition.dataset)
    )


def ranks(found: EditionBoard) -> dict[str, tuple[int, int] | None]:
    return {
        row.entry: (row.rank.first, row.rank.last) if row.rank else None
        for row in found.rows
    }


def test_methods_far_apart_have_one_rank_each(catalog: Catalog) -> None:
    rows = [
        measured(name, value, 0.001)
        for name, value in zip("cab", (0.7, 0.9, 0.8), strict=True)
    ]
    found = board(catalog, *rows)
    assert ranks(found) == {"a": (1, 1), "b": (2, 2), "c": (3, 3)}
    assert [row.groups for row in found.rows] == ["a", "b", "c"]
    assert set(found.pairs.p_holm) == {0.0}
    assert set(found.pairs.win) == {1.0}


def test_methods_that_overlap_share_ranks_and_letters(catalog: Catalog) -> None:
    # Errors of differences are 0.01 * sqrt(2); neighbours are one of these apart,
    # first and last are 8.5: far beyond what three comparisons ask for.
    rows = [
        measured("a", 0.9, 0.01),
        measured("b", 0.886, 0.01),
        measured("c", 0.78, 0.01),
    ]
    found = board(catalog, *rows)
    assert ranks(found) == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}
    assert [row.groups for row in found.rows] == ["a", "a", "b"]


def test_pairs_are_those_of_the_replicates(catalog: Catalog) -> None:
    rows = [measured(name, 0.9 - 0.01 * i, 0.01) for i, name in enumerate("abcd")]
    found = board(catalog, *rows)
    assert found.pairs.entries == ("a", "b", "c", "d")
    p = []
    for place, (first, second) in enumerate(combinations(rows, 2)):
        spread = first.replicates - second.replicates
        assert found.pairs.difference[place] == round(first.value - second.value, 6)
        low, high = np.percentile(spread, (2.5, 97.5))
        assert found.pairs.low[place] == round(low, 6)
        assert found.pairs.high[place] == round(high, 6)
        assert found.pairs.win[place] == pytest.approx((spread > 0).mean(), abs=1e-6)
        z = (first.value - second.value) / spread.std(ddof=1)
        p.append(math.erfc(z / math.sqrt(2)))
    np.testing.assert_allclose(found.pairs.p_holm, holm(np.array(p)), atol=1e-6)


def test_references_have_no_rank_and_cost_the_methods_nothing(catalog: Catalog) -> None:
    rows = [measured("a", 0.9, 0.01), measured("b", 0.865, 0.01)]
    others = [measured(f"r{i}", 0.88 - 0.01 * i, 0.01) for i in range(6)]
    alone = board(catalog, *rows)
    found = board(
        catalog, *rows, *others, **{item.row.entry: REFERENCE for item in others}
    )
    assert {k: v for k, v in ranks(found).items() if v} == ranks(alone)
    assert ranks(alone) == {"a": (1, 1), "b": (2, 2)}
    pairs = list(combinations(found.pairs.entries, 2))
    assert found.pairs.p_holm[pairs.index(("a", "b"))] == alone.pairs.p_holm[0]
    assert all(row.groups == "" for row in found.rows if row.entry.startswith("r"))
    # A pair with a reference is not corrected.
    place = pairs.index(("a", "r0"))
    first, second = rows[0], others[0]
    error = (first.replicates - second.replicates).std(ddof=1)
    expected = math.erfc((first.value - second.value) / error / math.sqrt(2))
    assert found.pairs.p_holm[place] == pytest.approx(expected, abs=1e-6)


def test_copies_share_every_rank(catalog: Catalog) -> None:
    first = measured("a", 0.9, 0.01)
    rows = [first, first.named("b"), measured("c", 0.5, 0.01)]
    found = board(catalog, *rows)
    assert ranks(found) == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}
    assert found.pairs.p_holm[0] == 1
    assert found.pairs.win[0] == 0.5
    # The copy does not make the split look finer than it is.
    assert found.resolution is not None
    assert found.resolution.pairs == 2


def test_shares_of_the_way_are_closed_forms(catalog: Catalog) -> None:
    rows = [measured(f"m{value}", value, 0.01) for value in (1.0, 0.75, 0.5, 0.4)]
    found = board(catalog, *rows)
    assert [row.share for row in found.rows] == [1.0, 0.5, 0.0, -0.2]


def test_the_resolution_is_that_of_the_methods(catalog: Catalog) -> None:
    rows = [measured("a", 0.9, 0.03), measured("b", 0.8, 0.04)]
    heuristic = measured("r", 0.6, 0.5)
    found = board(catalog, *rows, heuristic, r=REFERENCE).resolution
    spread = (rows[0].replicates - rows[1].replicates).std(ddof=1)
    assert found is not None
    assert found.pairs == 1
    assert found.spread == round(spread, 6)
    assert found.difference == pytest.approx(2.801585 * spread, abs=1e-6)


def test_without_two_methods_the_heuristics_tell_what_is_resolved(
    catalog: Catalog,
) -> None:
    heuristics = [measured("r", 0.6, 0.03), measured("s", 0.7, 0.04)]
    labels, constant = measured("labels", 1.0, 0.02), measured("constant", 0.5, 0)
    rows = [measured("a", 0.9, 0.1), *heuristics, labels, constant]
    saw = facts_of(Track.REFERENCE, saw_truth=True)
    references = dict.fromkeys(["r", "s", "constant"], REFERENCE)
    found = board(catalog, *rows, **references, labels=saw).resolution
    assert found is not None
    # Those of the two heuristics and of the one method, in three pairs.
    assert found.pairs == 3
    alone = board(catalog, labels, constant, labels=saw, constant=REFERENCE)
    assert alone.resolution is None


def test_an_edition_says_how_large_it_is(catalog: Catalog) -> None:
    truth = catalog.truth(catalog.edition("synmol@mini"))
    found = board(catalog, measured("a", 0.9, 0.01))
    sizes = np.diff(truth.offsets)
    assert (found.clouds, found.positives) == (len(truth), int((truth.y == 1).sum()))
    assert (found.points, found.positive_points) == (
        int(sizes.sum()),
        int(sizes[truth.y == 1].sum()),
    )
    assert found.pairs.difference == ()
    assert ranks(found) == {"a": (1, 1)}


def test_who_saw_the_truth_has_no_strata(catalog: Catalog) -> None:
    rows = [measured("a", 0.9, 0.01), measured("b", 0.8, 0.01)]
    found = board(catalog, *rows, b=facts_of(saw_truth=True))
    assert [bool(row.strata) for row in found.rows] == [True, False]


def test_the_order_of_the_rows_does_not_matter(catalog: Catalog) -> None:
    rows = [measured(name, 0.8, 0.01 + 0.001 * i) for i, name in enumerate("dbca")]
    assert board(catalog, *rows) == board(catalog, *rows[::-1])
    assert len(rows[0].replicates) == REPLICATES
