# SPDX-License-Identifier: MIT
"""Write what a generated edition is made of, as files that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from lri_bench.catalog.editions import Edition
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.extras import needing
from lri_bench.recipes import BuildOptions

__all__ = ["export"]

Exporter = Callable[[Edition, BuildOptions, Path], Iterator[Path]]


def export(edition: Edition, options: BuildOptions, folder: Path) -> Iterator[Path]:
    """Write the raw tables of a generated edition.

    Parameters
    ----------
    edition : Edition
        A generated one: ``sim``, a variant of it, or ``mini``.
    options : BuildOptions
        `clouds`, `seed` and `workers` count.
    folder : Path
        Is made if it is not there. ActsTrack: ROOT trees as ACTS writes them. Tau3Mu:
        ROOT trees by the names of CMS's ntuple. PLBind: PDB and SDF files, index and
        lists, laid out as PDBbind. SynMol: ``molecules.csv``. The builders of ``root``
        and ``raw`` make the same points and labels of the first three.

    Yields
    ------
    path : Path
        Of each file, once it is whole.

    Raises
    ------
    DataError
        If the edition is not generated, or a number is out of range.
    OutputError
        If a file cannot be written.
    MissingDependencyError
        If a package of an extra is not installed.
    """
    generated = edition.base in _GENERATED
    raise_if([] if generated else [_not_generated(edition)], DataError)
    with needing(f"export {edition}"):
        yield from _EXPORTERS[edition.dataset](edition, options, folder)


def _not_generated(edition: Edition) -> Problem:
    known = ", ".join(f"{edition.dataset}@{base}" for base in _GENERATED)
    return Problem(
        where=str(edition),
        expected=f"a generated edition: {known}",
        got=f"{edition}, which is built from files",
        cause="its source is there already",
        run="lri-bench datasets",
    )


def _actstrack(edition: Edition, options: BuildOptions, folder: Path) -> Iterator[Path]:
    from lri_bench.generators.tracker.build import PLANS  # noqa: PLC0415 - Pythia
    from lri_bench.generators.tracker.root_output import write_trees  # noqa: PLC0415
    from lri_bench.generators.tracker.settings import settings_in  # noqa: PLC0415

    plan = PLANS[edition.base].chosen(options.clouds, options.seed)
    return write_trees(folder, plan, options.workers, settings_in(edition.field))


def _tau3mu(edition: Edition, options: BuildOptions, folder: Path) -> Iterator[Path]:
    from lri_bench.generators.endcap.build import (  # noqa: PLC0415 - Pythia
        PLANS,
        write_samples,
    )

    plan = PLANS[edition.base].chosen(options.clouds, options.seed)
    return write_samples(folder, plan, options.workers)


def _synmol(edition: Edition, options: BuildOptions, folder: Path) -> Iterator[Path]:
    from lri_bench.generators.synmol import PLANS, write_table  # noqa: PLC0415 - rdkit

    plan = PLANS[edition.base].chosen(options.clouds, options.seed)
    return write_table(folder, edition, plan)


def _plbind(edition: Edition, options: BuildOptions, folder: Path) -> Iterator[Path]:
    from lri_bench.generators.complexes.build import (  # noqa: PLC0415 - rdkit
        write_complexes,
    )
    from lri_bench.generators.complexes.settings import PLANS  # noqa: PLC0415

    plan = PLANS[edition.base].chosen(options.clouds, options.seed)
    return write_complexes(folder, plan)


_GENERATED: Final = ("sim", "mini")

_EXPORTERS: Final[Mapping[str, Exporter]] = {
    "actstrack": _actstrack,
    "tau3mu": _tau3mu,
    "synmol": _synmol,
    "plbind": _plbind,
}
