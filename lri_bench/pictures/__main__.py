# SPDX-License-Identifier: MIT
"""``python -m lri_bench.pictures DATASET@EDITION CLOUD_ID --output FILE``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lri_bench.catalog.editions import Catalog
from lri_bench.display import show_problems
from lri_bench.errors import LriBenchError
from lri_bench.pictures import FORMATS, draw, find_cloud, save

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw one cloud into a file; return what the command exits with."""
    parser = argparse.ArgumentParser(
        prog="python -m lri_bench.pictures", description="Draw one cloud."
    )
    parser.add_argument("edition", metavar="DATASET@EDITION")
    parser.add_argument("cloud", metavar="CLOUD_ID")
    kinds = " or ".join(f".{kind}" for kind in FORMATS)
    parser.add_argument("--output", type=Path, required=True, help=f"ends in {kinds}")
    parser.add_argument("--data", type=Path, help="folder of built data")
    chosen = parser.parse_args(arguments)
    try:
        catalog = Catalog.default(chosen.data)
        edition = catalog.edition(chosen.edition)
        clouds = catalog.clouds(edition)
        index = find_cloud(edition, clouds, chosen.cloud)
        save(draw(edition, clouds, index), chosen.output)
    except LriBenchError as error:
        show_problems(error.problems)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
