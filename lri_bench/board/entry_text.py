# SPDX-License-Identifier: MIT
"""The text of ``entry.yaml``."""

from __future__ import annotations

import yaml

from lri_bench.board.entry import Entry

__all__ = ["text_of"]

_HEAD = """\
# SPDX-License-Identifier: MIT
# yaml-language-server: $schema=../entry.schema.json

"""
_WIDTH = 88


def text_of(entry: Entry) -> str:
    """Return the text of ``entry.yaml``.

    Parameters
    ----------
    entry : Entry

    Returns
    -------
    text : str
        `lri_bench.board.entry.load_entry` reads the same entry from it.
    """
    content = entry.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    body = yaml.safe_dump(content, sort_keys=False, width=_WIDTH, allow_unicode=True)
    return _HEAD + body
