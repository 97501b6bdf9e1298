# SPDX-License-Identifier: MIT
"""Check that the files of an edition are what was built, downloaded or shipped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.clouds import Clouds
from lri_bench.errors import DataError
from lri_bench.record.lock import RECORD_FOLDER, check_locked, read_lock
from lri_bench.storage.sums import SUMS_NAME, read_sums, sha256_of
from lri_bench.verify.outcome import Outcome, Verdict

__all__ = ["check_content", "check_files"]


def check_files(catalog: Catalog, edition: Edition) -> Iterator[Outcome]:
    """Compare the hashes of the edition's files, and of what was downloaded.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition

    Yields
    ------
    outcome : Outcome
    """
    yield from _built(catalog.built_folder(edition))
    yield from _shipped(catalog, edition)
    yield from _downloaded(catalog.data / RECORD_FOLDER, edition.dataset)


def check_content(
    catalog: Catalog, edition: Edition, clouds: Clouds
) -> Iterator[Outcome]:
    """Compare the content of a generated edition with what the card says.

    Parameters
    ----------
    catalog : Catalog
    edition : Edition
    clouds : Clouds
        Of the edition.

    Yields
    ------
    outcome : Outcome
        Another number, seed or version makes another content, which is no fault.
    """
    expected = catalog.facts(edition).content_sha256
    if expected is None:
        return
    found = clouds.content_hash()
    if found == expected:
        detail = f"sha256 {found[:12]}…, as on the card"
        yield Outcome("content", Verdict.PASSED, detail)
    else:
        detail = (
            f"sha256 {found[:12]}…, on the card {expected[:12]}…: another number of "
            "clouds, another seed, or other versions of packages"
        )
        yield Outcome("content", Verdict.DIFFERS, detail)


def _built(folder: Path) -> Iterator[Outcome]:
    sums = read_sums(folder)
    if not sums and not folder.is_dir():
        return
    if not sums:
        detail = f"no {SUMS_NAME} in {folder}: built by another version"
        yield Outcome("files as built", Verdict.SKIPPED, detail)
    for name, expected in sums.items():
        path = folder / name
        if not path.is_file():
            yield Outcome(f"{name} as built", Verdict.FAILED, "it is gone")
        elif sha256_of(path) != expected:
            detail = f"sha256 is not {expected[:12]}…: build the edition again"
            yield Outcome(f"{name} as built", Verdict.FAILED, detail)
        else:
            detail = f"sha256 {expected[:12]}…"
            yield Outcome(f"{name} as built", Verdict.PASSED, detail)


def _shipped(catalog: Catalog, edition: Edition) -> Iterator[Outcome]:
    expected = catalog.facts(edition).clouds_sha256
    path = catalog.shipped_clouds(edition)
    if expected is None or not path.is_file():
        return
    same = sha256_of(path) == expected
    verdict = Verdict.PASSED if same else Verdict.FAILED
    detail = f"sha256 is {'' if same else 'not '}that of the card, {expected[:12]}…"
    yield Outcome(f"{path.name} as shipped", verdict, detail)


def _downloaded(folder: Path, dataset: str) -> Iterator[Outcome]:
    try:
        names = [n for n in read_lock(folder).files if n.startswith(f"{dataset}_")]
    except DataError as error:
        yield Outcome("downloads", Verdict.FAILED, error.problems[0].got)
        return
    for name in names:
        check = f"{name} as it arrived"
        try:
            found = check_locked(folder / name)
        except DataError as error:
            yield Outcome(check, Verdict.FAILED, f"it has {error.problems[0].got}")
        except OSError as error:
            yield Outcome(check, Verdict.FAILED, error.strerror or str(error))
        else:
            yield Outcome(check, Verdict.PASSED, f"sha256 {str(found)[:12]}…")
