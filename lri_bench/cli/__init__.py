# SPDX-License-Identifier: MIT
"""The command line: parses, calls, prints. Heavy imports wait for their command."""

# Importing a file registers its commands; help lists them in this order.
from lri_bench.cli import data, submissions  # noqa: F401 - registers commands
from lri_bench.cli import board  # noqa: F401, I001 - the board comes last
from lri_bench.cli.app import app
from lri_bench.cli.entry import main

__all__ = ["app", "main"]
