# SPDX-License-Identifier: MIT
"""``LEADERBOARD.md``, drawn from the board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jinja2

__all__ = ["board_markdown"]

_TEMPLATE = """\
<!-- Do not edit: made by `lri-bench leaderboard build` from {{ entries }} entries. -->

# Leaderboard

Every number is recomputed from the file beside it by `lri-bench leaderboard build`;
[leaderboard.json](leaderboard.json) holds all of them, with what each rests on.
Rows are ordered by the pooled ROC AUC, the paper's headline. In brackets: 95 %
interval, by resampling clouds. Rows of the track *reference* are bounds and
heuristics; they look at no model.
{% for edition in editions %}
## {{ edition.name }}

{{ edition.clouds }}

| {{ edition.header | join(" | ") }} |
|{% for _ in edition.header[:3] %}---|{% endfor %}{% for _ in edition.header[3:] %}--:|\
{% endfor %}
{% for row in edition.rows -%}
| {{ row | join(" | ") }} |
{% endfor %}
{%- endfor -%}
{% for dataset in published %}
## Published for {{ dataset.name }}, not recomputed

From the literature, in per cent, mean ± standard deviation as printed there; other
seeds, other software, the record's own data. Never ranked with the rows above.

| method | backbone | {{ dataset.metrics | join(" | ") }} | source |
|---|---|{% for _ in dataset.metrics %}--:|{% endfor %}---|
{% for row in dataset.rows -%}
| {{ row | join(" | ") }} |
{% endfor %}
{%- endfor -%}
"""

_ESCAPES = str.maketrans(
    {"|": r"\|", "<": "&lt;", ">": "&gt;", "[": r"\[", "]": r"\]", "\n": " ", "`": "'"}
)


def board_markdown(board: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Return the tables of all editions as Markdown.

    Parameters
    ----------
    board : mapping
        As `lri_bench.board.board.board_of` makes it.
    titles : mapping of str to str
        Titles of metrics, by name, with ``{m}``.

    Returns
    -------
    text : str
    """
    editions = board["editions"]
    entries = {row["entry"] for item in editions.values() for row in item["rows"]}
    # Markdown, not HTML: cells are escaped by `_cell`.
    environment = jinja2.Environment(autoescape=False, keep_trailing_newline=True)  # noqa: S701
    return environment.from_string(_TEMPLATE).render(
        entries=len(entries),
        editions=[_edition(name, item, titles) for name, item in editions.items()],
        published=[
            _published(name, items)
            for name, items in board["published"].items()
            if items
        ],
    )


def _edition(
    name: str, edition: Mapping[str, Any], titles: Mapping[str, str]
) -> dict[str, Any]:
    rows = edition["rows"]
    keys = list(dict.fromkeys(_key(score) for row in rows for score in row["scores"]))
    first = rows[0]
    return {
        "name": name,
        "clouds": f"{first['clouds']:,} test clouds, {first['points']:,} points.",
        "header": ["method", "backbone", "track", *(_title(k, titles) for k in keys)],
        "rows": [
            *([*_facts(row), *_values(row, keys)] for row in rows),
            _chance_row(edition["random_expectation"], keys),
        ],
    }


def _facts(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return method, backbone and track."""
    method = f"[{_cell(row['method'])}](../submissions/{row['entry']}/entry.yaml)"
    return method, _cell(row.get("backbone", "")), row["track"]


def _values(row: Mapping[str, Any], keys: Sequence[str]) -> Iterator[str]:
    scores = {_key(score): score for score in row["scores"]}
    for key in keys:
        score = scores.get(key)
        yield _value(score) if score else ""


def _value(score: Mapping[str, Any]) -> str:
    if "low" not in score:
        return f"{score['value']:.3f}"
    return f"{score['value']:.3f} ({score['low']:.3f} to {score['high']:.3f})"


def _chance_row(expected: Mapping[str, float], keys: Sequence[str]) -> list[str]:
    values = [f"{expected[key]:.3f}" if key in expected else "" for key in keys]
    return ["*random, expectation in closed form*", "", "", *values]


def _published(name: str, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    metrics = list(dict.fromkeys(item["metric"] for item in items))
    groups: dict[tuple[str, str, str], dict[str, str]] = {}
    for item in items:
        spread = f" ± {item['std']:g}" if "std" in item else ""
        key = (item["method"], item["backbone"], item["source"])
        groups.setdefault(key, {})[item["metric"]] = f"{item['mean']:g}{spread}"
    rows = [
        [
            _cell(method),
            _cell(backbone),
            *(values.get(metric, "") for metric in metrics),
            _cell(source),
        ]
        for (method, backbone, source), values in groups.items()
    ]
    return {"name": name, "metrics": metrics, "rows": rows}


def _key(score: Mapping[str, Any]) -> str:
    return f"{score['metric']}:{score['m']}" if "m" in score else str(score["metric"])


def _title(key: str, titles: Mapping[str, str]) -> str:
    metric, _, m = key.partition(":")
    return titles[metric].format(m=m)


def _cell(text: str) -> str:
    return text.translate(_ESCAPES)
