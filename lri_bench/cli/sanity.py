# SPDX-License-Identifier: MIT
"""What ``lri-bench explain --sanity`` does after the submission is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lri_bench.errors import Problem

if TYPE_CHECKING:
    from lri_bench.runs import Workshop

__all__ = ["Checks"]

_RUN = "lri-bench explain DATASET@EDITION --method gradgeo --backbone egnn --sanity"


@dataclass(frozen=True)
class Checks:
    """What is asked for.

    Attributes
    ----------
    output : Path or None
        Where numbers are written as JSON.
    clouds : int or None
        Most test clouds; the usual number if None.
    full : bool
        Whether noise has all levels from 1 to 100 per cent.
    """

    output: Path | None
    clouds: int | None
    full: bool

    def problems(self, method: str | None, *, asked: bool) -> Iterator[Problem]:
        """Yield what does not go together.

        Parameters
        ----------
        method : str or None
        asked : bool
            Whether there is ``--sanity``.
        """
        from lri_bench.references import REFERENCES  # noqa: PLC0415

        given = {
            "--sanity-output": self.output is not None,
            "--sanity-clouds": self.clouds is not None,
            "--sanity-full": self.full,
        }
        for name, there in given.items():
            if there and not asked:
                yield Problem(name, "--sanity beside it", "no --sanity", run=_RUN)
        if asked and method in {item.name for item in REFERENCES}:
            expected, cause = "a method that explains a model", "it asks no model"
            yield Problem("--sanity", expected, str(method), cause, _RUN)

    def run(self, shops: Sequence[Workshop], method: str) -> None:
        """Check a method on some editions, print what was found, and write it.

        Parameters
        ----------
        shops : sequence of Workshop
            One an edition; what they need is trained.
        method : str

        Raises
        ------
        DataError
            If the test clouds are of one class.
        OutputError
            If the numbers cannot be written.
        """
        from lri_bench import sanity  # noqa: PLC0415 - torch
        from lri_bench.display import show_lines, show_sanity  # noqa: PLC0415
        from lri_bench.storage.atomic import write_text  # noqa: PLC0415

        levels = range(1, 101) if self.full else sanity.LEVELS
        most = self.clouds or sanity.CLOUDS
        reports = []
        for shop in shops:
            report = sanity.sanity(shop, method, most=most, levels=levels)
            show_sanity(report)
            reports.append(report.as_dict())
        if self.output is not None:
            text = json.dumps({"reports": reports}, indent=1, allow_nan=False)
            write_text(self.output, f"{text}\n")
            show_lines([f"wrote {self.output}"])
