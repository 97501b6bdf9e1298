# SPDX-License-Identifier: MIT
"""PLBind from designed complexes, through the same builder as the record's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from lri_bench.builders.plbind.affinity import parse_affinity
from lri_bench.builders.plbind.assemble import clouds_of
from lri_bench.builders.plbind.build import THRESHOLD_MOLAR
from lri_bench.builders.plbind.complexes import PACKAGES, build_complex
from lri_bench.builders.plbind.findings import build_findings
from lri_bench.builders.plbind.index import read_index
from lri_bench.builders.plbind.pose import CONFORMER_SEED
from lri_bench.builders.product import Product, provenance
from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Split
from lri_bench.errors import DataError, LriBenchError, Problem, raise_if
from lri_bench.generators.complexes.design import Order, design_complex
from lri_bench.generators.complexes.files import (
    complex_files,
    index_line,
    index_text,
    write_files,
)
from lri_bench.generators.complexes.settings import POSITIVE_SHARE
from lri_bench.generators.plan import Plan
from lri_bench.parallel import Arrays, Workers
from lri_bench.types import Floats, Shares, Truths

__all__ = [
    "MOST_CLOUDS",
    "build_generated",
    "draw_orders",
    "draw_split",
    "write_complexes",
]

MOST_CLOUDS: Final = 99_999
"""As many as names of five digits tell apart."""

_CHUNK = 4  # as in the builder: complexes are large

# Streams of chance that belong to no complex: complexes have three numbers.
_CLASSES, _SPLIT = 0, 1


def build_generated(edition: Edition, plan: Plan, workers: Workers) -> Product:
    """Build an edition of designed complexes.

    Parameters
    ----------
    edition : Edition
        ``plbind@sim`` or ``plbind@mini``.
    plan : Plan
        As `lri_bench.generators.complexes.settings.PLANS` has it, or as a person has
        chosen.
    workers : Workers
        The result does not depend on them.

    Returns
    -------
    product : Product
        With a point column ``rule_label`` (uint8): residues that the rule looked at.

    Raises
    ------
    DataError
        If number or seed is out of range.
    LriBenchError
        If a complex cannot be designed.
    """
    number, chosen = plan.clouds, plan.seed
    orders = draw_orders(number, chosen)
    made = dict(zip(_names(orders), _made(orders, workers), strict=True))
    listed = index_text(str(part["index"]) for part in made.values()).encode()
    meta = provenance(str(edition), PACKAGES, _checksums(listed, made.values()))
    meta |= {"generator": {"clouds": number, "seed": chosen}}
    meta |= {"threshold_molar": THRESHOLD_MOLAR, "conformer_seed": CONFORMER_SEED}
    split = draw_split([order.positive for order in orders], chosen, plan.shares)
    built = clouds_of(made, _molar(listed), split, THRESHOLD_MOLAR, meta)
    rule = np.concatenate([part["rule"] for part in made.values()])
    built = replace(built, point_extra={**built.point_extra, "rule_label": rule})
    told = build_findings(built, made, THRESHOLD_MOLAR, lists=True)
    return Product(built, tuple(told))


def write_complexes(folder: Path, plan: Plan) -> Iterator[Path]:
    """Write the files of which `build_generated` makes clouds.

    ``plbind@raw`` and ``plbind@root`` make the same points and labels of these files;
    complexes have longer names there, and ``rule_label`` is missing.

    Parameters
    ----------
    folder : Path
        Is made if it is not there.
    plan : Plan
        As for `build_generated`.

    Yields
    ------
    path : Path
        Of each file, once it is whole.

    Raises
    ------
    DataError
        If number or seed is out of range.
    OutputError
        If a file cannot be written.
    """
    orders = draw_orders(plan.clouds, plan.seed)
    split = draw_split([order.positive for order in orders], plan.seed, plan.shares)
    yield from write_files(folder, orders, split.tolist())


def draw_orders(number: int, seed: int) -> list[Order]:
    """Draw the class of each complex, 29 % positive.

    Parameters
    ----------
    number : int
        Complexes, 1 to `MOST_CLOUDS`.
    seed : int
        0 or more.

    Returns
    -------
    orders : list of Order
        Exactly ``round(0.29 * number)`` of them positive.

    Raises
    ------
    DataError
        If `number` or `seed` is out of range.
    """
    raise_if(_argument_problems(number, seed), DataError)
    rng = np.random.default_rng([seed, _CLASSES])
    positive = rng.permutation(number) < round(POSITIVE_SHARE * number)
    return [Order(seed, place, bool(y)) for place, y in enumerate(positive, 1)]


def draw_split(positive: Sequence[bool], seed: int, shares: Shares) -> Truths:
    """Draw a split that has the same share of positives in each of its parts.

    Parameters
    ----------
    positive : sequence of bool
        The class of each of S complexes.
    seed : int
        0 or more.
    shares : (3,) tuple of float
        Of train, valid and test.

    Returns
    -------
    split : (S,) uint8
        See `Split`.
    """
    rng = np.random.default_rng([seed, _SPLIT])
    split = np.full(len(positive), Split.TRAIN, dtype=np.uint8)
    for y in (False, True):
        members = rng.permutation(np.flatnonzero(np.array(positive) == y))
        valid, test = (round(share * len(members)) for share in shares[1:])
        split[members[:valid]] = Split.VALID
        split[members[valid : valid + test]] = Split.TEST
    return split


def _made(orders: Sequence[Order], workers: Workers) -> list[Arrays]:
    parts = workers.map(
        _complex, orders, total=len(orders), packages=PACKAGES, chunk=_CHUNK
    )
    return list(parts)


def _complex(order: Order) -> Arrays:
    """Design one complex, and build it from its files."""
    design = design_complex(order)
    made = complex_files(order.number, design)
    columns = build_complex(made)
    if "failure" in columns:
        raise LriBenchError(_not_built(order, str(columns["failure"])))
    digest = hashlib.sha256(made.protein + (made.sdf or b"")).hexdigest()
    return columns | {
        "rule": design.verdict.lining.astype(np.uint8),
        "index": np.array(index_line(order.number, design.verdict)),
        "digest": np.array(digest),
    }


def _names(orders: Sequence[Order]) -> list[str]:
    return [f"D{order.number:05d}" for order in orders]


def _molar(listed: bytes) -> Floats:
    """Return the constants in mol/l, as the builder reads them from the index."""
    rows = read_index("index of designed complexes", listed)
    constants = [parse_affinity(row.affinity) for row in rows]
    return np.array([constant.molar for constant in constants if constant])


def _checksums(listed: bytes, parts: Any) -> dict[str, str]:
    digests = "".join(str(part["digest"]) for part in parts)
    return {
        "index": hashlib.sha256(listed).hexdigest(),
        "structures": hashlib.sha256(digests.encode()).hexdigest(),
    }


def _argument_problems(number: int, seed: int) -> list[Problem]:
    problems = []
    if not 1 <= number <= MOST_CLOUDS:
        expected = f"1 to {MOST_CLOUDS:,}"
        problems.append(Problem("designed complexes, clouds", expected, str(number)))
    if seed < 0:
        problems.append(Problem("designed complexes, seed", "0 or more", str(seed)))
    return problems


def _not_built(order: Order, why: str) -> Problem:
    return Problem(
        where=f"complex {order.number} of seed {order.seed}",
        expected="files that the builder can read",
        got=why,
        cause="a fault of the generator, or a version of RDKit it was not tested with",
        run="another seed",
    )
