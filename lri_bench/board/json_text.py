# SPDX-License-Identifier: MIT
"""JSON that people can compare line by line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

__all__ = ["json_text"]

_WIDTH = 88


def json_text(value: Any) -> str:
    """Return JSON text in which what is short, or a column of numbers, is one line.

    Parameters
    ----------
    value : JSON value
        Dictionaries keep their order.

    Examples
    --------
    >>> content = {"rows": [{"a": 1}, {"a": 2}], "x": [0.25] * 12, "text": "x"}
    >>> print(json_text(content), end="")
    {
     "rows": [{"a": 1}, {"a": 2}],
     "x": [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25],
     "text": "x"
    }
    """
    return "".join(_lines(value, 0)) + "\n"


def _lines(value: Any, depth: int) -> Iterator[str]:
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or _is_one_line(value, line, depth):
        yield line
        return
    ends = "{}" if isinstance(value, dict) else "[]"
    yield ends[0]
    items = value.items() if isinstance(value, dict) else ((None, v) for v in value)
    for number, (key, item) in enumerate(items):
        yield ("," if number else "") + "\n" + " " * (depth + 1)
        if key is not None:
            yield json.dumps(key, ensure_ascii=False) + ": "
        yield from _lines(item, depth + 1)
    yield "\n" + " " * depth + ends[1]


def _is_one_line(value: dict[str, Any] | list[Any], line: str, depth: int) -> bool:
    if len(line) + depth <= _WIDTH or not value:
        return True
    items = value if isinstance(value, list) else value.values()
    return not any(isinstance(item, dict | list | str) for item in items)
