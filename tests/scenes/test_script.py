# SPDX-License-Identifier: MIT
"""Scripts stay scripts, whatever the names of strangers are."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_clouds import small_scenes

from lri_bench.catalog.editions import Catalog
from lri_bench.scenes.marks import Marks
from lri_bench.scenes.page import page_of
from lri_bench.scenes.script import marks_script, script_of

HOSTILE = "</script><script>alert(1)</script><!--\u2028\u202e'\"\\"


def value_of(script: str) -> object:
    start, end = "lriClouds.register(", ");\n"
    assert script.startswith(start)
    assert script.endswith(end)
    return json.loads(script[len(start) : -len(end)])


@given(st.text())
def test_any_text_stays_a_text(text: str) -> None:
    script = script_of({"name": text, text: 1})
    assert script.isascii()
    assert not set("<>&") & set(script)
    assert script.count("\n") == 1
    assert value_of(script) == {"name": text, text: 1}


def test_numbers_that_json_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        script_of({"auc": float("nan")})


def test_ranks_are_sixteen_bits_and_no_auc_is_null() -> None:
    script = marks_script("a@b", "c", {"x": Marks(np.array([0.0, 0.5, 1.0]), np.nan)})
    assert value_of(script) == {
        "kind": "ranks",
        "edition": "a@b",
        "entry": "c",
        "clouds": [{"id": "x", "auc": None, "rank": "AAAAgP//"}],
    }


def test_a_page_holds_all_it_needs_and_runs_nothing_of_strangers(
    catalog: Catalog,
) -> None:
    scene, card = small_scenes(catalog, "synmol@mini")[0], catalog.card("synmol")
    mark = Marks(np.linspace(0, 1, 4), 0.5)
    page = page_of(card, scene, {HOSTILE: mark, "$b$": mark})
    assert page.count("<script>") == page.count("</script>") == 2
    assert "alert(1)</script>" not in page
    assert "<!--" not in page
    assert "http://" not in page
    assert "src=" not in page.partition("<script>")[0]
    assert "default-src 'none'" in page
    assert page == page_of(card, scene, {HOSTILE: mark, "$b$": mark})
