# SPDX-License-Identifier: MIT
"""Run a command; say what went wrong."""

from __future__ import annotations

import os
import sys

from lri_bench.cli.app import app
from lri_bench.errors import LriBenchError

__all__ = ["main"]


def main() -> None:
    """Run the command line; a user's mistake never ends in a traceback."""
    try:
        app(standalone_mode=True)
    except LriBenchError as error:
        from lri_bench.display import show_problems  # noqa: PLC0415

        show_problems(error.problems)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe has seen enough; python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
