# SPDX-License-Identifier: MIT
"""Entries are scored once, kept by content, and scored anew when anything changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dying import dies

from lri_bench.board import cache, scored
from lri_bench.board.cache import Cache
from lri_bench.board.measured import Measured, measure
from lri_bench.board.scored import ScoredEntry, Scoring, scored_entries
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, WorkerError
from lri_bench.evaluation.headline import Bootstrap
from lri_bench.truth import Truth

Project = Callable[..., Catalog]

FEW = Bootstrap(30, 0)


@pytest.fixture
def catalog(project: Project, tmp_path: Path) -> Catalog:
    """Two entries, a data set that may be changed, and nothing kept."""
    made = project("heteroatom", "few-bonds")
    shipped = tmp_path / "own" / "datasets"
    shutil.copytree(made.shipped / "synmol", shipped / "synmol")
    shutil.copytree(made.shipped.parent / "submissions", tmp_path / "own/submissions")
    return Catalog(data=tmp_path / "data", shipped=shipped)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the entries that are scored, in order."""
    names: list[str] = []

    def count(file: Path, *rest: Any) -> list[Measured]:
        names.append(file.parent.name)
        return measure(file, *rest)

    monkeypatch.setattr(scored, "measure", count)
    return names


def score(catalog: Catalog, **options: Any) -> dict[str, ScoredEntry]:
    submissions = catalog.shipped.parent / "submissions"
    return scored_entries(catalog, submissions, Scoring(FEW, **options))


def assert_same(first: dict[str, ScoredEntry], second: dict[str, ScoredEntry]) -> None:
    assert first.keys() == second.keys()
    for name, entry in first.items():
        other = second[name]
        assert (entry.entry, entry.sha256) == (other.entry, other.sha256)
        for mine, theirs in zip(entry.measured, other.measured, strict=True):
            assert (mine.edition, mine.row, mine.value, mine.notices) == (
                theirs.edition,
                theirs.row,
                theirs.value,
                theirs.notices,
            )
            assert mine.replicates.tobytes() == theirs.replicates.tobytes()
            assert mine.sketch.digest == theirs.sketch.digest
            assert np.array_equal(mine.sketch.places, theirs.sketch.places)
            assert mine.sketch.like_labels == theirs.sketch.like_labels


def test_what_did_not_change_is_not_scored_again(
    catalog: Catalog, counted: list[str]
) -> None:
    first = score(catalog)
    assert counted == ["few-bonds", "heteroatom"]
    second = score(catalog)
    assert len(counted) == 2
    assert_same(first, second)
    assert_same(first, score(catalog, cache=False))
    assert len(counted) == 4


def test_a_new_file_alone_is_scored(catalog: Catalog, counted: list[str]) -> None:
    score(catalog)
    submissions = catalog.shipped.parent / "submissions"
    shutil.copy(
        submissions / "few-bonds/submission.npz",
        submissions / "heteroatom/submission.npz",
    )
    found = score(catalog)
    # The same bytes were scored under another name.
    assert len(counted) == 2
    rows = {name: item.measured[0].row for name, item in found.items()}
    assert rows["heteroatom"].entry == "heteroatom"
    assert rows["heteroatom"].scores == rows["few-bonds"].scores


def damage(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield b""
    yield b"no zip"
    yield content[: len(content) // 2]
    middle = len(content) // 2
    yield content[:middle] + bytes(8) + content[middle + 8 :]


def test_a_damaged_file_is_scored_anew_and_no_error(
    catalog: Catalog, counted: list[str]
) -> None:
    first = score(catalog)
    (path,) = [Cache.of(catalog, FEW).folder / f"{first['heteroatom'].sha256}.npz"]
    for number, content in enumerate(damage(path), start=1):
        path.write_bytes(content)
        assert_same(first, score(catalog))
        assert counted[2:] == ["heteroatom"] * number


@pytest.mark.slow
def test_other_settings_code_truth_or_cards_make_rows_new(
    catalog: Catalog, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    score(catalog)
    scored_entries(
        catalog, catalog.shipped.parent / "submissions", Scoring(Bootstrap(31, 0))
    )
    assert len(counted) == 4
    card = catalog.shipped / "synmol/card.yaml"
    card.write_text(card.read_text("utf-8") + "\n# changed\n", "utf-8")
    score(catalog)
    assert len(counted) == 6
    path = catalog.shipped / "synmol/truth-mini.npz"
    replace(Truth.load(path), meta={"edition": "another"}).save(path)
    score(catalog)
    assert len(counted) == 8
    monkeypatch.setattr(cache, "_code", lambda: "other code")
    score(catalog)
    assert len(counted) == 10


def test_all_code_that_numbers_rest_on_counts() -> None:
    """What measuring imports is hashed, but for words: errors, types, facts."""
    command = (
        "import sys, lri_bench.board.measured\n"
        "names = [m for m in sys.modules if m.startswith('lri_bench.')]\n"
        "print(*(sys.modules[name].__file__ for name in names), sep='\\n')"
    )
    answer = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, check=True
    )
    package = Path(scored.__file__).parents[1]
    imported = {Path(line).relative_to(package) for line in answer.stdout.split()}
    words = {"errors.py", "types.py", "board/__init__.py", "board/entry.py"}
    words |= {"board/text.py"}
    hashed = {path for path in imported if path.parts[0] in cache._CODE}
    hashed |= set(map(Path, cache._FILES))
    assert imported - hashed == set(map(Path, words))


def test_a_folder_that_cannot_be_written_is_no_error(
    catalog: Catalog, counted: list[str]
) -> None:
    catalog.data.write_text("a file in the way")
    score(catalog)
    score(catalog)
    assert len(counted) == 4


@pytest.mark.slow
def test_what_older_code_kept_is_forgotten_in_time(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in range(6):
        monkeypatch.setattr(cache, "_code", lambda version=version: str(version))
        score(catalog)
    assert len(list((catalog.data / "board-cache").iterdir())) <= 5


@pytest.mark.slow
def test_processes_give_what_one_gives(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scored, "_WORTH_A_PROCESS", 1)
    alone = score(catalog, cache=False)
    assert_same(alone, score(catalog, cache=False, jobs=2))


def test_problems_cross_the_border_of_processes(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scored, "_WORTH_A_PROCESS", 1)
    submissions = catalog.shipped.parent / "submissions"
    for name in ("heteroatom", "few-bonds"):
        (submissions / name / "submission.npz").write_text("no archive")
    with pytest.raises(EntryError) as error:
        score(catalog, jobs=2)
    assert "heteroatom/submission.npz" in str(error.value)
    assert "few-bonds/submission.npz" in str(error.value)


def test_a_process_that_dies_is_told(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scored, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(scored, "_measured_one", dies)
    with pytest.raises(WorkerError, match="--jobs 1"):
        score(catalog, cache=False, jobs=2)


def test_the_bar_counts_entries(catalog: Catalog) -> None:
    seen: list[tuple[int, int]] = []

    def progress(items: Any, total: int) -> Iterator[Any]:
        for place, item in enumerate(items, start=1):
            seen.append((place, total))
            yield item

    score(catalog, progress=progress)
    score(catalog, progress=progress)
    assert seen == [(1, 2), (2, 2)]
