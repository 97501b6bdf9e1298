# SPDX-License-Identifier: MIT
"""Which builder makes an edition, and which options it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from lri_bench.builders.product import Product
from lri_bench.catalog.editions import Edition
from lri_bench.errors import Problem
from lri_bench.parallel import Workers

__all__ = ["BuildOptions", "Recipe", "recipe_of"]


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """What a person may choose. What is None was not chosen.

    Attributes
    ----------
    source : Path or None
        Folder of the record's files or of a primary source.
    clouds : int or None
        How many to generate.
    seed : int or None
        Of generators, and of whatever else is drawn.
    sampler : str or None
        How the tracks of ActsTrack are drawn: ``each-event`` or ``legacy``.
    threshold : float or None
        Affinity in molar below which a complex of PLBind is positive.
    seed_from : Path or None
        File of the secret that a hidden edition is drawn from.
    commitment : str or None
        What the SHA-256 of that file must be.
    workers : Workers
        Who does the work; has no effect on the result.
    """

    source: Path | None = None
    clouds: int | None = None
    seed: int | None = None
    sampler: str | None = None
    threshold: float | None = None
    seed_from: Path | None = None
    commitment: str | None = None
    workers: Workers = field(default_factory=Workers)

    def chosen(self) -> set[str]:
        """Return the names of the options that were chosen."""
        named = {item.name for item in fields(self)} - {"workers"}
        return {name for name in named if getattr(self, name) is not None}


Builder = Callable[[Edition, BuildOptions], Product]
Check = Callable[[Edition, BuildOptions], Iterable[Problem]]


def _nothing_to_tell(_: Edition, __: BuildOptions) -> Iterable[Problem]:
    return ()


@dataclass(frozen=True)
class Recipe:
    """How an edition is made.

    Attributes
    ----------
    builder : callable
        Imports what it needs when it is called.
    options : frozenset of str
        Options of `BuildOptions` that it takes, beside `workers`.
    from_record : bool
        Whether the source is the record, which `lri-bench download` brings.
    problems : callable
        Tells what is wrong with options before anything is made of them.
    """

    builder: Builder
    options: frozenset[str]
    from_record: bool = False
    problems: Check = _nothing_to_tell


def recipe_of(edition: Edition) -> Recipe:
    """Return how an edition is made; there is a recipe for each that a card names."""
    return _RECIPES[str(replace(edition, name=edition.base))]


def _source(options: BuildOptions) -> Path:
    assert options.source is not None  # noqa: S101 - `build` has looked
    return options.source


def _zenodo(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.processed import build_processed  # noqa: PLC0415

    return build_processed(edition, _source(options))


def _synmol_raw(_: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.synmol.build import build_raw  # noqa: PLC0415 - rdkit

    return build_raw(_source(options), options.workers)


def _synmol_generated(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.generators.synmol import (  # noqa: PLC0415 - rdkit
        PLANS,
        build_generated,
    )

    plan = PLANS[edition.name].chosen(options.clouds, options.seed)
    return build_generated(edition, plan, options.workers)


def _actstrack_raw(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.actstrack.build import build_events  # noqa: PLC0415
    from lri_bench.builders.actstrack.pickles import read_pickles  # noqa: PLC0415

    signal, background = read_pickles(_source(options), edition.field or "2T")
    return build_events(str(edition), signal, background, **_sampling(options))


def _actstrack_sim(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.generators.tracker.build import (  # noqa: PLC0415 - Pythia
        PLANS,
        build_sim,
    )
    from lri_bench.generators.tracker.settings import settings_in  # noqa: PLC0415

    plan = PLANS[edition.base].chosen(options.clouds, options.seed)
    settings = settings_in(edition.field)
    return build_sim(str(edition), plan, options.workers, settings)


def _actstrack_root(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.actstrack.build import build_events  # noqa: PLC0415
    from lri_bench.builders.actstrack.sources import read_acts  # noqa: PLC0415

    signal, background = read_acts(_source(options))
    return build_events(str(edition), signal, background, **_sampling(options))


def _sampling(options: BuildOptions) -> dict[str, Any]:
    chosen = {"sampler": options.sampler, "seed": options.seed}
    return {name: value for name, value in chosen.items() if value is not None}


def _tau3mu_raw(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.tau3mu.build import build_events  # noqa: PLC0415
    from lri_bench.builders.tau3mu.pickles import read_pickle  # noqa: PLC0415

    return build_events(str(edition), read_pickle(_source(options)))


def _tau3mu_sim(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.generators.endcap.build import (  # noqa: PLC0415 - Pythia
        PLANS,
        build_sim,
    )

    plan = PLANS[edition.base].chosen(options.clouds, options.seed)
    return build_sim(str(edition), plan, options.workers)


def _tau3mu_root(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.tau3mu.build import build_events  # noqa: PLC0415
    from lri_bench.builders.tau3mu.trees import MIXING_SEED, read_trees  # noqa: PLC0415

    seed = MIXING_SEED if options.seed is None else options.seed
    return build_events(str(edition), read_trees(_source(options), seed))


def _plbind(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.builders.plbind.build import (  # noqa: PLC0415 - rdkit, Biopython
        THRESHOLD_MOLAR,
        build_raw,
        build_root,
    )

    builder = build_raw if edition.base == "raw" else build_root
    chosen = options.threshold
    threshold = THRESHOLD_MOLAR if chosen is None else chosen
    return builder(_source(options), options.workers, threshold_molar=threshold)


def _plbind_generated(edition: Edition, options: BuildOptions) -> Product:
    from lri_bench.generators.complexes.build import (  # noqa: PLC0415 - rdkit
        build_generated,
    )
    from lri_bench.generators.complexes.settings import PLANS  # noqa: PLC0415

    plan = PLANS[edition.name].chosen(options.clouds, options.seed)
    return build_generated(edition, plan, options.workers)


def _hidden(edition: Edition, options: BuildOptions) -> Product:
    """Generate as for `sim`, from a seed that follows from the secret."""
    from lri_bench.hidden.conceal import conceal  # noqa: PLC0415
    from lri_bench.hidden.plan import CLOUDS  # noqa: PLC0415
    from lri_bench.hidden.secret import Purpose, read_secret  # noqa: PLC0415

    assert options.seed_from is not None  # noqa: S101 - `_hidden_problems` has looked
    secret = read_secret(options.seed_from)
    number = CLOUDS[edition.dataset] if options.clouds is None else options.clouds
    seed = secret.seed(str(edition), Purpose.GENERATOR)
    name = f"sim-{edition.field}" if edition.field else "sim"
    builder = _RECIPES[f"{edition.dataset}@sim"].builder
    made = builder(
        replace(edition, name=name), replace(options, clouds=number, seed=seed)
    )
    return conceal(made, edition, secret)


def _hidden_problems(edition: Edition, options: BuildOptions) -> Iterable[Problem]:
    from lri_bench.hidden.plan import plan_problems  # noqa: PLC0415

    return plan_problems(edition, options.clouds, options.seed_from, options.commitment)


_RECORD = frozenset({"source"})
_GENERATED = frozenset({"clouds", "seed"})
_TRACKS = frozenset({"source", "sampler", "seed"})
_SECRET = Recipe(
    _hidden,
    frozenset({"clouds", "seed_from", "commitment"}),
    problems=_hidden_problems,
)

_RECIPES: dict[str, Recipe] = {
    "actstrack@zenodo": Recipe(_zenodo, _RECORD, from_record=True),
    "actstrack@raw": Recipe(_actstrack_raw, _TRACKS, from_record=True),
    "actstrack@root": Recipe(_actstrack_root, _TRACKS),
    "actstrack@sim": Recipe(_actstrack_sim, _GENERATED),
    "actstrack@mini": Recipe(_actstrack_sim, _GENERATED),
    "actstrack@hidden": _SECRET,
    "tau3mu@zenodo": Recipe(_zenodo, _RECORD, from_record=True),
    "tau3mu@raw": Recipe(_tau3mu_raw, _RECORD, from_record=True),
    "tau3mu@root": Recipe(_tau3mu_root, _RECORD | {"seed"}),
    "tau3mu@sim": Recipe(_tau3mu_sim, _GENERATED),
    "tau3mu@mini": Recipe(_tau3mu_sim, _GENERATED),
    "tau3mu@hidden": _SECRET,
    "synmol@zenodo": Recipe(_zenodo, _RECORD, from_record=True),
    "synmol@raw": Recipe(_synmol_raw, _RECORD, from_record=True),
    "synmol@sim": Recipe(_synmol_generated, _GENERATED),
    "synmol@mini": Recipe(_synmol_generated, _GENERATED),
    "synmol@hidden": _SECRET,
    "plbind@zenodo": Recipe(_zenodo, _RECORD, from_record=True),
    "plbind@raw": Recipe(_plbind, _RECORD | {"threshold"}, from_record=True),
    "plbind@sim": Recipe(_plbind_generated, _GENERATED),
    "plbind@mini": Recipe(_plbind_generated, _GENERATED),
    "plbind@hidden": _SECRET,
    "plbind@root": Recipe(_plbind, _RECORD | {"threshold"}),
}
"""Editions of further fields, such as ``actstrack@raw-4T``, have the recipe of the
edition without field."""
