# SPDX-License-Identifier: MIT
"""How long the leaderboard takes with 200 made-up entries on four data sets.

Cold: nothing was scored before. Warm: nothing changed. One changed: one new file. See
README.md in this folder.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from lri_bench.board.files import write_board
from lri_bench.board.scored import Scoring
from lri_bench.catalog.editions import Catalog, Edition, project_folder
from lri_bench.evaluation.headline import BOOTSTRAP
from lri_bench.submission.file import Submission
from lri_bench.types import Singles

GOAL_SECONDS = 120.0
SEED = 2024
SEEDS = (1, 1, 1, 3)
"""Three in four entries have one seed, the others three."""

ENTRY = """\
method: made-up-{number:03d}
track: post-hoc
summary: Labels under noise.
authors: [nobody]
made_with: benchmarks/board.py
backbone: none
seeds: {seeds}
"""


def parsed() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=200)
    parser.add_argument("--edition", default="mini", help="of all four data sets")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def made_up(catalog: Catalog, edition: str, number: int) -> Submission:
    """Return importances that are the better the lower the number."""
    random = np.random.default_rng([SEED, number])
    submission = Submission(method=f"made-up-{number:03d}")
    noise = 0.5 + 0.02 * number
    for dataset in catalog.cards:
        truth = catalog.truth(Edition(dataset, edition))
        size = (SEEDS[number % len(SEEDS)], len(truth.truth))
        scores = truth.truth + noise * random.normal(size=size)
        # Two digits, so that three seeds on the large editions stay below 5 MB.
        importance: Singles = scores.round(2).astype(np.float32)
        submission.add(
            f"{dataset}@{edition}",
            cloud_id=truth.cloud_id,
            offsets=truth.offsets,
            order_key=truth.order_key,
            importance=importance,
        )
    return submission


def lay_down(catalog: Catalog, edition: str, entries: int) -> None:
    """Write the entries."""
    for number in range(entries):
        folder = catalog.shipped.parent / "submissions" / f"made-up-{number:03d}"
        folder.mkdir(parents=True)
        seeds = SEEDS[number % len(SEEDS)]
        text = ENTRY.format(number=number, seeds=seeds)
        (folder / "entry.yaml").write_text(text, "utf-8")
        made_up(catalog, edition, number).save(folder / "submission.npz")


def timed(what: str, work: Callable[[], object]) -> None:
    """Print how long something takes, and how much of it is computing."""
    wall, before = time.perf_counter(), os.times()
    work()
    wall, after = time.perf_counter() - wall, os.times()
    spent = sum(after[:4]) - sum(before[:4])
    print(f"  {what:<13}{wall:7.1f} s, {spent:7.1f} s of processors")


def main() -> None:
    """Lay down the entries, and build three times."""
    options = parsed()
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        shutil.copytree(project_folder() / "datasets", root / "datasets")
        catalog = Catalog(data=root / "data", shipped=root / "datasets")
        lay_down(catalog, options.edition, options.entries)
        print(
            f"{options.entries} entries on {len(catalog.cards)} data sets "
            f"({options.edition}), {options.jobs} processes; goal: under "
            f"{GOAL_SECONDS:.0f} s with unchanged entries kept"
        )
        print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
        scoring = Scoring(BOOTSTRAP, options.jobs)
        timed("cold", lambda: write_board(catalog, scoring))
        timed("warm", lambda: write_board(catalog, scoring))
        changed = catalog.shipped.parent / "submissions" / "made-up-000"
        made_up(catalog, options.edition, options.entries).save(
            changed / "submission.npz"
        )
        timed("one changed", lambda: write_board(catalog, scoring))
        for path in sorted((root / "leaderboard").iterdir()):
            size = sum(p.stat().st_size for p in [path, *path.rglob("*")])
            print(f"  {path.name:<20}{size / 1e6:6.2f} MB")


if __name__ == "__main__":
    main()
