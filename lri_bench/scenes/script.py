# SPDX-License-Identifier: MIT
"""Values as scripts: a page that was opened from a file may load nothing else.

`fetch` is refused there, while script elements work. Each script calls
``lriClouds.register`` with one value; ``site/assets/clouds.js`` says what it may be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lri_bench.scenes.content import content_of
from lri_bench.scenes.marks import Marks
from lri_bench.scenes.packing import packed
from lri_bench.scenes.scene import Scene

__all__ = [
    "index_script",
    "marks_script",
    "scenes_script",
    "script_json",
    "script_of",
]

_MOST = 65535  # of uint16
_DIGITS = 4

# JSON leaves these as they are; in a page, `</script>` or `<!--` would end the script.
_UNSAFE = {"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"}


def script_json(value: Any) -> str:
    r"""Return JSON that is harmless inside of a script, whatever its texts are.

    Parameters
    ----------
    value : JSON value
        Text in it may come from strangers: whatever it is, the script stays ASCII and
        the text a text, in a file of its own and inside of a page.

    Examples
    --------
    >>> print(script_json("</script>"))
    "\u003c/script\u003e"
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    for sign, escaped in _UNSAFE.items():
        text = text.replace(sign, escaped)
    return text


def script_of(value: Any) -> str:
    """Return a script that hands a value, see `script_json`, to the viewer."""
    return f"lriClouds.register({script_json(value)});\n"


def index_script(editions: Iterable[Mapping[str, Any]]) -> str:
    """Return the script that says what there is to see."""
    return script_of({"kind": "index", "editions": list(editions)})


def scenes_script(edition: str, scenes: Iterable[Scene]) -> str:
    """Return the script with clouds of an edition."""
    content = [content_of(scene) for scene in scenes]
    return script_of({"kind": "scenes", "edition": edition, "scenes": content})


def marks_script(edition: str, entry: str, marks: Mapping[str, Marks]) -> str:
    """Return the script with what an entry says of clouds of an edition.

    Parameters
    ----------
    edition : str
    entry : str
        Its ``id`` in the index.
    marks : mapping of str to Marks
        By name of the cloud.
    """
    clouds = [
        {
            "id": name,
            "auc": None if np.isnan(mark.auc) else round(mark.auc, _DIGITS),
            "rank": packed(mark.rank * _MOST, "<u2"),
        }
        for name, mark in marks.items()
    ]
    return script_of(
        {"kind": "ranks", "edition": edition, "entry": entry, "clouds": clouds}
    )
