# SPDX-License-Identifier: MIT
"""EquiBind's lists of train, validation and test complexes.

Stärk et al. 2022, doi 10.48550/arXiv.2202.05146.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lri_bench.builders.plbind.index import CODE
from lri_bench.clouds import Split
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.record.folder import RecordFile

__all__ = ["SPLIT_FILES", "read_splits"]

SPLIT_FILES: Mapping[Split, str] = {
    Split.TRAIN: "timesplit_no_lig_overlap_train",
    Split.VALID: "timesplit_no_lig_overlap_val",
    Split.TEST: "timesplit_test",
}
"""Names of the lists, as EquiBind calls them."""

_SHOWN = 12


def read_splits(files: Mapping[Split, RecordFile]) -> dict[str, Split]:
    """Read the lists: one code of the Protein Data Bank a line.

    Parameters
    ----------
    files : mapping of Split to RecordFile

    Returns
    -------
    splits : dict of str to Split
        By code, in small letters, in the order of the lists.

    Raises
    ------
    DataError
        If a list is empty or holds something else, or names a complex that it or
        another list names already.
    """
    splits: dict[str, Split] = {}
    problems: list[Problem] = []
    for split, file in files.items():
        codes = _codes(file)
        problems += _list_problems(file.where, codes, splits)
        splits.update(dict.fromkeys(codes, split))
    raise_if(problems, DataError)
    return splits


def _codes(file: RecordFile) -> list[str]:
    lines = file.data.decode("utf-8", "replace").split("\n")
    return [line.strip().lower() for line in lines if line.strip()]


def _list_problems(
    where: str, codes: list[str], earlier: Mapping[str, Split]
) -> Iterator[Problem]:
    one_a_line = "codes of the Protein Data Bank, one a line"
    strange = [ascii(code[:_SHOWN]) for code in codes if not re.fullmatch(CODE, code)]
    if not codes:
        yield Problem(where, one_a_line, "an empty list")
    if strange:
        yield Problem(where, one_a_line, ", ".join(strange[:_SHOWN]))
    doubled = [code for code, times in Counter(codes).items() if times > 1]
    if doubled:
        got = f"more than once: {', '.join(doubled[:_SHOWN])}"
        yield Problem(where, "each complex once", got)
    both = [code for code in dict.fromkeys(codes) if code in earlier]
    if both:
        got = f"also in another list: {', '.join(both[:_SHOWN])}"
        yield Problem(where, "complexes of this split alone", got)
