# SPDX-License-Identifier: MIT
"""The form of a submission, before it is held against any edition."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

import numpy as np

from lri_bench.errors import Problem, closest, unknown_name
from lri_bench.submission.values import value_problems
from lri_bench.types import AnyArray

__all__ = [
    "PER_CLOUD",
    "PER_POINT",
    "has_names",
    "number_problems",
    "part_problems",
    "top_problems",
]

_MAX_METHOD_LENGTH = 100
_REQUIRED = ("cloud_id", "offsets", "importance")
_NUMBERS = "biuf"

PER_POINT = {"importance": 1, "direction": 2, "covariance": 3}
"""Columns with one value per point, and the number of axes that one seed has."""

PER_CLOUD = {"logit": 1, "logit_without": 1, "logit_only": 1}
"""Columns with one value per cloud, and the number of axes that one seed has."""

_KNOWN = (*_REQUIRED, "order_key", "covariance", "direction", *PER_CLOUD)
_EXAMPLE = 'Submission(method="mine").add(EDITION, …).save(FILE)'


def top_problems(
    where: str,
    top: Mapping[str, AnyArray],
    parts: Mapping[str, object],
    expected_format: str,
) -> list[Problem]:
    """Return what is wrong with the keys that are not of one edition."""
    problems = []
    found = str(top["format"]) if "format" in top else "no key 'format'"
    if found != expected_format:
        problems.append(
            Problem(
                where=f"{where}: format",
                expected=repr(expected_format),
                got=found[:80],
                cause="not a submission, or one of another version",
                run=_EXAMPLE,
            )
        )
    problems += _method_problems(where, top)
    if not parts:
        problems.append(
            Problem(
                where=where,
                expected="keys such as 'synmol@raw/importance'",
                got=f"{', '.join(sorted(top))[:200] or 'no keys at all'}",
                cause="the prefix DATASET@EDITION/ is missing",
                run=_EXAMPLE,
            )
        )
    known = ("format", "method")
    for key in sorted(set(top) - set(known)):
        problems.append(unknown_name(f"{where}: {key}", key, known, _EXAMPLE))
    return problems


def _method_problems(where: str, top: Mapping[str, AnyArray]) -> list[Problem]:
    value = top.get("method")
    text = str(value) if value is not None and value.dtype.kind == "U" else ""
    # Controls and direction marks could rewrite a terminal line or a table row.
    odd = any(unicodedata.category(sign).startswith("C") for sign in text)
    if value is not None and value.ndim == 0 and text.strip() and not odd:
        if len(text) <= _MAX_METHOD_LENGTH:
            return []
        text = f"{len(text)} characters"
    return [
        Problem(
            where=f"{where}: method",
            expected=f"one text of 1 to {_MAX_METHOD_LENGTH} printable characters",
            got="nothing" if value is None else ascii(text or value)[:80],
            run=_EXAMPLE,
        )
    ]


def part_problems(where: str, columns: Mapping[str, AnyArray]) -> list[Problem]:
    """Return what is wrong with the keys, dtypes and shapes of one edition.

    Parameters
    ----------
    where : str
        File and edition, for the messages.
    columns : mapping of str to array
        By the names of `lri_bench.submission.Part`.

    Returns
    -------
    problems : list of Problem
    """
    problems = [
        unknown_name(f"{where}/{key}", key, _KNOWN, _EXAMPLE)
        for key in sorted(set(columns) - set(_KNOWN))
    ]
    missing = [key for key in _REQUIRED if key not in columns]
    problems += [
        Problem(
            where=f"{where}/{key}",
            expected="this key",
            got=f"the keys {', '.join(sorted(columns))[:200]}",
            cause=closest(key, columns),
            run=_EXAMPLE,
        )
        for key in missing
    ]
    if missing:
        return problems
    form = [*_name_problems(where, columns), *_kind_problems(where, columns)]
    if not form:
        form = [*_offset_problems(where, columns), *_shape_problems(where, columns)]
    return problems + form


def number_problems(where: str, columns: Mapping[str, AnyArray]) -> list[Problem]:
    """Return what is wrong with the numbers of one edition, whatever their shape.

    Parameters
    ----------
    where : str
        File and edition, for the messages.
    columns : mapping of str to array
        By the names of `lri_bench.submission.Part`.

    Returns
    -------
    problems : list of Problem
    """
    return [
        problem
        for key in (*PER_POINT, *PER_CLOUD)
        if key in columns and columns[key].dtype.kind in _NUMBERS
        for problem in value_problems(f"{where}/{key}", key, columns[key])
    ]


def has_names(columns: Mapping[str, AnyArray]) -> bool:
    """Return whether the names of the clouds can be read, whatever else is wrong."""
    names = columns.get("cloud_id")
    if names is None or names.ndim != 1:
        return False
    return names.dtype.kind == "U" and len(names) > 0


def _name_problems(where: str, columns: Mapping[str, AnyArray]) -> Iterator[Problem]:
    if not has_names(columns):
        names = columns["cloud_id"]
        yield Problem(
            where=f"{where}/cloud_id",
            expected="text, shape (clouds,), at least one",
            got=f"{names.dtype}, shape {names.shape}",
            cause="names as bytes or as numbers" if names.dtype.kind != "U" else "",
            run="cloud_id=numpy.array(names, dtype=str)",
        )


def _kind_problems(where: str, columns: Mapping[str, AnyArray]) -> Iterator[Problem]:
    for key in (*PER_POINT, *PER_CLOUD):
        if key in columns and columns[key].dtype.kind not in _NUMBERS:
            yield Problem(
                where=f"{where}/{key}",
                expected="real numbers",
                got=f"dtype {columns[key].dtype}",
                run=f"{key}={key}.astype(float)",
            )
    for key, dtype in (("offsets", "int64"), ("order_key", "uint64")):
        if key in columns and columns[key].dtype.kind not in "iu":
            yield Problem(
                where=f"{where}/{key}",
                expected="whole numbers",
                got=f"dtype {columns[key].dtype}",
                run=f"{key}={key}.astype('{dtype}')",
            )


def _offset_problems(where: str, columns: Mapping[str, AnyArray]) -> Iterator[Problem]:
    offsets, clouds = columns["offsets"], len(columns["cloud_id"])
    importance = columns["importance"]
    points = importance.shape[-1] if importance.ndim else 0
    if offsets.shape != (clouds + 1,):
        yield Problem(
            where=f"{where}/offsets",
            expected=f"shape ({clouds + 1},): one more than the {clouds} names",
            got=f"shape {offsets.shape}",
            cause="sizes were given instead of offsets, or an end is missing",
            run="offsets = numpy.concatenate([[0], numpy.cumsum(sizes)])",
        )
        return
    falls = np.flatnonzero(np.diff(offsets.astype(object)) < 0)
    if falls.size:
        place = int(falls[0])
        yield Problem(
            where=f"{where}/offsets[{place}:{place + 2}]",
            expected="offsets that ascend",
            got=f"{offsets[place]}, {offsets[place + 1]} "
            f"({falls.size} such places in all)",
            cause="clouds in another order than their offsets, or sizes "
            "instead of offsets",
            run="offsets = numpy.concatenate([[0], numpy.cumsum(sizes)])",
        )
    if offsets[0] != 0 or offsets[-1] != points:
        yield Problem(
            where=f"{where}/offsets",
            expected=f"from 0 to {points:,}, the number of importances",
            got=f"from {offsets[0]:,} to {offsets[-1]:,}",
            cause="importances of some clouds are missing or doubled",
        )


def _shape_problems(where: str, columns: Mapping[str, AnyArray]) -> Iterator[Problem]:
    importance = columns["importance"]
    seeds = len(importance) if importance.ndim > 1 else 1
    clouds = len(columns["cloud_id"])
    if not seeds or importance.ndim not in (1, 2):
        yield Problem(
            where=f"{where}/importance",
            expected="shape (points,) or (seeds, points), at least one seed",
            got=f"shape {importance.shape}",
        )
        return
    for axes, rows in ((PER_POINT, importance.shape[-1]), (PER_CLOUD, clouds)):
        for key, trailing in axes.items():
            if key in columns:
                shape = columns[key].shape
                yield from _one_shape(f"{where}/{key}", shape, trailing, rows, seeds)
    if "order_key" in columns and columns["order_key"].shape != (clouds,):
        got = f"shape {columns['order_key'].shape}"
        yield Problem(f"{where}/order_key", f"shape ({clouds},)", got)


def _one_shape(
    where: str, shape: tuple[int, ...], trailing: int, rows: int, seeds: int
) -> Iterator[Problem]:
    tail = ("", ", d", ", d, d")[trailing - 1]
    body = shape[-trailing:]
    square = trailing < 3 or len(body) < 3 or body[1] == body[2]
    leading = shape[: len(shape) - trailing]
    if body[:1] == (rows,) and len(body) == trailing and square:
        if leading in ((), (seeds,)):
            return
        yield Problem(
            where=where,
            expected=f"{seeds} seeds, as importance has",
            got=f"{leading[0] if leading else 1} seeds",
            cause="seeds of one array are missing in the other",
        )
        return
    yield Problem(
        where=where,
        expected=f"shape ({rows:,}{tail}) or ({seeds}, {rows:,}{tail})",
        got=f"shape {shape}",
    )
