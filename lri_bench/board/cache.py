# SPDX-License-Identifier: MIT
"""What was scored before, on this machine: a file an entry, in the data folder.

A file is named by the hash of the submission, in a folder named by the hash of all that
makes numbers of it: code, versions, settings. Inside stand the hashes of the truth and
the card of each edition. So nothing old is ever taken for new, and all may be deleted
at any time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from lri_bench.board.measured import Measured
from lri_bench.board.model import Row
from lri_bench.board.sketch import Sketch
from lri_bench.catalog.editions import Catalog, Edition
from lri_bench.errors import DataError, OutputError
from lri_bench.evaluation.headline import Bootstrap
from lri_bench.storage.atomic import make_folder
from lri_bench.storage.npz import read_npz, write_npz

__all__ = ["Cache"]

_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = (
    "catalog",
    "clouds",
    "evaluation",
    "metrics",
    "statistics",
    "storage",
    "submission",
)
_FILES = (
    "board/cache.py",
    "board/measured.py",
    "board/model.py",
    "board/sketch.py",
    "board/strata.py",
    "ragged.py",
    "truth.py",
)
_FOLDER = "board-cache"
_STAMPS_KEPT = 4


@dataclass(frozen=True)
class Cache:
    """Results of one version of the code.

    Attributes
    ----------
    folder : Path
        Where the files are.
    catalog : Catalog
        Where truth and cards are.
    """

    folder: Path
    catalog: Catalog
    _grounds: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, catalog: Catalog, bootstrap: Bootstrap) -> Cache:
        """Return the cache for one number and seed of replicates.

        Parameters
        ----------
        catalog : Catalog
            In its data folder the cache lies.
        bootstrap : Bootstrap
        """
        settings = (_code(), np.__version__, bootstrap.number, bootstrap.seed)
        stamp = hashlib.sha256(repr(settings).encode()).hexdigest()[:16]
        return cls(catalog.data / _FOLDER / stamp, catalog)

    def load(self, sha256: str) -> list[Measured] | None:
        """Return what a submission scored; None if that has to be found anew.

        Parameters
        ----------
        sha256 : str
            Of the submission.
        """
        try:
            columns = read_npz(self._path(sha256))
            parts = json.loads(str(columns["parts"]))
            if any(self._ground(part["edition"]) != part["ground"] for part in parts):
                return None
            return [
                Measured(
                    edition=part["edition"],
                    row=Row.model_validate(part["row"]),
                    value=float(columns["value"][place]),
                    replicates=columns["replicates"][place],
                    sketch=Sketch(places=columns[_places(place)], **part["sketch"]),
                    notices=tuple(part["notices"]),
                )
                for place, part in enumerate(parts)
            ]
        # Whatever is wrong with it, it is only a copy of what can be computed.
        except (DataError, KeyError, TypeError, ValueError, IndexError):
            return None

    def store(self, sha256: str, measured: Sequence[Measured]) -> None:
        """Keep what a submission scored, where the folder can be written.

        Parameters
        ----------
        sha256 : str
            Of the submission.
        measured : sequence of Measured
            Of all its editions.
        """
        parts = [
            {
                "edition": item.edition,
                "ground": self._ground(item.edition),
                "row": item.row.model_dump(mode="json"),
                "sketch": {
                    "digest": item.sketch.digest,
                    "like_labels": item.sketch.like_labels,
                },
                "notices": item.notices,
            }
            for item in measured
        ]
        arrays = {
            "parts": np.array(json.dumps(parts)),
            "value": np.array([item.value for item in measured]),
            "replicates": np.stack([item.replicates for item in measured]),
        }
        for place, item in enumerate(measured):
            arrays[_places(place)] = item.sketch.places
        with suppress(OutputError):
            if not self.folder.is_dir():
                make_folder(self.folder)
                self._forget_old_ones()
            write_npz(self._path(sha256), arrays)

    def _path(self, sha256: str) -> Path:
        return self.folder / f"{sha256}.npz"

    def _ground(self, name: str) -> str:
        """Return the hash of an edition's truth and of its data set's card."""
        if name not in self._grounds:
            dataset, _, edition = name.partition("@")
            truth = self.catalog.truth_path(Edition(dataset, edition))
            card = self.catalog.shipped / dataset / "card.yaml"
            content = truth.read_bytes() if truth else b""
            content += card.read_bytes() if card.is_file() else b""
            self._grounds[name] = hashlib.sha256(content).hexdigest()
        return self._grounds[name]

    def _forget_old_ones(self) -> None:
        stamps = sorted(
            (path for path in self.folder.parent.iterdir() if path.is_dir()),
            key=lambda path: path.stat().st_mtime,
        )
        for path in stamps[:-_STAMPS_KEPT]:
            shutil.rmtree(path, ignore_errors=True)


def _places(edition: int) -> str:
    return f"places/{edition}"


@cache
def _code() -> str:
    """Return the hash of all code that numbers rest on."""
    paths = [_PACKAGE / name for name in _FILES]
    for room in _CODE:
        paths += sorted((_PACKAGE / room).glob("*.py"))
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()
