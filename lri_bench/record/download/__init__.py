# SPDX-License-Identifier: MIT
"""Fetch files of the record from Zenodo or a mirror: checked, locked, never half."""

from lri_bench.record.download.attempts import Policy
from lri_bench.record.download.choice import DATASETS, Choice, Kind, parse_name
from lri_bench.record.download.run import Report, download
from lri_bench.record.download.source import Source
from lri_bench.record.download.sources import source_of

__all__ = [
    "DATASETS",
    "Choice",
    "Kind",
    "Policy",
    "Report",
    "Source",
    "download",
    "parse_name",
    "source_of",
]
