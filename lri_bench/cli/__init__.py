# SPDX-License-Identifier: MIT
"""The command line: parses, calls, prints. Heavy imports wait for their command."""

# ruff: noqa: I001 - importing a file registers its commands, and help lists them so
from lri_bench.cli import data, download, build, verify, realism, learnability
from lri_bench.cli import submissions, show, explain, submit, board, review, papers
from lri_bench.cli.app import app
from lri_bench.cli.entry import main

__all__ = [
    "app",
    "board",
    "build",
    "data",
    "download",
    "explain",
    "learnability",
    "main",
    "papers",
    "realism",
    "review",
    "show",
    "submissions",
    "submit",
    "verify",
]
