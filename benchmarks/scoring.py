# SPDX-License-Identifier: MIT
"""How fast a submission of Tau3Mu's size is scored, and in how much memory.

Both sides of a ratio run in turn in one process on the same data; peak memory
is that of a fresh child process. See README.md in this folder.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np

from lri_bench.evaluation.aligned import Aligned
from lri_bench.evaluation.scoring import Bootstrap, importance_scores
from lri_bench.metrics import ranking
from lri_bench.metrics.pooled import pooled_roc_auc
from lri_bench.metrics.ties import tie_table
from lri_bench.ragged import offsets_from_counts
from lri_bench.types import Floats

CLOUDS = 19_453
POINTS = 330_000
SHARE_IMPORTANT = 1 / 3
PRECISION_AT = (3, 7, 10)
REPLICATES = 1000
SEED = 2022

GOAL_RATIO = 30.0
GOAL_SECONDS = 3.0
GOAL_MEGABYTES = 300.0

# ru_maxrss is in kilobytes on Linux, in bytes on macOS.
RSS_PER_MEGABYTE = 1024**2 if sys.platform == "darwin" else 1024

# Of means of up to 19,453 numbers, each of a dozen operations.
AGREEMENT = 1e-12

MEMORY_ONLY = "--memory-only"

Result = TypeVar("Result")


def tau3mu_sized() -> Aligned:
    """Return clouds of 3 points and more, about a third of them important."""
    random = np.random.default_rng(SEED)
    sizes = 3 + random.poisson(POINTS / CLOUDS - 3, CLOUDS)
    offsets = offsets_from_counts(sizes)
    truth = random.random(offsets[-1]) < SHARE_IMPORTANT
    scores = random.normal(size=offsets[-1]) + truth
    return Aligned(
        scope="positive test clouds",
        y=np.ones(CLOUDS, dtype=np.uint8),
        offsets=offsets,
        truth=truth.astype(np.uint8),
        true_direction=None,
        # As a submission stores them, so that a few scores are tied.
        point_values={"importance": scores.astype(np.float32)[np.newaxis]},
        cloud_values={},
    )


def lri_bench_values(data: Aligned) -> dict[str, float]:
    """Return every ranking metric, all clouds at once."""
    scores = data.importance[0]
    table = tie_table(scores, data.truth, data.offsets)
    each: dict[str, Floats] = {
        "cloud_roc_auc": ranking.roc_auc(table),
        "cloud_average_precision": ranking.average_precision(table),
        "r_precision": ranking.r_precision(table),
    }
    each |= {f"precision@{m}": ranking.precision_at(table, m) for m in PRECISION_AT}
    values = {name: float(np.nanmean(column)) for name, column in each.items()}
    return {"roc_auc": pooled_roc_auc(scores, data.truth), **values}


def loop_values(data: Aligned) -> dict[str, float]:
    """Return the same numbers by scikit-learn and numpy, cloud after cloud."""
    from sklearn.metrics import (  # noqa: PLC0415 - not in the process that is weighed
        average_precision_score,
        roc_auc_score,
    )

    each: dict[str, list[float]] = {}
    cuts = data.offsets[1:-1]
    parts = np.split(data.importance[0], cuts), np.split(data.truth, cuts)
    for scores, truth in zip(*parts, strict=True):
        important = int(truth.sum())
        if not 0 < important < len(truth):
            continue
        ranked = truth[np.argsort(-scores)]
        found = {
            "cloud_roc_auc": roc_auc_score(truth, scores),
            "cloud_average_precision": average_precision_score(truth, scores),
            "r_precision": ranked[:important].sum() / important,
        }
        found |= {f"precision@{m}": ranked[:m].sum() / m for m in PRECISION_AT}
        for name, value in found.items():
            each.setdefault(name, []).append(value)
    pooled = float(roc_auc_score(data.truth, data.importance[0]))
    means = {name: statistics.fmean(column) for name, column in each.items()}
    return {"roc_auc": pooled, **means}


def check_agreement(first: Mapping[str, float], second: Mapping[str, float]) -> None:
    """Stop if the two sides did not compute the same."""
    apart = [name for name in first if not abs(first[name] - second[name]) < AGREEMENT]
    if apart:
        message = f"the two sides do not compute the same {', '.join(apart)}"
        raise SystemExit(message)
    print(f"  the {len(first)} numbers of both are equal within {AGREEMENT}")


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return how many seconds some work took, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def shown(taken: list[float]) -> str:
    """Return the median and the range of some runs."""
    middle = statistics.median(taken)
    return f"{middle:.3f} s (median of {len(taken)}, {min(taken):.3f}-{max(taken):.3f})"


def compare_with_loop(data: Aligned) -> None:
    """Print how much longer a loop over clouds takes."""
    print("(a) all ranking metrics, no intervals; scikit-learn in a loop beside it")
    ours, loop = [], []
    for _ in range(2):
        taken, expected = timed(lambda: loop_values(data))
        loop.append(taken)
        for _ in range(5):
            taken, found = timed(lambda: lri_bench_values(data))
            ours.append(taken)
    check_agreement(found, expected)
    ratio = statistics.median(loop) / statistics.median(ours)
    print(f"  loop       {shown(loop)}, all {CLOUDS:,} clouds")
    print(f"  lri-bench  {shown(ours)}")
    print(f"  ratio      {ratio:.0f} (goal: at least {GOAL_RATIO:.0f})")


def time_bootstrap(data: Aligned) -> None:
    """Print what the intervals cost."""
    print(f"(b) the same with intervals, {REPLICATES:,} replicates over clouds")

    def run(replicates: int) -> float:
        bootstrap = Bootstrap(replicates, SEED)
        return timed(lambda: importance_scores(data, PRECISION_AT, bootstrap))[0]

    plain, drawn = [], []
    for _ in range(5):
        plain.append(run(0))
        drawn.append(run(REPLICATES))
    ratio = statistics.median(drawn) / statistics.median(plain)
    print(f"  without    {shown(plain)}")
    print(f"  with       {shown(drawn)} (goal: under {GOAL_SECONDS:.0f} s)")
    print(f"  ratio      {ratio:.1f}")


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(used / RSS_PER_MEGABYTE)


def weigh() -> None:
    """Score with intervals and print what it took, and nothing else."""
    before = peak_megabytes()
    importance_scores(tau3mu_sized(), PRECISION_AT, Bootstrap(REPLICATES, SEED))
    unwanted = {"sklearn", "torch", "pandas"} & set(sys.modules)
    if unwanted:
        message = f"scoring imported {', '.join(sorted(unwanted))}"
        raise SystemExit(message)
    print(f"{before:.0f} MB after the imports, {peak_megabytes():.0f} MB at most")


def weigh_in_a_child() -> str:
    """Return what `weigh` prints in a process of its own."""
    command = [sys.executable, __file__, MEMORY_ONLY]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def main() -> None:
    """Run all three."""
    if MEMORY_ONLY in sys.argv:
        weigh()
        return
    # Linux hands the peak of a process on to its children, so this comes first,
    # while the parent has imported what the child imports and made no data.
    memory = weigh_in_a_child()
    data = tau3mu_sized()
    important = f"{data.truth.mean():.1%} important"
    print(f"{CLOUDS:,} clouds, {len(data.truth):,} points, {important}")
    print(f"Python {sys.version.split()[0]}, numpy {np.__version__}")
    compare_with_loop(data)
    time_bootstrap(data)
    print("(c) peak memory of (b), resident, interpreter included")
    print(f"  {memory} (goal: under {GOAL_MEGABYTES:.0f} MB)")


if __name__ == "__main__":
    main()
