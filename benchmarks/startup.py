# SPDX-License-Identifier: MIT
"""How long whole processes take: `--help`, and scoring a SynMol submission.

Each is run in turn with a bare interpreter that imports numpy, so that the ratio
holds where the machine's speed drifts. Goals: help under 0.3 s, scoring under 1.5 s.

    python benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 7
COMMAND = str(Path(sys.executable).with_name("lri-bench"))
SUBMISSION = Path(__file__).resolve().parents[1] / "submissions/random/submission.npz"

COMMANDS = {
    "python -c 'import numpy'": [sys.executable, "-c", "import numpy"],
    "lri-bench --help": [COMMAND, "--help"],
    "lri-bench evaluate submissions/random": [COMMAND, "evaluate", str(SUBMISSION)],
}


def seconds(command: list[str]) -> float:
    """Return how long one run takes, start to end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Run all commands in turn, and print medians and ratios."""
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    base = statistics.median(next(iter(taken.values())))
    for name, values in taken.items():
        median = statistics.median(values)
        print(f"{name:40} median {median:.3f} s, {median / base:.1f} x import numpy")


if __name__ == "__main__":
    main()
