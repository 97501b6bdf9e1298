# SPDX-License-Identifier: MIT
"""A command as a whole process: what it imports, and a pipe that closes early."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from submission_files import EDITION, Arrays, write

COMMAND = Path(sys.executable).with_name("lri-bench")


def test_scoring_imports_nothing_heavy(good: Arrays, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.npz", good)
    code = (
        "import sys\n"
        "from lri_bench.cli import main\n"
        f"sys.argv = ['lri-bench', 'evaluate', {str(file)!r}, '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'rdkit', 'uproot', 'Bio', 'pandas', 'scipy', 'awkward'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stderr == "[]\n"


def test_a_pipe_that_closes_early_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    answer = subprocess.run(
        [COMMAND, "describe", EDITION], stdout=writing, stderr=-1, check=False
    )
    os.close(writing)
    assert answer.stderr == b""
