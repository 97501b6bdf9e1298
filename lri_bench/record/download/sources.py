# SPDX-License-Identifier: MIT
"""From what a user calls a mirror to the place that it is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from lri_bench.errors import DataError, Problem
from lri_bench.record.download.attempts import Policy
from lri_bench.record.download.diagnosis import without_password
from lri_bench.record.download.folder import FolderMirror
from lri_bench.record.download.source import Source
from lri_bench.record.download.web import WebMirror
from lri_bench.record.download.zenodo import Zenodo

__all__ = ["source_of"]


def source_of(mirror: str | None, policy: Policy) -> Source:
    """Return where files come from.

    Parameters
    ----------
    mirror : str or None
        An address (``https://``, ``http://``, ``file://``) or a folder; None for
        Zenodo.
    policy : Policy
        Of places that are reached by a network.

    Raises
    ------
    DataError
        If it is neither.
    """
    if mirror is None:
        return Zenodo(policy)
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", mirror)
    match scheme and scheme[1].lower():
        case None if mirror:
            return FolderMirror(Path(mirror).absolute())
        case "http" | "https":
            return WebMirror(mirror, policy)
        case "file":
            parts = urlsplit(mirror)
            if parts.netloc in {"", "localhost"} and parts.path:
                return FolderMirror(Path(url2pathname(parts.path)))
    raise DataError(
        Problem(
            where="--mirror",
            expected="https://…, http://…, file:///… or a folder",
            got=ascii(without_password(mirror))[:80],
            run="lri-bench download --help",
        )
    )
