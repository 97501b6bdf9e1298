# SPDX-License-Identifier: MIT
"""Write a cloud as a picture or as a page; the end of the name says which."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lri_bench.catalog.card import Card
from lri_bench.errors import OutputError, Problem, raise_if
from lri_bench.scenes.marks import Marks
from lri_bench.scenes.page import page_of
from lri_bench.scenes.scene import Scene
from lri_bench.storage.atomic import write_text

__all__ = ["check_name", "save_scene"]

_PAGE: Final = ".html"
_KINDS: Final = (_PAGE, ".png", ".svg", ".pdf")


def check_name(path: Path) -> None:
    """Refuse a name whose end tells no kind of file.

    Raises
    ------
    OutputError
    """
    if path.suffix.lower() not in _KINDS:
        expected = f"a name that ends in {', '.join(_KINDS[:-1])} or {_KINDS[-1]}"
        got = f"'{path.suffix}'" if path.suffix else "no end"
        raise_if([Problem(where=str(path), expected=expected, got=got)], OutputError)


def save_scene(
    card: Card, scene: Scene, marks: Mapping[str, Marks], path: Path
) -> None:
    """Write a scene, whole or not at all.

    Parameters
    ----------
    card : Card
        Of the data set.
    scene : Scene
    marks : mapping of str to Marks
        By the name that is shown; they stand beside each other.
    path : Path
        Ends in ``.html``, ``.png``, ``.svg`` or ``.pdf``.

    Raises
    ------
    OutputError
        If it ends in something else, or cannot be written.
    MissingDependencyError
        If matplotlib is not installed; a page needs none.
    """
    check_name(path)
    if path.suffix.lower() == _PAGE:
        write_text(path, page_of(card, scene, marks))
        return
    from lri_bench.pictures import draw, save  # noqa: PLC0415 - matplotlib

    save(draw(scene, marks), path)
