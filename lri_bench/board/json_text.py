# SPDX-License-Identifier: MIT
"""JSON that people can compare line by line."""

from __future__ import annotations

import json
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
    return _text(value, 0) + "\n"


def _text(value: Any, depth: int) -> str:
    """Return the text of a value that stands `depth` deep."""
    if isinstance(value, dict):
        parts = [f"{_scalar(k)}: {_text(v, depth + 1)}" for k, v in value.items()]
        return _joined(parts, list(value.values()), "{}", depth)
    if isinstance(value, list):
        return _joined([_text(v, depth + 1) for v in value], value, "[]", depth)
    return _scalar(value)


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _joined(parts: list[str], values: list[Any], ends: str, depth: int) -> str:
    size = sum(map(len, parts)) + 2 * len(parts) + depth
    numbers = not any(isinstance(value, dict | list | str) for value in values)
    if numbers or (size <= _WIDTH and not any("\n" in part for part in parts)):
        return ends[0] + ", ".join(parts) + ends[1]
    space = "\n" + " " * depth
    return ends[0] + ",".join(f"{space} {part}" for part in parts) + space + ends[1]
