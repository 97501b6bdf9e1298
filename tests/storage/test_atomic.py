# SPDX-License-Identifier: MIT
"""Files are written whole or not at all, and the message says why not."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lri_bench.errors import OutputError, Problem
from lri_bench.storage.atomic import atomic_writer, make_folder, write_text

OLD, NEW = b"old content\n", b"new content\n"

LIMITED = """
import resource, sys
from lri_bench.errors import OutputError
from lri_bench.storage.atomic import atomic_writer

resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    with atomic_writer(sys.argv[1]) as file:
        file.write(bytes(5000))
except OutputError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds one old file and nothing else."""
    folder = tmp_path / "results"
    folder.mkdir()
    (folder / "old.bin").write_bytes(OLD)
    return folder


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """Such a folder that everybody may look into and its owner alone write to."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "old.bin").write_bytes(OLD)
        yield folder


def write(path: Path | str, content: bytes = NEW) -> None:
    with atomic_writer(path) as file:
        file.write(content)


def problem_of_writing(path: Path) -> Problem:
    """Return why `path` cannot be written; nothing of the attempt is left."""
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    with pytest.raises(OutputError) as caught:
        write(path)
    after = sorted(path.parent.iterdir()) if path.parent.is_dir() else []
    assert after == before
    (problem,) = caught.value.problems
    assert problem.where == str(path)
    assert problem.expected == "to be able to write this file"
    return problem


def only_old_file_in(folder: Path) -> bool:
    names = [path.name for path in folder.iterdir()]
    return names == ["old.bin"] and (folder / "old.bin").read_bytes() == OLD


@contextmanager
def as_nobody() -> Iterator[None]:
    """Give up root's rights, which no permission stops."""
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_new_file_has_the_content_and_the_mode_that_the_umask_allows(
    tmp_path: Path,
) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "new.bin")
    finally:
        os.umask(before)
    assert (tmp_path / "new.bin").read_bytes() == NEW
    assert (tmp_path / "new.bin").stat().st_mode & 0o777 == 0o640
    assert os.umask(before) == before  # it was only looked at


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664])
def test_the_mode_of_the_old_file_is_kept(folder: Path, mode: int) -> None:
    (folder / "old.bin").chmod(mode)
    write(folder / "old.bin")
    assert (folder / "old.bin").read_bytes() == NEW
    assert (folder / "old.bin").stat().st_mode & 0o777 == mode


def test_the_old_file_stands_until_the_new_one_is_complete(folder: Path) -> None:
    with atomic_writer(folder / "old.bin") as file:
        file.write(NEW)
        file.flush()
        assert (folder / "old.bin").read_bytes() == OLD
    assert (folder / "old.bin").read_bytes() == NEW
    assert len(list(folder.iterdir())) == 1


def test_a_path_may_be_text_and_relative(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    write("old.bin")
    assert (folder / "old.bin").read_bytes() == NEW


def test_the_longest_name_that_a_file_may_have_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    write(path)
    assert path.read_bytes() == NEW


def test_an_exception_in_the_block_leaves_the_old_file_alone(folder: Path) -> None:
    def fail() -> None:
        with atomic_writer(folder / "old.bin") as file:
            file.write(NEW)
            msg = "in the middle"
            raise KeyError(msg)

    with pytest.raises(KeyError, match="in the middle"):
        fail()
    assert only_old_file_in(folder)


def test_an_interrupt_in_the_block_leaves_the_old_file_alone(folder: Path) -> None:
    def interrupt() -> None:
        with atomic_writer(folder / "old.bin"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert only_old_file_in(folder)


def test_a_real_limit_on_file_sizes_leaves_the_old_file_alone(folder: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(folder / "old.bin")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{folder / 'old.bin'}\n" in done.stderr
    assert "got       File too large" in done.stderr
    assert "cause     a limit on file sizes is in force" in done.stderr
    assert "run       ulimit -f" in done.stderr
    assert only_old_file_in(folder)


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "your disk quota is used up"),
        (errno.EROFS, "the file system is read-only"),
        (errno.EIO, ""),
    ],
)
def test_a_fault_at_the_last_moment_leaves_the_old_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, cause: str
) -> None:
    def fail(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    problem = problem_of_writing(folder / "old.bin")
    assert (problem.got, problem.cause) == (os.strerror(number), cause)
    assert only_old_file_in(folder)


def test_a_full_disk_is_told_with_what_shows_its_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    assert problem_of_writing(folder / "old.bin").run == f"df -h {folder}"


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    problem = problem_of_writing(tmp_path / "absent" / "new.bin")
    assert problem.cause == "the folder does not exist"
    assert problem.run == f"mkdir -p {tmp_path / 'absent'}"


def test_a_folder_that_is_a_file(folder: Path) -> None:
    problem = problem_of_writing(folder / "old.bin" / "new.bin")
    assert problem.cause == "a part of the path is a file"
    assert only_old_file_in(folder)


def test_a_target_that_is_a_folder(folder: Path) -> None:
    problem = problem_of_writing(folder)
    assert problem.got == "Is a directory"
    assert problem.cause == "a folder of that name exists"
    assert only_old_file_in(folder)


def test_a_folder_that_only_somebody_else_may_write_to(public_folder: Path) -> None:
    with as_nobody():
        problem = problem_of_writing(public_folder / "old.bin")
    assert problem.got == "Permission denied"
    assert problem.cause == "you may not write there"
    assert problem.run == f"ls -ld {public_folder}"
    assert only_old_file_in(public_folder)


def test_a_pipe_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="a device or a pipe"):
        write(tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


def test_a_link_stays_and_the_file_behind_it_is_written(folder: Path) -> None:
    link = folder.parent / "link.bin"
    link.symlink_to(folder / "old.bin")
    write(link)
    assert link.is_symlink()
    assert (folder / "old.bin").read_bytes() == NEW


def test_text_has_line_feeds_and_utf_8_everywhere(tmp_path: Path) -> None:
    write_text(tmp_path / "note.txt", "a → b\n")
    assert (tmp_path / "note.txt").read_bytes() == b"a \xe2\x86\x92 b\n"


def test_text_that_cannot_be_encoded_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "note.txt", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_folders_are_made_with_those_above_them_and_may_exist(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_where_a_file_stands_cannot_be_made(folder: Path) -> None:
    with pytest.raises(OutputError) as caught:
        make_folder(folder / "old.bin")
    (problem,) = caught.value.problems
    assert problem.where == str(folder / "old.bin")
    assert problem.expected == "a folder to write to"
    assert problem.got == "File exists"
    assert "--data FOLDER" in problem.run
    assert only_old_file_in(folder)


def test_a_folder_that_somebody_else_owns_takes_no_folder(public_folder: Path) -> None:
    with as_nobody(), pytest.raises(OutputError, match="got       Permission denied"):
        make_folder(public_folder / "inner")
    assert only_old_file_in(public_folder)
