# SPDX-License-Identifier: MIT
"""Files of pictures, and those that the datasheets show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_clouds import small_scenes

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import OutputError
from lri_bench.pictures import draw, save
from lri_bench.scenes import find_cloud, scene_of

ROOT = Path(__file__).resolve().parents[2]
MINI = Edition("synmol", "mini")
MOST_BYTES = 120_000


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("name", ["a.jpg", "a", "nowhere/a.svg"])
def test_a_file_that_cannot_be_written_is_told(
    catalog: Catalog, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OutputError):
        save(draw(small_scenes(catalog, "synmol@mini")[0]), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_the_end_of_the_name_tells_the_format(catalog: Catalog, tmp_path: Path) -> None:
    save(draw(small_scenes(catalog, "synmol@mini")[0]), tmp_path / "a.PNG")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["actstrack", "plbind", "synmol", "tau3mu"])
def test_datasheets_show_a_small_picture_and_how_it_was_made(name: str) -> None:
    folder = ROOT / "datasets" / name
    picture = (folder / "cloud.svg").read_text("utf-8")
    sheet = (folder / "README.md").read_text("utf-8")
    assert len(picture.encode()) < MOST_BYTES
    assert "(cloud.svg)" in sheet
    command = rf"lri-bench show ({name}@\S+) (\S+) --output cloud\.svg"
    made = re.search(command, sheet)
    assert made is not None
    title = f"{made[1]} {made[2]}: "
    assert any(text.startswith(title) for text in texts(picture))


def test_the_picture_of_synmol_is_what_is_drawn_now(
    catalog: Catalog, tmp_path: Path
) -> None:
    # Stale? Its datasheet names the command. Versions of matplotlib draw alike, not
    # to the byte: what is written on both must agree.
    clouds = catalog.clouds(MINI)
    index = find_cloud(MINI, clouds, "MINI-0317")
    save(
        draw(scene_of(catalog.card(MINI.dataset), MINI, clouds, index)),
        tmp_path / "now.svg",
    )
    shipped = ROOT / "datasets" / "synmol" / "cloud.svg"
    now = (tmp_path / "now.svg").read_text("utf-8")
    assert texts(now) == texts(shipped.read_text("utf-8"))
