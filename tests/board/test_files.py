# SPDX-License-Identifier: MIT
"""Generated files: written whole or not at all, checked by entry."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lri_bench.board.files import check_board, write_board
from lri_bench.board.readme import BEGIN, END
from lri_bench.catalog.editions import Catalog
from lri_bench.errors import EntryError, OutputError
from lri_bench.storage.folder import files_of

Project = Callable[..., Catalog]


@pytest.fixture
def written(project: Project) -> Catalog:
    """A project with two entries, README and its board."""
    catalog = project("labels", "constant")
    readme = f"# Title\n\n{BEGIN}\nold\n{END}\n\nText.\n"
    (catalog.shipped.parent / "README.md").write_text(readme, "utf-8")
    write_board(catalog)
    return catalog


def folder(catalog: Catalog) -> Path:
    return catalog.shipped.parent / "leaderboard"


def problem(catalog: Catalog) -> str:
    with pytest.raises(EntryError) as error:
        check_board(catalog)
    assert "lri-bench leaderboard build" in str(error.value)
    return str(error.value)


def test_written_boards_pass_their_check_and_are_equal(written: Catalog) -> None:
    first = files_of(folder(written))
    assert {"leaderboard.json", "LEADERBOARD.md", "site/index.html"} <= set(first)
    assert check_board(written) == 2
    (folder(written) / "old.html").write_text("stale")
    write_board(written)
    assert files_of(folder(written)) == first
    readme = (written.shipped.parent / "README.md").read_text("utf-8")
    assert readme.startswith("# Title\n\n" + BEGIN)
    assert readme.endswith(END + "\n\nText.\n")
    assert "old" not in readme
    # Nothing is left beside.
    names = {path.name for path in written.shipped.parent.iterdir()}
    assert names == {"README.md", "datasets", "leaderboard", "submissions"}


def test_a_row_changed_by_hand_is_named(written: Catalog) -> None:
    path = folder(written) / "leaderboard.json"
    board = json.loads(path.read_text("utf-8"))
    rows = board["editions"]["synmol@mini"]["rows"]
    assert [row["entry"] for row in rows] == ["labels", "constant"]
    rows[1]["scores"][0]["value"] = 0.99
    path.write_text(json.dumps(board), "utf-8")
    text = problem(written)
    assert "constant on synmol@mini" in text
    assert "labels" not in text


def test_an_entry_that_changed_is_named(written: Catalog) -> None:
    entry = written.shipped.parent / "submissions/constant/entry.yaml"
    text = entry.read_text("utf-8").replace("summary: ", "note: new\nsummary: ")
    entry.write_text(text, "utf-8")
    text = problem(written)
    assert "leaderboard.json" in text
    assert "other numbers or words: constant\n" in text


def test_what_is_missing_or_too_much_is_named(written: Catalog) -> None:
    (folder(written) / "LEADERBOARD.md").unlink()
    (folder(written) / "site/index.html").write_text("changed")
    (folder(written) / "site/extra.js").write_text("alert(1)")
    text = problem(written)
    assert "missing: LEADERBOARD.md\n" in text
    assert "other content: site/index.html\n" in text
    assert "none of the board's: site/extra.js\n" in text


def test_a_missing_board_is_one_problem(project: Project) -> None:
    catalog = project("constant")
    with pytest.raises(EntryError, match="no such folder") as error:
        check_board(catalog)
    assert len(error.value.problems) == 1


def test_an_empty_folder_of_entries_replaces_no_board(written: Catalog) -> None:
    before = files_of(folder(written))
    shutil.rmtree(written.shipped.parent / "submissions")
    with pytest.raises(EntryError, match="incomplete checkout"):
        write_board(written)
    assert files_of(folder(written)) == before


def test_the_top_in_readme_is_checked(written: Catalog) -> None:
    path = written.shipped.parent / "README.md"
    path.write_text(path.read_text("utf-8").replace(END, f"better\n{END}"), "utf-8")
    assert "README.md" in problem(written)
    path.write_text("# Title\n", "utf-8")
    with pytest.raises(EntryError, match="board:begin"):
        write_board(written)


def test_a_board_of_another_version_is_told(written: Catalog) -> None:
    path = folder(written) / "leaderboard.json"
    path.write_text('{"format": "lri-bench-board/1"}', "utf-8")
    assert "no board of this version" in problem(written)


def test_problems_of_all_entries_come_in_one_pass_and_nothing_is_written(
    written: Catalog,
) -> None:
    before = files_of(folder(written))
    submissions = written.shipped.parent / "submissions"
    (submissions / "labels/submission.npz").write_text("text")
    entry = submissions / "constant/entry.yaml"
    entry.write_text(entry.read_text("utf-8") + "score: 1.0\n", "utf-8")
    (submissions / "empty").mkdir()
    broken = submissions / "broken"
    broken.mkdir()
    (broken / "entry.yaml").write_text("method: [\n", "utf-8")
    with pytest.raises(EntryError) as error:
        write_board(written)
    text = str(error.value)
    for named in ("labels/submission.npz", "score", "empty/", "broken/entry.yaml"):
        assert named in text
    assert "line 2" in text
    assert files_of(folder(written)) == before


def test_a_full_disk_leaves_the_old_board(
    written: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(folder(written))

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutputError, match="No space left"):
        write_board(written)
    monkeypatch.undo()
    assert files_of(folder(written)) == before
    assert not [p for p in written.shipped.parent.iterdir() if p.name.startswith(".")]
