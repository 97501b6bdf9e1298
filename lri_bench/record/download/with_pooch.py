# SPDX-License-Identifier: MIT
"""Files from mirrors come through pooch, with a downloader of our own."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pooch

from lri_bench.record.download.listing import Listed
from lri_bench.record.download.source import Source
from lri_bench.record.download.verify import mismatch
from lri_bench.storage.atomic import output_error

__all__ = ["retrieve"]


def retrieve(
    source: Source, file: Listed, staging: Path, fetch: Callable[[str, Path], None]
) -> Path:
    """Fetch one file with pooch, which compares its md5.

    Parameters
    ----------
    source : Source
    file : Listed
    staging : Path
        Folder to put it into.
    fetch : callable
        Gets an address and the path to put the file to.

    Returns
    -------
    path : Path

    Raises
    ------
    TryAgainError
        If the md5 is another one, or `fetch` says so.
    OutputError
        If the file cannot be written.
    """
    pooch.get_logger().setLevel("WARNING")  # progress is told by our own report
    path = staging / file.name

    def downloader(url: str, output_file: str, _pooch: Any) -> None:
        fetch(url, Path(output_file))

    try:
        path.unlink(missing_ok=True)
        pooch.retrieve(
            f"{source.name}/{file.name}",
            known_hash=f"md5:{file.md5}" if file.md5 else None,
            fname=file.name,
            path=staging,
            downloader=downloader,
        )
    except ValueError as error:
        # The text is pooch's; the last digest in it is the one that was found.
        found = re.findall(r"\b[0-9a-f]{32}\b", str(error))
        got = f"md5 {found[-1]}" if found else str(error)
        raise mismatch(source, file, got) from error
    except OSError as error:
        raise output_error(path, error) from error
    return path
