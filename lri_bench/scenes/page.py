# SPDX-License-Identifier: MIT
"""One cloud as a page that holds all it needs: nothing is loaded, from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

import jinja2

from lri_bench.catalog.card import Card
from lri_bench.scenes.index import edition_index
from lri_bench.scenes.marks import Marks
from lri_bench.scenes.scene import Scene
from lri_bench.scenes.script import index_script, marks_script, scenes_script

__all__ = ["page_of"]

_TEMPLATE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>{{ scene.edition }} {{ scene.cloud_id }}</title>
<style>
body { max-width: 78rem; margin: 0 auto; padding: 0.5rem 1rem 2rem;
  background: Canvas; color: CanvasText;
  font-family: system-ui, sans-serif; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
footer { margin-top: 2rem; font-size: 0.85rem; }
{{ style | safe }}
</style>
</head>
<body>
<main>
<h1>{{ scene.edition }} {{ scene.cloud_id }}</h1>
<cloud-viewer open edition="{{ scene.edition }}" cloud="{{ scene.cloud_id }}"
  {%- if entries %} entry="{{ entries[0].id }}"{% endif %}
  {%- if entries[1] %} beside="{{ entries[1].id }}"{% endif %}></cloud-viewer>
<noscript><p>{{ scene.summary() }}. Pictures need JavaScript; <code>lri-bench show
{{ scene.edition }} {{ scene.cloud_id }}</code> lists the points as text.</p></noscript>
</main>
<footer>Made by <code>lri-bench show</code>. Class: {{ scene.class_name }}.</footer>
<script>
{{ code | safe }}</script>
<script>
{{ data | safe }}</script>
</body>
</html>
"""


def page_of(card: Card, scene: Scene, marks: Mapping[str, Marks]) -> str:
    """Return the page of one cloud, as HTML.

    Parameters
    ----------
    card : Card
        Of the data set.
    scene : Scene
    marks : mapping of str to Marks
        By the name that is shown; the first two are beside each other at first.
    """
    # Names are shown, never used as keys: two files may tell the same method.
    entries = [
        {"id": f"{number}", "name": name} for number, name in enumerate(marks, 1)
    ]
    scripts = [
        index_script([edition_index(card, scene.edition, entries)]),
        scenes_script(scene.edition, [scene]),
    ]
    for entry, found in zip(entries, marks.values(), strict=True):
        cloud = {scene.cloud_id: found}
        scripts.append(marks_script(scene.edition, entry["id"], cloud))
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.ChainableUndefined, keep_trailing_newline=True
    )
    return environment.from_string(_TEMPLATE).render(
        scene=scene,
        entries=entries,
        style=_asset("viewer.css"),
        code="".join(map(_asset, ("clouds.js", "painter.js", "viewer.js"))),
        data="".join(scripts),
    )


def _asset(name: str) -> str:
    return (files("lri_bench") / "site" / "assets" / name).read_text("utf-8")
