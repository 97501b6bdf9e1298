# SPDX-License-Identifier: MIT
"""JSON that people can compare line by line."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["json_text"]


def json_text(value: Any, width: int = 160) -> str:
    """Return JSON text in which what is short, or a column of numbers, is one line.

    Parameters
    ----------
    value : JSON value
        Dictionaries keep their order.
    width : int
        What is longer than that is laid out over several lines, but for columns.

    Examples
    --------
    >>> scores = [{"metric": "a", "value": 1}, {"metric": "b", "value": 0.5}]
    >>> content = {"scores": scores, "text": "x" * 60, "numbers": [0.25, 0.5]}
    >>> print(json_text(content, width=60), end="")
    {
     "scores": [
      {"metric": "a", "value": 1},
      {"metric": "b", "value": 0.5}
     ],
     "text": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
     "numbers": [0.25, 0.5]
    }
    """
    return _text(value, 0, width) + "\n"


def _text(value: Any, depth: int, width: int) -> str:
    """Return the text of a value that stands `depth` deep."""
    if not isinstance(value, dict | list):
        return _scalar(value)
    if isinstance(value, dict):
        keys, values = [f"{_scalar(key)}: " for key in value], list(value.values())
    else:
        keys, values = [""] * len(value), value
    parts = [
        key + _text(item, depth + 1, width)
        for key, item in zip(keys, values, strict=True)
    ]
    first, last = "{}" if isinstance(value, dict) else "[]"
    size = sum(map(len, parts)) + 2 * len(parts) + depth
    numbers = not any(isinstance(item, dict | list | str) for item in values)
    if numbers or (size <= width and not any("\n" in part for part in parts)):
        return first + ", ".join(parts) + last
    space = "\n" + " " * depth
    return first + ",".join(f"{space} {part}" for part in parts) + space + last


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
