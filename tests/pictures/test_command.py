# SPDX-License-Identifier: MIT
"""Files of pictures: by the command, and those that the datasheets show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError, OutputError
from lri_bench.pictures import draw, find_cloud, save
from lri_bench.pictures.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
MINI = Edition("synmol", "mini")
MOST_BYTES = 120_000


def texts(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


@pytest.mark.slow
def test_the_command_writes_the_same_picture_in_every_process(tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.svg" for seed in "12"]
    for path in paths:
        command = [sys.executable, "-m", "lri_bench.pictures", "synmol@mini"]
        environment = os.environ | {"PYTHONHASHSEED": path.stem}
        subprocess.run(
            [*command, "MINI-0317", "--output", str(path)], check=True, env=environment
        )
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert "synmol@mini MINI-0317" in paths[0].read_text("utf-8")


def test_an_unknown_cloud_is_told_with_a_near_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = str(tmp_path / "a.svg")
    assert main(["synmol@mini", "MINI-0317x", "--output", output]) == 2
    message = capsys.readouterr().err
    assert "did you mean MINI-0317?" in message
    assert "500 names" in message
    assert not list(tmp_path.iterdir())


def test_a_name_that_is_like_no_other_is_told_too(catalog: Catalog) -> None:
    with pytest.raises(DataError, match="MINI-0001"):
        find_cloud(MINI, catalog.clouds(MINI), "?")


@pytest.mark.parametrize("name", ["a.jpg", "a", "nowhere/a.svg"])
def test_a_file_that_cannot_be_written_is_told(
    catalog: Catalog, tmp_path: Path, name: str
) -> None:
    with pytest.raises(OutputError):
        save(draw(MINI, catalog.clouds(MINI), 0), tmp_path / name)


def test_the_end_of_the_name_tells_the_format(catalog: Catalog, tmp_path: Path) -> None:
    save(draw(MINI, catalog.clouds(MINI), 0), tmp_path / "a.PNG")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["actstrack", "plbind", "synmol", "tau3mu"])
def test_datasheets_show_a_small_picture_and_how_it_was_made(name: str) -> None:
    folder = ROOT / "datasets" / name
    picture = (folder / "cloud.svg").read_text("utf-8")
    sheet = (folder / "README.md").read_text("utf-8")
    assert len(picture.encode()) < MOST_BYTES
    assert "(cloud.svg)" in sheet
    command = rf"python -m lri_bench\.pictures ({name}@\S+) (\S+) --output cloud\.svg"
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
    save(
        draw(MINI, clouds, find_cloud(MINI, clouds, "MINI-0317")), tmp_path / "now.svg"
    )
    shipped = ROOT / "datasets" / "synmol" / "cloud.svg"
    now = (tmp_path / "now.svg").read_text("utf-8")
    assert texts(now) == texts(shipped.read_text("utf-8"))
