# SPDX-License-Identifier: MIT
"""What a generated edition is made of, as files: builders make the same of them."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds, Split
from lri_bench.errors import DataError, OutputError
from lri_bench.export import export
from lri_bench.recipes import BuildOptions


def lri_bench(*arguments: str, code: int = 0) -> str:
    command = [sys.executable, "-m", "lri_bench", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_the_table_of_molecules_is_that_of_the_clouds(
    tmp_path: Path, catalog: Catalog
) -> None:
    (path,) = export(Edition("synmol", "mini"), BuildOptions(), tmp_path / "new")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    clouds = catalog.clouds(Edition("synmol", "mini"))
    assert [row["mol_id"] for row in rows] == clouds.cloud_id.tolist()
    assert [int(row["y"]) for row in rows] == clouds.y.tolist()
    parts = [Split[row["split"].upper()] for row in rows]
    assert parts == clouds.split.tolist()


@pytest.mark.slow
def test_trees_build_into_the_same_clouds(tmp_path: Path) -> None:
    """So do those of Tau3Mu: tests/generators/endcap/test_build.py."""
    pytest.importorskip("pythia8mc", reason="needs the extra [simulate]")
    pytest.importorskip("acts", reason="needs the extra [simulate]")
    sizes = "--clouds", "12", "--jobs", "2"
    lri_bench("export", "actstrack@sim", str(tmp_path / "trees"), *sizes)
    place = "--data", str(tmp_path)
    lri_bench("build", "actstrack@sim", *sizes, *place)
    lri_bench("build", "actstrack@root", "--from", str(tmp_path / "trees"), *place)
    made, read = (
        Clouds.load(tmp_path / "actstrack" / name / "clouds.npz")
        for name in ("sim", "root")
    )
    assert made.content_hash() == read.content_hash()


@pytest.mark.parametrize("edition", ["raw", "zenodo", "root", "hidden"])
def test_editions_that_are_not_generated_are_told(tmp_path: Path, edition: str) -> None:
    with pytest.raises(DataError, match="plbind@sim, plbind@mini"):
        list(export(Edition("plbind", edition), BuildOptions(), tmp_path))


def test_numbers_out_of_range_leave_nothing_behind(tmp_path: Path) -> None:
    for dataset in ("synmol", "plbind"):
        with pytest.raises(DataError, match="1 to "):
            list(
                export(
                    Edition(dataset, "sim"),
                    BuildOptions(clouds=10_000_000),
                    tmp_path / dataset,
                )
            )
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(OutputError):
        list(
            export(
                Edition("synmol", "mini"), BuildOptions(clouds=5), tmp_path / "file/x"
            )
        )
