# SPDX-License-Identifier: MIT
"""YAML files that people write, checked against a model; all faults at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from lri_bench.errors import LriBenchError, Problem, closest, raise_if
from lri_bench.storage.reading import unreadable
from lri_bench.storage.yaml_nodes import content_of, line_of, node_of

__all__ = ["load_yaml"]

Model = TypeVar("Model", bound=BaseModel)

LIMIT_BYTES = 256 * 1024

_SHOWN = 120


def load_yaml(  # noqa: PLR0913 - two of them are limits that few files need
    path: Path,
    model: type[Model],
    error: type[LriBenchError],
    schema: str,
    *,
    limit_bytes: int = LIMIT_BYTES,
    plain: bool = False,
) -> Model:
    """Read a YAML file into a model.

    Parameters
    ----------
    path : Path
        The file.
    model : type of BaseModel
        What it must follow.
    error : type of LriBenchError
        What to raise.
    schema : str
        Where the same schema stands for people.
    limit_bytes : int
        Files that are longer are not read.
    plain : bool
        Whether anchors, aliases, tags and deep nesting are refused, as in files of
        strangers.

    Returns
    -------
    content : BaseModel
        Of type `model`.

    Raises
    ------
    LriBenchError
        Of type `error`, with every field that does not follow the model, and its line.
    """
    where = str(path)
    text = _text(path, error, limit_bytes)
    node, problems = node_of(where, text, plain=plain)
    raise_if(problems, error)
    content, problems = content_of(where, node)
    raise_if(problems, error)
    try:
        return model.model_validate(content)
    except ValidationError as fault:
        raise error(list(_misfits(where, node, model, fault, schema))) from fault


def _text(path: Path, error: type[LriBenchError], limit_bytes: int) -> str:
    expected = "a readable YAML file"
    if path.exists() and not path.is_file():
        # A pipe would be waited for.
        raise error(Problem(str(path), expected, "a folder, a device or a pipe"))
    try:
        with path.open("rb") as file:
            data = file.read(limit_bytes + 1)
    except OSError as fault:
        raise error(unreadable(path, expected, fault)) from fault
    if len(data) > limit_bytes:
        got = f"more ({path.stat().st_size:,} bytes)"
        raise error(Problem(str(path), f"at most {limit_bytes:,} bytes", got))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        got = f"bytes that are no UTF-8, in line {line}"
        raise error(Problem(str(path), expected, got)) from fault


def _misfits(
    where: str,
    node: yaml.Node | None,
    model: type[BaseModel],
    fault: ValidationError,
    schema: str,
) -> Iterator[Problem]:
    for item in fault.errors(include_url=False):
        line = line_of(node, item["loc"])
        place = f"{where}, line {line}" if line else where
        name = ".".join(map(str, item["loc"]))
        expected, cause = _told(item, model)
        yield Problem(
            where=f"{place}: {name}" if name else place,
            expected=expected,
            got=_given(item),
            cause=cause,
            run=f"the schema stands in {schema}",
        )


def _told(item: Any, model: type[BaseModel]) -> tuple[str, str]:
    """Return what was expected and the likely cause."""
    if item["type"] == "extra_forbidden":
        name = str(item["loc"][-1])
        known = model.model_fields if len(item["loc"]) == 1 else ()
        return "a name that the schema knows", closest(name, known)
    if item["type"] == "string_type" and not isinstance(item["input"], list | dict):
        return "text", "YAML takes it for a number, a date or a truth value: quote it"
    return item["msg"].removeprefix("Value error, "), ""


def _given(item: Any) -> str:
    return "nothing" if item["type"] == "missing" else ascii(item["input"])[:_SHOWN]
