# SPDX-License-Identifier: MIT
"""Mirrors: folders, addresses, interrupted transfers."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from fetching import NAME, WAYS, Fetch, refused
from zenodo_site import Site, cut, instead, status, trickle

from lri_bench.errors import DataError, DownloadError
from lri_bench.record.download import Choice
from lri_bench.record.lock import check_locked, read_lock

# What works


@pytest.mark.parametrize("way", WAYS)
def test_all_ways_give_the_same(
    fetch: Fetch, site: Site, folder: Path, record: Path, way: str
) -> None:
    mirror = WAYS[way](site, folder)
    paths, told = fetch(mirror, Choice(datasets=("synmol", "tau3mu")))
    assert [path.name for path in paths] == [NAME, "tau3mu_processed.zip"]
    lock = read_lock(record)
    for path in paths:
        assert path.read_bytes() == site.files[path.name]
        assert path.stat().st_mode & 0o777 == 0o644
        assert lock.files[path.name].source.startswith(("/", "http"))
    assert told.size == told.reached[-1] == 120_000
    assert told.reached == sorted(told.reached)
    assert told.lines[1] == f"{NAME}: 0.1 MB, as the record lists it"
    assert {path.name for path in record.iterdir()} == {
        *(path.name for path in paths),
        "lock.json",
        ".download.lock",
    }


def test_the_command_with_a_folder(run: Fetch, folder: Path, record: Path) -> None:
    answer: Any = run("download", "plbind", "--raw", "--mirror", folder)
    assert answer.returncode == 0, answer.stderr
    assert (record / "plbind_raw.zip").is_file()
    assert answer.stderr == ""


def test_a_password_is_sent_and_not_told(
    fetch: Fetch, site: Site, record: Path
) -> None:
    told = fetch(site.http.replace("//", "//me:secret@")).told
    assert site.sent["Authorization"].startswith("Basic ")
    assert "secret" not in " ".join(told.lines)
    assert read_lock(record).files[NAME].source == site.http


def test_a_folder_without_a_list_gives_what_it_has(
    fetch: Fetch, folder: Path, record: Path
) -> None:
    (folder / "record.json").unlink()
    told = fetch(folder).told
    assert any("nothing to check them against" in line for line in told.lines)
    assert any("unchecked" in line for line in told.lines)
    assert check_locked(record / NAME)
    (folder / NAME).write_bytes(b"another")
    assert "already here" in " ".join(fetch(folder).told.lines)


def test_the_data_folder_of_another_machine_is_a_mirror(
    fetch: Fetch, folder: Path, record: Path, tmp_path: Path
) -> None:
    fetch(folder)
    other = tmp_path / "other"
    record.rename(other)
    assert any("as the record lists it" in line for line in fetch(other).told.lines)
    shutil.rmtree(record)
    (other / NAME).write_bytes(bytes(60_000))
    assert "md5" in refused(DataError, fetch, other)


# Interrupted transfers


def test_a_transfer_goes_on_where_it_broke(fetch: Fetch, site: Site) -> None:
    site.faults[NAME] = [cut(20_000)]
    (path,), told = fetch(site.http)
    assert path.read_bytes() == site.files[NAME]
    assert site.asked[1:] == [(NAME, None), (NAME, "bytes=20000-")]
    assert any("trying again" in line for line in told.lines)


def test_the_next_run_goes_on_too(fetch: Fetch, site: Site, record: Path) -> None:
    site.faults[NAME] = [cut(20_000)]
    refused(DownloadError, fetch, site.http, retries=0)
    assert not (record / NAME).exists()
    (path,), told = fetch(site.http)
    assert path.read_bytes() == site.files[NAME]
    assert site.asked[-1] == (NAME, "bytes=20000-")
    assert told.reached[-1] == 60_000
    assert not (record / ".staging").exists()


def test_a_server_without_ranges_sends_all_of_it_again(
    fetch: Fetch, site: Site
) -> None:
    site.knows_ranges = False
    site.faults[NAME] = [cut(20_000)]
    assert fetch(site.http).paths[0].read_bytes() == site.files[NAME]


@pytest.mark.parametrize("number", [206, 416])
def test_a_server_that_sends_another_part(
    fetch: Fetch, site: Site, number: int
) -> None:
    wrong = status(number, Content_Range="bytes 7-9/60000")
    site.faults[NAME] = [cut(20_000), wrong]
    assert fetch(site.http, retries=2).paths[0].read_bytes() == site.files[NAME]
    assert [span for _, span in site.asked[1:]] == [None, "bytes=20000-", None]


def test_a_part_of_a_wrong_file_is_not_gone_on_with_twice(
    fetch: Fetch, site: Site
) -> None:
    def half_wrong(handler: Any, content: bytes) -> None:
        cut(20_000)(handler, bytes(len(content)))

    site.faults[NAME] = [half_wrong]
    assert fetch(site.http, retries=2).paths[0].read_bytes() == site.files[NAME]
    spans = [span for _, span in site.asked[1:]]
    assert spans == [None, "bytes=20000-", None]


def test_more_than_the_list_says(fetch: Fetch, site: Site, record: Path) -> None:
    site.always[NAME] = instead(site.files[NAME] + b"more")
    assert "more bytes" in refused(DownloadError, fetch, site.http)
    assert not (record / NAME).exists()


def test_a_mirror_that_trickles(fetch: Fetch, site: Site) -> None:
    site.always[NAME] = trickle
    message = refused(DownloadError, fetch, site.http, retries=0, timeout=0.3)
    assert "hardly anything in 0.3 s" in message


@pytest.mark.parametrize("number", [429, 500, 503])
def test_a_mirror_that_is_busy(fetch: Fetch, site: Site, number: int) -> None:
    site.faults["record.json"] = [status(number)]
    site.faults[NAME] = [status(number, Retry_After=0)]
    assert fetch(site.http).told.lines[0].startswith(str(number))
    assert len(site.asked) == 4
