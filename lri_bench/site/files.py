# SPDX-License-Identifier: MIT
"""All files of the site: pages, assets, and numbers to compare entries by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lri_bench.board.model import Board
from lri_bench.catalog.editions import Catalog
from lri_bench.site.address import data_file, edition_page, entry_page
from lri_bench.site.clouds import viewer_files
from lri_bench.site.compare import data_script
from lri_bench.site.ramp import ramp_css
from lri_bench.site.render import Page, rendered
from lri_bench.site.views.across import across_view
from lri_bench.site.views.board import board_view
from lri_bench.site.views.edition import edition_view
from lri_bench.site.views.entry import entry_view
from lri_bench.site.views.prose import prose_of
from lri_bench.site.views.source import Source
from lri_bench.site.views.statistics import statistics_view

__all__ = ["site_files"]

_ASSETS: Final = Path(__file__).parent / "assets"
_PROSE: Final = (("rules", "Rules"), ("limits", "Limits"))
"""Pages that are made of ``docs/NAME.md``."""


def site_files(board: Board, catalog: Catalog) -> dict[str, bytes]:
    """Return every file of the site.

    Parameters
    ----------
    board : Board
        What is shown.
    catalog : Catalog
        Cards of the data sets, and the clouds that the project ships.

    Returns
    -------
    files : dict of str to bytes
        By path below the root of the site; equal boards give equal bytes.
    """
    source = Source(board, catalog)
    pages = list(_pages(source))
    shell = _shell(source, pages)
    files = {page.path: rendered(page, shell) for page in pages}
    files |= {
        data_file(entry): data_script(source, entry).encode() for entry in board.entries
    }
    files |= {
        f"assets/{path.name}": path.read_bytes() for path in sorted(_ASSETS.iterdir())
    }
    files["assets/ramp.css"] = ramp_css().encode()
    return files | viewer_files(board, catalog)


def _pages(source: Source) -> Iterator[Page]:
    yield Page("index.html", "board.html", "Leaderboard", board_view(source))
    across = across_view(source)
    yield Page("across.html", "across.html", "Across data sets", across)
    told = statistics_view(source)
    yield Page("statistics.html", "statistics.html", "Statistics", told)
    docs = source.catalog.shipped.parent / "docs"
    links = {f"{name}.md": f"{name}.html" for name, _ in _PROSE}
    for name, title in _PROSE:
        prose = prose_of(docs / f"{name}.md", links)
        if prose is not None:
            yield Page(f"{name}.html", "prose.html", title, {"prose": prose})
    for name in source.board.editions:
        view = edition_view(source, name)
        yield Page(edition_page(name), "edition.html", name, view)
    for entry in source.board.entries:
        view = entry_view(source, entry)
        yield Page(entry_page(entry), "entry.html", view["name"], view)


def _shell(source: Source, pages: list[Page]) -> dict[str, Any]:
    """Return what every page shows around its content."""
    return {
        "navigation": [(p.path, p.title) for p in pages if "/" not in p.path],
        "editions_menu": [(edition_page(name), name) for name in source.lines],
        "settings": source.board.settings,
        "made_by": source.board.made_by,
    }
