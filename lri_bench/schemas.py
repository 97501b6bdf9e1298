# SPDX-License-Identifier: MIT
"""JSON Schemas of the hand-written YAML files, generated from their models.

``python -m lri_bench.schemas`` writes them; a test fails where they are stale.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel

from lri_bench.board.entry import Entry
from lri_bench.catalog.card import Card
from lri_bench.catalog.editions import project_folder
from lri_bench.storage.atomic import write_text

__all__ = ["SCHEMAS", "schema_text", "write_schemas"]

SCHEMAS: dict[str, type[BaseModel]] = {
    "datasets/card.schema.json": Card,
    "submissions/entry.schema.json": Entry,
}
"""Where each schema stands, and the model it is generated from."""


def schema_text(model: type[BaseModel]) -> str:
    """Return the JSON Schema of a model, one that is equal for equal models."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
        "$comment": "Do not edit: made by `python -m lri_bench.schemas`.",
    }
    return json.dumps(schema, indent=1, sort_keys=True) + "\n"


def write_schemas(root: Path) -> None:
    """Write every schema below `root`.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    for name, model in SCHEMAS.items():
        write_text(root / name, schema_text(model))


if __name__ == "__main__":
    write_schemas(project_folder())
