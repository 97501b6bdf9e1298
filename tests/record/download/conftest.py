# SPDX-License-Identifier: MIT
"""A small record, served as Zenodo serves the real one."""

from __future__ import annotations

import json
import os
import random
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme
import typed
from fetching import SYNMOL, Fetch, Fetched, Told
from zenodo_site import Site, running

from lri_bench.record.download import (
    DATASETS,
    Choice,
    Policy,
    attempts,
    download,
    source_of,
)

COMMAND = Path(sys.executable).with_name("lri-bench")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def small_files() -> dict[str, bytes]:
    """One archive of each kind, 60 kB each, in which no byte says where it is."""
    draw = random.Random(0)  # noqa: S311 - nothing is kept secret by it
    names = [f"{name}_{kind}" for name in DATASETS for kind in ("raw", "processed")]
    fields = [f"{n}_{f}" for n in names if n[0] == "a" for f in ("2T", "4T")]
    archives = [*fields, *(name for name in names if name[0] != "a")]
    return {f"{name}.zip": draw.randbytes(60_000) for name in archives}


@pytest.fixture
def site(
    small_files: dict[str, bytes], authority: trustme.CA, tmp_path: Path
) -> Iterator[Site]:
    """Zenodo and a mirror, running."""
    served = Site(small_files)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("zenodo.org", "127.0.0.1").configure_cert(context)
    trusted = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(str(trusted))
    served.authorities = str(trusted)
    with running(served, context):
        yield served


@pytest.fixture
def environment(site: Site, tmp_path: Path) -> dict[str, str]:
    """What a user sets whose network has a proxy with an authority of its own."""
    kept = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    del_these = ("SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    kept = {k: v for k, v in kept.items() if k not in del_these}
    ours = {"HTTPS_PROXY": site.proxy, "NO_PROXY": "127.0.0.1"}
    ours |= {"SSL_CERT_FILE": site.authorities}
    return kept | ours | {"LRI_BENCH_DATA": str(tmp_path / "data")}


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Where the command puts files."""
    return tmp_path / "data" / "record"


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(
    run: typed.Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """Call a command as a user types it, in this process."""

    def run_it(*words: object) -> subprocess.CompletedProcess[str]:
        with monkeypatch.context() as patch:
            for name in os.environ.keys() - environment.keys():
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            return subprocess.CompletedProcess(words, *run(*words))

    return run_it


@pytest.fixture
def started(environment: dict[str, str]) -> Iterator[Callable[..., Any]]:
    """Start a command; it ends with the test at the latest."""
    with ExitStack() as stack:

        def start(*words: object) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [COMMAND, *map(str, words)],
                env=environment,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield start


@pytest.fixture
def fetch(
    record: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Fetch:
    """Call the library as the command does, with short waits."""
    monkeypatch.setattr(os, "environ", environment)
    monkeypatch.setattr(attempts, "FIRST_WAIT", 0.01)

    def fetch_it(
        mirror: object, choice: Choice = SYNMOL, *, retries: int = 1, timeout: float = 5
    ) -> Fetched:
        told = Told()
        source = source_of(str(mirror), Policy(timeout, retries))
        return Fetched(download(record, choice, source, told), told)

    return fetch_it


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """The record's files as somebody brought them by hand."""
    place = tmp_path / "brought by hand"
    place.mkdir()
    for name, content in site.files.items():
        (place / name).write_bytes(content)
    (place / "record.json").write_text(json.dumps(site.record))
    return place
