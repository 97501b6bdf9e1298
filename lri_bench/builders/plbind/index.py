# SPDX-License-Identifier: MIT
"""PDBbind's index: one line for each complex."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lri_bench.errors import DataError, Problem, raise_if

__all__ = ["CODE", "IndexRow", "read_index"]

CODE = "[0-9][0-9A-Za-z]{3}|pdb_[0-9A-Za-z]{8}"
"""What codes of the Protein Data Bank look like, the longer ones to come too."""

# Code, resolution, year, -log K (not in every index file), affinity.
_ROW = re.compile(
    rf"""(?P<code> {CODE})
    \s+ (?P<resolution> \d+ (?: \.\d*)? | [a-z]+)
    \s+ (?P<year> \d{{4}})
    (?: \s+ (?P<minus_log> -?\d+ (?: \.\d*)?))?
    \s+ (?P<affinity> [a-z].*?) \s*""",
    re.VERBOSE | re.IGNORECASE,
)
_REFERENCE = "//"
_SHOWN = 60

MOST_PROBLEMS = 20
"""Lines at fault that are told one by one; a file of another kind has thousands."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One line of the index.

    Attributes
    ----------
    line : int
        Its number in the file, from 1.
    code : str
        Of the Protein Data Bank, in small letters.
    resolution : float, angstrom
        Of the crystal structure; NaN where a method, such as NMR, stands instead.
    year : int
        Of release.
    minus_log_k : float
        Negative decimal logarithm of the constant in mol/l, as listed; NaN where
        it is not.
    affinity : str
        As it stands there, such as ``Kd=10nM``.
    """

    line: int
    code: str
    resolution: float
    year: int
    minus_log_k: float
    affinity: str


def read_index(where: str, data: bytes) -> tuple[IndexRow, ...]:
    """Read an index.

    Parameters
    ----------
    where : str
        The file, for messages.
    data : bytes
        Its content. Lines that begin with ``#`` are comments; what follows ``//``
        is the reference.

    Returns
    -------
    rows : tuple of IndexRow
        In the file's order.

    Raises
    ------
    DataError
        If a line cannot be read, a complex is listed twice, or there is none.
    """
    problems: list[Problem] = []
    rows: dict[str, IndexRow] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        content = line.partition(_REFERENCE)[0].strip()
        if not content or content.startswith("#"):
            continue
        row = _parsed(number, content)
        if row is None:
            problems.append(_malformed(f"{where}, line {number}", line))
        elif row.code in rows:
            first = rows[row.code].line
            problems.append(_doubled(f"{where}, line {number}", row.code, first))
        else:
            rows[row.code] = row
    if not rows and not problems:
        problems.append(Problem(where, "a line for each complex", "none"))
    raise_if(_first(where, problems), DataError)
    return tuple(rows.values())


def _parsed(number: int, content: str) -> IndexRow | None:
    found = _ROW.fullmatch(content)
    if found is None:
        return None
    method = found["resolution"].isalpha()
    listed = found["minus_log"]
    return IndexRow(
        line=number,
        code=found["code"].lower(),
        resolution=math.nan if method else float(found["resolution"]),
        year=int(found["year"]),
        minus_log_k=math.nan if listed is None else float(listed),
        affinity=found["affinity"],
    )


def _malformed(where: str, line: str) -> Problem:
    return Problem(
        where=where,
        expected="code, resolution or NMR, year, -log K and affinity, by blanks",
        got=ascii(line.strip()[:_SHOWN]),
        cause="a line was changed by hand, or the file is not PDBbind's index",
    )


def _doubled(where: str, code: str, first: int) -> Problem:
    return Problem(
        where=where,
        expected="each complex once",
        got=f"{code}, which line {first} lists already",
        cause="two index files were joined",
    )


def _first(where: str, problems: list[Problem]) -> Iterator[Problem]:
    yield from problems[:MOST_PROBLEMS]
    if len(problems) > MOST_PROBLEMS:
        more = f"{len(problems) - MOST_PROBLEMS:,} more that cannot be read"
        yield Problem(where, "lines of PDBbind's index", more)
