# SPDX-License-Identifier: MIT
"""Files of the record are found zipped or unpacked, or it is told why not."""

from __future__ import annotations

import hashlib
import os
import random
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest

from lri_bench.errors import DataError, Problem
from lri_bench.record import folder as record_folder
from lri_bench.record.folder import RecordFolder

CONTENT = b"mol_id,smiles\nZINC1,CCO\n" * 20


def archive_in(
    folder: Path,
    members: dict[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
) -> Path:
    """Write synmol_raw.zip into a folder, by default as the record has it."""
    path = folder / "synmol_raw.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in (members or {"raw/table.csv": CONTENT}).items():
            archive.writestr(name, content)
    return path


def read(folder: Path, name: str = "table.csv") -> bytes:
    return RecordFolder(folder, "synmol_raw.zip", "raw").read(name).data


def problem_of(folder: Path, name: str = "table.csv") -> Problem:
    with pytest.raises(DataError) as caught:
        read(folder, name)
    (problem,) = caught.value.problems
    assert str(folder) in problem.where
    assert problem.cause
    return problem


def test_a_file_is_read_from_the_archive_in_a_folder(tmp_path: Path) -> None:
    path = archive_in(tmp_path)
    file = RecordFolder(tmp_path, "synmol_raw.zip", "raw").read("table.csv")
    assert file.data == CONTENT
    assert file.where == f"{path}: raw/table.csv"
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_file_is_read_from_the_archive_itself(tmp_path: Path) -> None:
    assert read(archive_in(tmp_path)) == CONTENT


@pytest.mark.parametrize(
    "place", [".", "raw", "synmol/raw", "synmol_raw/raw"], ids=lambda place: place
)
def test_a_file_is_read_where_it_was_unpacked_to(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    (tmp_path / place / "table.csv").write_bytes(CONTENT)
    assert read(tmp_path) == CONTENT
    file = RecordFolder(tmp_path, "synmol_raw.zip", "raw").read("table.csv")
    assert Path(file.where) == tmp_path / place / "table.csv"


def test_the_archive_comes_before_what_was_unpacked(tmp_path: Path) -> None:
    archive_in(tmp_path)
    (tmp_path / "table.csv").write_bytes(b"changed")
    assert read(tmp_path) == CONTENT


def test_reading_unpacks_nothing(tmp_path: Path) -> None:
    archive_in(tmp_path, {"raw/table.csv": CONTENT, "raw/more/other.csv": b"more"})
    assert read(tmp_path) == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["synmol_raw.zip"]


# What is missing.


def test_an_empty_folder(tmp_path: Path) -> None:
    problem = problem_of(tmp_path)
    assert problem.expected == "synmol_raw.zip, or raw/table.csv unpacked from it"
    assert problem.got == "neither"
    assert "zenodo.7265547" in problem.run
    assert "lri-bench download" in problem.run


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    assert problem_of(tmp_path / "absent").got == "no such folder"


def test_an_archive_without_the_file(tmp_path: Path) -> None:
    path = archive_in(tmp_path, {"raw/other.csv": b""})
    for given in (tmp_path, path):
        assert problem_of(given).got == "synmol_raw.zip without raw/table.csv"


# What cannot be read.


def test_an_archive_that_was_cut_off(tmp_path: Path) -> None:
    path = archive_in(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    problem = problem_of(tmp_path)
    assert problem.where == f"{path}: table.csv"
    assert problem.expected == "a complete archive of the record"
    assert problem.got == "File is not a zip file"
    assert problem.run == f"python -m zipfile -t {path}"
    assert problem_of(path).run == f"python -m zipfile -t {path}"


def test_a_table_in_place_of_the_archive(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_bytes(CONTENT)
    problem = problem_of(tmp_path / "table.csv")
    assert problem.got == "File is not a zip file"
    assert "another kind of file" in problem.cause


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_byte_that_changed_on_the_way(tmp_path: Path, method: int) -> None:
    path = archive_in(tmp_path, method=method)
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(bytes(content))
    assert problem_of(tmp_path).expected == "a complete archive of the record"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_another_way_of_packing(tmp_path: Path, method: int) -> None:
    archive_in(tmp_path, method=method)
    told = "raw/table.csv is neither stored nor deflated, or is encrypted"
    assert problem_of(tmp_path).got == told


def test_an_encrypted_archive(tmp_path: Path) -> None:
    path = archive_in(tmp_path)
    content = bytearray(path.read_bytes())
    for start, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content[content.index(start) + place] |= 1
    path.write_bytes(bytes(content))
    assert problem_of(tmp_path).got.endswith("or is encrypted")


def test_more_bytes_than_any_file_of_the_record_are_never_decompressed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive_in(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("a member was opened")

    with monkeypatch.context() as patch:
        patch.setattr(record_folder, "LIMIT_BYTES", len(CONTENT) - 1)
        patch.setattr(zipfile.ZipFile, "open", refuse)
        problem = problem_of(tmp_path)
    assert problem.where == f"{path}: raw/table.csv"
    assert problem.got == f"{len(CONTENT)} bytes declared"
    assert "nothing was decompressed" in problem.cause
    assert read(tmp_path) == CONTENT


@pytest.mark.parametrize("forged", [0, 1, len(CONTENT) - 1, len(CONTENT) + 1])
def test_a_size_that_was_forged_is_told(tmp_path: Path, forged: int) -> None:
    path = archive_in(tmp_path)
    true, content = struct.pack("<I", len(CONTENT)), path.read_bytes()
    assert content.count(true) == 2
    path.write_bytes(content.replace(true, struct.pack("<I", forged)))
    assert problem_of(tmp_path).expected == "a complete archive of the record"


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_only_somebody_else_may_read(*, packed: bool) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = archive_in(folder) if packed else folder / "table.csv"
        path.touch()
        path.chmod(0o600)
        os.seteuid(65534)
        try:
            problem = problem_of(folder)
        finally:
            os.seteuid(0)
    assert problem.where == f"{path}: table.csv"
    assert problem.got == "Permission denied"
    assert problem.run == f"ls -l {path}"


@pytest.mark.parametrize("seed", range(2))
def test_damage_of_any_kind_raises_this_error_alone(tmp_path: Path, seed: int) -> None:
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    path = archive_in(tmp_path)
    whole, refused = path.read_bytes(), 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(generator.choice([1, 2, 8])):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        path.write_bytes(bytes(damaged))
        try:
            content = read(tmp_path)
        except DataError:
            refused += 1
        else:
            assert content == CONTENT
    assert refused > 150


# Archives that no honest person made


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return info


@pytest.mark.parametrize(
    ("member", "why"),
    [
        ("/etc/passwd", "an absolute path"),
        ("C:\\windows\\win.ini", "an absolute path"),
        ("raw/../../.bashrc", "leads out of its folder"),
        ("..\\..\\start.bat", "leads out of its folder"),
        (link("raw/link"), "a link"),
    ],
)
def test_members_that_lead_elsewhere_refuse_the_whole_archive(
    tmp_path: Path, member: str | zipfile.ZipInfo, why: str
) -> None:
    path = archive_in(tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(member, "x")
    problem = problem_of(tmp_path)
    assert why in problem.got
    assert "nothing of it was read" in problem.cause
    assert [found.name for found in tmp_path.rglob("*")] == [path.name]


def test_a_bomb_is_refused_before_it_is_decompressed(tmp_path: Path) -> None:
    size = 64 * 1024**2
    archive_in(tmp_path, {"raw/table.csv": CONTENT, "raw/more.csv": bytes(size)})
    assert f"{size:,} bytes" in problem_of(tmp_path).got


def test_a_hundred_hostile_members_are_not_told_one_by_one(tmp_path: Path) -> None:
    archive_in(tmp_path, {f"../{number}": b"x" for number in range(100)})
    with pytest.raises(DataError) as caught:
        read(tmp_path)
    assert len(caught.value.problems) == 6
    assert "100" in caught.value.problems[-1].got
