# SPDX-License-Identifier: MIT
"""The command against Zenodo: unmodified zenodo-get, a proxy, TLS, faults."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fetching import NAME, assert_fails, assert_nothing, children_in
from limits import files_of_at_most
from zenodo_site import Site, cut, instead, md5, status, trickle

from lri_bench.record.download import DATASETS

Run = Callable[..., Any]
FAST = ("--retries", 1, "--timeout", 10)


# What works


@pytest.mark.slow
def test_the_processed_files_arrive_and_are_locked(
    run: Run, site: Site, record: Path
) -> None:
    answer = run("download")
    assert answer.returncode == 0, answer.stderr
    expected = {name for name in site.files if "processed" in name and "4T" not in name}
    assert {path.name for path in record.glob("*.zip")} == expected
    lock = json.loads((record / "lock.json").read_text())
    assert lock["record"] == "10.5281/zenodo.7265547"
    assert set(lock["files"]) == expected
    for name, locked in lock["files"].items():
        content = (record / name).read_bytes()
        assert content == site.files[name]
        assert locked["size"] == len(content)
        assert locked["md5"] == md5(content)
        assert locked["sha256"] == hashlib.sha256(content).hexdigest()
        assert locked["source"] == "https://zenodo.org/records/7265547"
        assert locked["fetched"].endswith("+00:00")
    assert "zenodo-get" not in answer.stdout + answer.stderr
    assert answer.stderr == ""
    assert "4 files, 0.2 MB, from https://zenodo.org/records/7265547" in answer.stdout
    named = " ".join(f"{name}@zenodo" for name in DATASETS)
    assert f"next: lri-bench build {named}\n" in answer.stdout
    assert not (record / ".staging").exists()


@pytest.mark.slow
def test_what_is_here_is_not_asked_for_again(
    run: Run, site: Site, record: Path
) -> None:
    words = ("download", "synmol", "tau3mu", "--all")
    assert run(*words).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in record.glob("*.zip")}
    site.asked.clear()
    answer = run(*words)
    assert answer.returncode == 0
    assert site.asked == []
    assert answer.stdout.count("already here") == len(before) == 4
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.slow
def test_fields(run: Run, record: Path) -> None:
    assert run("download", "actstrack", "--raw", "--field", "4T").returncode == 0
    assert [path.name for path in record.glob("*.zip")] == ["actstrack_raw_4T.zip"]
    assert run("download", "actstrack", "--all").returncode == 0
    assert len(list(record.glob("actstrack_*.zip"))) == 4


@pytest.mark.slow
def test_the_test_record_is_fetched_and_built_from(
    run: Run, site: Site, record: Path, mirror: Path
) -> None:
    site.files = {path.name: path.read_bytes() for path in mirror.glob("*.zip")}
    listed = {entry["key"]: entry for entry in site.record["files"]}
    for entry in json.loads((mirror / "record.json").read_text())["files"]:
        assert listed[entry["key"]]["checksum"] == entry["checksum"]
    answer = run("download", "tau3mu", "plbind", "--all")
    assert answer.returncode == 0, answer.stderr
    assert len(list(record.glob("*.zip"))) == 4
    answer = run("build", "plbind@zenodo")
    assert answer.returncode == 0, answer.stderr
    with (record / "plbind_processed.zip").open("ab") as file:
        file.write(b"one more line")
    answer = run("build", "plbind@zenodo")
    assert_fails(answer, 2, "the file was changed after it came from", "--processed")


# What goes wrong on the way


@pytest.mark.slow
def test_a_connection_that_breaks(run: Run, site: Site, record: Path) -> None:
    site.faults[NAME] = [cut(30_000)]
    answer = run("download", "synmol", *FAST)
    assert answer.returncode == 0, answer.stderr
    assert "trying again in 0.5 s" in answer.stdout
    assert (record / NAME).read_bytes() == site.files[NAME]


@pytest.mark.slow
def test_a_wrong_file_is_not_kept_and_the_others_come(
    run: Run, site: Site, record: Path
) -> None:
    wrong = bytes(60_000)
    site.always[NAME] = instead(wrong)
    answer = run("download", *FAST)
    right = md5(site.files[NAME])
    assert_fails(answer, 1, f"60,000 bytes, md5 {right}", f"md5 {md5(wrong)}")
    assert NAME in answer.stderr
    assert not (record / NAME).exists()
    assert len(list(record.glob("*.zip"))) == 3
    assert NAME not in json.loads((record / "lock.json").read_text())["files"]
    assert not (record / ".staging").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["record.json", NAME])
def test_a_server_that_wants_to_be_asked_later(
    run: Run, site: Site, record: Path, name: str
) -> None:
    site.faults[name] = [status(429, Retry_After=1)]
    begin = time.monotonic()
    answer = run("download", "synmol", *FAST)
    assert answer.returncode == 0, answer.stderr
    assert time.monotonic() - begin > 1
    assert (record / NAME).is_file()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "number"), [("record.json", 500), (NAME, 503)])
def test_a_server_that_is_out_of_order(
    run: Run, site: Site, record: Path, name: str, number: int
) -> None:
    site.always[name] = status(number)
    answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, str(number), "the server has a fault or too much to do")
    assert site.names_asked().count(name) == 2
    assert_nothing(record)


@pytest.mark.slow
def test_a_server_that_trickles(run: Run, site: Site, record: Path) -> None:
    site.always[NAME] = trickle
    answer = run("download", "synmol", "--retries", 0, "--timeout", 0.5)
    assert_fails(answer, 1, NAME, "it timed out: hardly anything in 0.5 s")
    assert "--timeout 300" in answer.stderr
    assert children_in(record) == []
    assert_nothing(record)


def test_a_record_that_is_not_there(run: Run, site: Site, record: Path) -> None:
    site.always["record.json"] = status(404)
    answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, "404 Not Found", "there is no such record")
    assert site.names_asked() == ["record.json"]
    assert_nothing(record)


def test_a_file_that_is_listed_and_not_there(
    run: Run, site: Site, record: Path
) -> None:
    site.always[NAME] = status(404)
    answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, NAME, "404 Not Found")
    assert site.names_asked().count(NAME) == 1
    assert_nothing(record)


def test_a_name_that_leads_elsewhere(run: Run, site: Site, record: Path) -> None:
    site.files["../../escaped.zip"] = b"out"
    answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, "'../../escaped.zip'", "nothing was written")
    assert_nothing(record)


def test_a_proxy_that_refuses(run: Run, site: Site, record: Path) -> None:
    site.tunnels = False
    answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, "403 Forbidden", "the proxy refuses", "HTTPS_PROXY")
    assert_nothing(record)


def test_a_proxy_that_is_not_there(
    run: Run, environment: dict[str, str], record: Path
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        environment["HTTPS_PROXY"] = f"http://me:secret@127.0.0.1:{port}"
        answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, "Connection refused", "cannot be reached")
    assert "secret" not in answer.stdout + answer.stderr
    assert_nothing(record)


@pytest.mark.slow
def test_an_authority_that_is_not_trusted(
    run: Run, environment: dict[str, str], record: Path
) -> None:
    del environment["SSL_CERT_FILE"]
    answer = run("download", "synmol", *FAST)
    assert_fails(answer, 1, "certificate verify failed", "SSL_CERT_FILE=")
    assert answer.stdout == ""
    assert_nothing(record)
    environment["SSL_CERT_FILE"] = "/not/there.pem"
    answer = run("download", "synmol", *FAST)
    assert answer.returncode == 2
    assert "unset SSL_CERT_FILE" in answer.stderr


def test_a_disk_that_takes_no_more(run: Run, record: Path) -> None:
    with files_of_at_most(16_384):
        answer = run("download", "synmol", *FAST)
    assert_fails(answer, 2, str(record / NAME), "File too large", "ulimit -f")
    assert_nothing(record)
