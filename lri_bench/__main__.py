# SPDX-License-Identifier: MIT
"""``python -m lri_bench`` is ``lri-bench``."""

from lri_bench.cli import main

if __name__ == "__main__":
    main()
