# SPDX-License-Identifier: MIT
"""YAML files that people write, checked against a model; all faults at once."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from lri_bench.errors import LriBenchError, Problem

__all__ = ["load_yaml"]

Model = TypeVar("Model", bound=BaseModel)

# The C loader takes a tenth of the time; it is as safe.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(
    path: Path, model: type[Model], error: type[LriBenchError], schema: str
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

    Returns
    -------
    content : BaseModel
        Of type `model`.

    Raises
    ------
    LriBenchError
        Of type `error`, with every field that does not follow the model.
    """
    try:
        content = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506
        return model.model_validate(content)
    except ValidationError as fault:
        raise error(
            [
                Problem(
                    where=f"{path}: {'.'.join(map(str, item['loc']))}",
                    expected=item["msg"],
                    got=ascii(item["input"])[:120],
                    run=f"the schema stands in {schema}",
                )
                for item in fault.errors()
            ]
        ) from fault
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as fault:
        text = str(fault).replace("\n", "; ")
        raise error(Problem(str(path), "a readable YAML file", text)) from fault
