# SPDX-License-Identifier: MIT
"""YAML of people: read, or told with line and column; never anything else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from lri_bench.errors import CardError
from lri_bench.storage import yaml_nodes
from lri_bench.storage.yaml_model import load_yaml
from lri_bench.storage.yaml_nodes import line_of, node_of

TEXT = "name: a\nparts:\n- one\n- two: 1\n  three: x\n"


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    parts: list[Any] = []


def load(path: Path, content: bytes | str, **options: Any) -> Model:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_yaml(path, Model, CardError, "the model", **options)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file.yaml"


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("name",), 1),
        (("parts",), 2),
        (("parts", 0), 3),
        (("parts", 1, "three"), 5),
        (("missing",), 1),
        (("parts", 1, "missing"), 4),
        (("name", "str"), 1),
    ],
)
def test_values_have_lines(path: tuple[int | str, ...], line: int) -> None:
    node, problems = node_of("file", TEXT, plain=True)
    assert not problems
    assert line_of(node, path) == line


def test_own_files_may_repeat_and_those_of_strangers_may_not(file: Path) -> None:
    text = "name: &x a\nparts: [*x, *x]\n"
    assert load(file, text).parts == ["a", "a"]
    with pytest.raises(CardError) as error:
        load(file, text, plain=True)
    places = [problem.where.partition(", ")[2] for problem in error.value.problems]
    assert places == ["line 1, column 7", "line 2, column 9", "line 2, column 13"]


def test_keys_that_stand_twice_are_told_at_any_depth(file: Path) -> None:
    with pytest.raises(CardError, match="line 4, column 3") as error:
        load(file, "name: a\nparts:\n- x: 1\n  x: 2\n")
    assert "'x' again, after line 3" in str(error.value)


def test_long_files_are_not_read(file: Path) -> None:
    assert load(file, "name: a\n" + "#" * 91, limit_bytes=99).name == "a"
    with pytest.raises(CardError, match=r"more \(100 bytes\)"):
        load(file, "name: a\n" + "#" * 92, limit_bytes=99)


def test_a_cut_letter_is_no_fault_of_the_limit(file: Path) -> None:
    """The limit is told, not the letter that it would cut."""
    with pytest.raises(CardError, match="at most 10 bytes"):
        load(file, "name: aaaaé", limit_bytes=10)


@given(data=st.binary(max_size=200), plain=st.booleans())
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, *, plain: bool
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yaml"
    with suppress(CardError):
        load(file, data, plain=plain)


@given(
    place=st.integers(0, len(TEXT)),
    put=st.text("&*!|>%@`{}[],:?-#'\"\\\t\n <~0", max_size=6),
)
def test_any_change_of_a_good_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, place: int, put: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "changed.yaml"
    text = TEXT[:place] + put + TEXT[place:]
    with suppress(CardError):
        found = load(file, text, plain=True)
        plain = yaml.load(text, Loader=yaml_nodes._LOADER)  # noqa: S506 - a safe one
        assert found.model_dump() == {"parts": []} | plain
