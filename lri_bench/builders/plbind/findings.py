# SPDX-License-Identifier: MIT
"""What a person should know about a PLBind that was just built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lri_bench.builders.plbind.contacts import CONTACT_ANGSTROM
from lri_bench.builders.plbind.selection import some
from lri_bench.clouds import Clouds, Split
from lri_bench.parallel import Arrays

__all__ = ["build_findings"]

_POSES = {
    "random": "found from random starting positions only",
    "crystal": "replaced by the pose in the crystal, since none was found",
}


def build_findings(
    clouds: Clouds, made: Mapping[str, Arrays], threshold_molar: float, *, lists: bool
) -> Iterator[str]:
    """Tell what was built, and by which of several ways.

    Parameters
    ----------
    clouds : Clouds
    made : mapping of str to mapping
        Results of `build_complex` by code, failures among them.
    threshold_molar : float, mol/l
    lists : bool
        Whether the splits were given.

    Yields
    ------
    finding : str
    """
    positive, total = int(clouds.y.sum()), len(clouds)
    yield (
        f"threshold {threshold_molar * 1e9:g} nM: {positive:,} of {total:,} positive "
        f"({positive / total:.1%})"
    )
    each = ", ".join(
        f"{int((clouds.split == split).sum()):,} {split.name.lower()}"
        for split in Split
    )
    yield f"split {'by the lists' if lists else 'drawn with seed 42'}: {each}"
    yield from _failures(made)
    kept = {code: part for code, part in made.items() if "failure" not in part}
    yield from _contacts(kept)
    for source, what in _POSES.items():
        names = [c for c, part in kept.items() if str(part["pose_source"]) == source]
        if names:
            yield f"{len(names):,} with a conformer {what}: {some(names)}"
    names = [c for c, part in kept.items() if str(part["ligand_source"]) == "mol2"]
    if names:
        yield f"{len(names):,} with a ligand read from mol2, not SDF: {some(names)}"


def _failures(made: Mapping[str, Arrays]) -> Iterator[str]:
    failed = {c: str(part["failure"]) for c, part in made.items() if "failure" in part}
    for reason in sorted(set(failed.values())):
        names = [code for code, why in failed.items() if why == reason]
        yield f"{len(names):,} dropped, {reason}: {some(names)}"


def _contacts(kept: Mapping[str, Arrays]) -> Iterator[str]:
    source = {code: str(part["contact_source"]) for code, part in kept.items()}
    tables = [code for code, how in source.items() if how == "table"]
    others = [code for code, how in source.items() if how != "table"]
    residues = sum(int(np.sum(kept[code]["contact"])) for code in others)
    yield (
        f"contacts of {len(tables):,} by their tables, of {len(others):,} by distance "
        f"(heavy atoms nearer than {CONTACT_ANGSTROM} angstrom; {residues:,} residues)"
    )
    for why in sorted(set(source.values()) - {"table", "distance"}):
        names = [code for code, how in source.items() if how == why]
        yield (
            f"{len(names):,} by distance since the table of contacts cannot be read, "
            f"{why}: {some(names)}"
        )
