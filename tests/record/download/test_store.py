# SPDX-License-Identifier: MIT
"""The folder that files end in, and places that are none."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from fetching import NAME, SYNMOL, WAYS, Fetch, Told, refused
from limits import files_of_at_most
from zenodo_site import Site, cut, md5, status

from lri_bench.errors import DataError, DownloadError, LriBenchError, OutputError
from lri_bench.record.download import Choice, Policy, download, source_of
from lri_bench.record.lock import check_locked, read_lock

# Files that are there


def test_a_file_that_was_brought_by_hand_is_checked_and_locked(
    fetch: Fetch, site: Site, record: Path
) -> None:
    record.mkdir(parents=True)
    (record / NAME).write_bytes(site.files[NAME])
    told = fetch(site.http).told
    assert site.names_asked() == ["record.json"]
    assert told.lines == [f"{NAME}: already here, now locked"]
    assert read_lock(record).files[NAME].md5 == md5(site.files[NAME])


@pytest.mark.parametrize("locked", [True, False])
def test_a_file_that_is_another_one_is_replaced(
    fetch: Fetch, site: Site, record: Path, *, locked: bool
) -> None:
    if locked:
        fetch(site.http)
    record.mkdir(parents=True, exist_ok=True)
    (record / NAME).write_bytes(b"changed")
    told = fetch(site.http).told
    assert told.lines[0].endswith("never the record's; it is replaced")
    assert (record / NAME).read_bytes() == site.files[NAME]
    assert check_locked(record / NAME)


def test_the_old_file_stays_until_the_new_one_is_whole(
    fetch: Fetch, site: Site, record: Path
) -> None:
    record.mkdir(parents=True)
    (record / NAME).write_bytes(b"old")
    site.always[NAME] = cut(20_000)
    refused(DownloadError, fetch, site.http)
    assert (record / NAME).read_bytes() == b"old"


def test_what_a_dead_process_left_is_cleared_away(
    fetch: Fetch, site: Site, record: Path
) -> None:
    (record / ".staging" / "zenodo-dead").mkdir(parents=True)
    (record / ".staging" / "zenodo-dead" / NAME).write_bytes(b"half")
    (record / ".staging" / NAME).write_bytes(b"half")
    assert fetch(site.http).paths[0].read_bytes() == site.files[NAME]
    assert not (record / ".staging").exists()


# What is at fault


def test_every_file_at_fault_is_told(fetch: Fetch, folder: Path, record: Path) -> None:
    (folder / NAME).write_bytes(bytes(60_000))
    (folder / "tau3mu_processed.zip").unlink()
    message = refused(DataError, fetch, folder, Choice())
    assert message.count("expected") == 2
    assert md5(bytes(60_000)) in message
    assert "No such file" in message
    assert len(list(record.glob("*.zip"))) == 2


def test_what_the_user_can_mend_decides_on_the_exit_status(
    fetch: Fetch, site: Site, record: Path
) -> None:
    (record / NAME).mkdir(parents=True)
    site.always["tau3mu_processed.zip"] = status(404)
    message = refused(OutputError, fetch, site.http, Choice())
    assert "Is a directory" in message
    assert "404 Not Found" in message
    assert len([path for path in record.glob("*.zip") if path.is_file()]) == 2


def test_a_folder_that_is_not_there(fetch: Fetch, tmp_path: Path) -> None:
    message = refused(DataError, fetch, tmp_path / "absent")
    assert "No such file or directory" in message


def test_an_address_without_a_list(fetch: Fetch, site: Site) -> None:
    site.always["record.json"] = status(404)
    message = refused(DataError, fetch, site.http)
    assert "404 Not Found" in message
    assert "bring https://zenodo.org/api/records/7265547" in message


@pytest.mark.parametrize(
    "mirror",
    [
        "",
        "ftp://host/folder",
        "file://host/folder",
        "http://",
        "https://[::1",
        "http://*/",
    ],
)
def test_what_is_no_mirror(fetch: Fetch, mirror: str) -> None:
    assert "https://" in refused(DataError, fetch, mirror, retries=0)


def test_a_host_that_nobody_knows(fetch: Fetch) -> None:
    message = refused(DownloadError, fetch, "http://mirror.invalid/x", retries=0)
    assert "http://mirror.invalid/x/record.json" in message
    assert "no network here, or the server cannot be reached" in message


@pytest.mark.parametrize("way", ["a folder", "http"])
def test_a_disk_that_takes_no_more(  # noqa: PLR0913, PLR0917
    run: Fetch, fetch: Fetch, site: Site, folder: Path, record: Path, way: str
) -> None:
    mirror = WAYS[way](site, folder)
    with files_of_at_most(16_384):
        answer: Any = run("download", "synmol", "--mirror", mirror)
    assert answer.returncode == 2, answer.stderr
    assert "File too large" in answer.stderr
    assert "ulimit -f" in answer.stderr
    assert not (record / NAME).exists()
    assert fetch(mirror).paths[0].read_bytes() == site.files[NAME]


def test_a_disk_with_too_little_room(
    fetch: Fetch, site: Site, record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = shutil.disk_usage(record.parents[1])._replace(free=59_999)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free)
    message = refused(OutputError, fetch, site.http)
    assert "60,000 bytes of free disk space" in message
    assert "59,999 bytes" in message
    assert site.names_asked() == ["record.json"]
    site.faults[NAME] = [cut(20_000)]
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free._replace(free=60_000))
    refused(DownloadError, fetch, site.http, retries=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: free._replace(free=40_000))
    assert fetch(site.http).paths  # what is here already needs no more room


def test_a_data_folder_that_is_a_file(fetch: Fetch, site: Site, record: Path) -> None:
    record.parent.write_text("a file")
    assert "--data" in refused(OutputError, fetch, site.http)


@pytest.mark.parametrize("mode", [0o500, 0])
def test_a_folder_of_somebody_else(site: Site, mode: int) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
    with tempfile.TemporaryDirectory() as name:
        open_to_all = Path(name) / "record"
        open_to_all.mkdir()
        open_to_all.chmod(mode)
        Path(name).chmod(0o755)
        source = source_of(site.http, Policy())
        os.seteuid(65534)
        try:
            with pytest.raises(LriBenchError) as caught:
                download(open_to_all, SYNMOL, source, Told())
        finally:
            os.seteuid(0)
    assert caught.value.exit_code == 2
    assert caught.value.problems[0].got == "Permission denied"
