# SPDX-License-Identifier: MIT
"""The command as a user types it, on what is shipped and on real data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from known_clouds import CLOUDS
from typed import Run

from lri_bench.catalog.editions import Edition
from lri_bench.clouds import Clouds

MINI = "synmol@mini"
COMMAND = Path(sys.executable).with_name("lri-bench")


Keep = Callable[[str, Clouds], Edition]


def test_the_shipped_edition_is_shown_beside_the_paper(run: Run) -> None:
    answer = run("realism", MINI)
    assert answer.code == 0, answer
    assert max(map(len, answer.out.splitlines())) <= 80
    line = next(x for x in answer.out.splitlines() if x.startswith(" atoms"))
    assert line.split() == ["atoms", "21.05", "12", "25", "21.9", "a"]
    assert "a  doi:10.48550/arXiv.2210.16966" in answer.out


def test_json_stands_alone_and_says_the_same(run: Run) -> None:
    plain = run("realism", MINI, "--against", MINI).out
    content = json.loads(run("realism", MINI, "--against", MINI, "--json").out)
    assert content["edition"] == content["against"] == MINI
    for row in content["observables"]:
        assert f" {row['name']} " in plain
    atoms = content["observables"][0]
    assert f"{atoms['here']['mean']:.2f}" in plain
    assert atoms["known"]["value"] == 21.9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "start"), [("a.svg", b"<?xml"), ("a.PNG", b"\x89PNG")]
)
def test_a_figure_is_written(run: Run, tmp_path: Path, name: str, start: bytes) -> None:
    answer = run("realism", MINI, "--output", tmp_path / name)
    assert answer.code == 0, answer
    assert "wrote " in answer.out
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.slow
def test_a_figure_beside_json_is_not_told_of(run: Run, tmp_path: Path) -> None:
    quiet = run("realism", MINI, "--output", tmp_path / "a.svg", "--json")
    assert json.loads(quiet.out)["edition"] == MINI
    assert (tmp_path / "a.svg").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((MINI, "--against", "tau3mu@raw"), ("an edition of synmol", "one of tau3mu")),
        ((MINI, "--against", "synmol@minni"), ("did you mean mini?",)),
        (("synmol@zenodo",), ("lri-bench build synmol@zenodo",)),
        ((MINI, "--against", "synmol@zenodo"), ("lri-bench build synmol@zenodo",)),
        ((MINI, "--output", "figure.jpg"), (".svg or .png",)),
    ],
)
def test_bad_input_is_answered(
    run: Run, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    answer = run("realism", *arguments)
    assert answer.code == 2, answer
    assert not answer.out
    for word in ("expected", "got", *words):
        assert word in answer.err, answer.err
    assert "Traceback" not in answer.err


def test_another_data_folder_can_be_named(
    run: Run, keep: Keep, tmp_path: Path, name: str
) -> None:
    keep(name, CLOUDS[name]())
    moved = (tmp_path / "data").rename(tmp_path / "elsewhere")
    assert run("realism", name).code == 2
    assert run("realism", name, "--data", moved).code == 0


def test_help_names_the_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from lri_bench.cli import main\n"
        "sys.argv = ['lri-bench', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'scipy', 'matplotlib', 'lri_bench.realism'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "realism" in answer.stdout
    assert answer.stderr == "[]\n"


@pytest.mark.slow
def test_generated_molecules_are_near_the_real_ones(run: Run, mirror: Path) -> None:
    assert run("build", "synmol@zenodo", "--from", mirror).code == 0
    answer = run("realism", MINI, "--against", "synmol@zenodo", "--json")
    rows = {row["name"]: row for row in json.loads(answer.out)["observables"]}
    assert rows["atoms"]["there"]["mean"] == pytest.approx(21.36, abs=0.01)
    assert rows["rings"]["there"]["values"] == 8665
    # What these generators reach today; a change for the worse is to be noticed.
    assert max(row["distance"] for row in rows.values()) < 0.12


@pytest.mark.slow
def test_real_proteins_look_like_proteins(
    run: Run, mirror: Path, tmp_path: Path
) -> None:
    assert run("build", "plbind@zenodo", "--from", mirror).code == 0
    figure = tmp_path / "figure.png"
    answer = run("realism", "plbind@zenodo", "--json", "--output", figure)
    rows = {row["name"]: row for row in json.loads(answer.out)["observables"]}
    for name, tolerance in (
        ("CA to next CA", 0.01),
        ("Rg / 2.2 N^0.38", 0.1),
        ("accessible surface", 4.0),
    ):
        known = rows[name]["known"]["value"]
        assert rows[name]["here"]["mean"] == pytest.approx(known, abs=tolerance)
    shares = rows["residue type"]["here"]["shares"]
    assert sum(shares.values()) == pytest.approx(1)
    assert max(shares, key=shares.__getitem__) in {"ALA", "GLY", "LEU"}
    assert figure.is_file()


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["actstrack", "tau3mu"])
def test_the_records_layout_is_shown_beside_what_is_rebuilt(
    run: Run, mirror: Path, dataset: str
) -> None:
    names = [f"{dataset}@{name}" for name in ("raw", "zenodo")]
    assert run("build", *names, "--from", mirror, "--jobs", 1).code == 0
    answer = run("realism", *names[:1], "--against", names[1])
    assert answer.code == 0, answer
    assert "important (positive)" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80
