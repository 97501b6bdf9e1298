# SPDX-License-Identifier: MIT
"""What an error tells, and that it tells the same in another process."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.errors import (
    CardError,
    DataError,
    EntryError,
    LriBenchError,
    MissingDependencyError,
    OutputError,
    Problem,
    SubmissionError,
    closest,
    raise_if,
)

FULL = Problem("here", "this", "that", "because", "do it")
SHORT = Problem("there", "this", "that")
ERRORS = (
    LriBenchError,
    DataError,
    CardError,
    SubmissionError,
    EntryError,
    OutputError,
    MissingDependencyError,
)


def fail() -> None:
    raise DataError([FULL, SHORT])


def test_a_problem_tells_where_expected_got_cause_and_what_to_run() -> None:
    assert str(FULL).splitlines() == [
        "here",
        "  expected  this",
        "  got       that",
        "  cause     because",
        "  run       do it",
    ]


def test_what_is_empty_is_left_out() -> None:
    assert str(SHORT).splitlines() == ["there", "  expected  this", "  got       that"]


def test_a_problem_is_five_texts_in_json() -> None:
    assert FULL.as_dict() == {
        "where": "here",
        "expected": "this",
        "got": "that",
        "cause": "because",
        "run": "do it",
    }
    assert SHORT.as_dict()["run"] == ""


@pytest.mark.parametrize("control", ["\x1b[2J", "\r", "\x07", "\u202e", "\ud800"])
def test_what_a_stranger_named_cannot_steer_the_terminal(control: str) -> None:
    told = str(Problem(f"file{control}.npz", "a", f"b{control}"))
    assert all(line.isprintable() for line in told.splitlines())
    assert len(told.splitlines()) == 3


def test_what_a_stranger_named_cannot_look_like_another_line() -> None:
    told = str(Problem("a", "b", "c\n::error::forged"))
    assert told.splitlines()[-1] == r"  got       c\n::error::forged"


def test_an_error_tells_all_its_problems() -> None:
    error = DataError([FULL, SHORT])
    assert error.problems == (FULL, SHORT)
    assert str(error) == f"{FULL}\n\n{SHORT}"
    assert DataError(FULL).problems == (FULL,)


@pytest.mark.parametrize("error", ERRORS)
def test_errors_are_of_one_family_and_say_how_a_command_ends(
    error: type[LriBenchError],
) -> None:
    assert issubclass(error, LriBenchError)
    inputs_fault = error not in (LriBenchError, MissingDependencyError)
    assert error.exit_code == (2 if inputs_fault else 1)


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_survives_pickling(error: type[LriBenchError]) -> None:
    made = error([FULL, SHORT])
    again = pickle.loads(pickle.dumps(made))
    assert type(again) is error
    assert again.problems == made.problems
    assert str(again) == str(made)


def test_an_error_crosses_the_border_of_a_process() -> None:
    with ProcessPoolExecutor(1) as pool, pytest.raises(DataError) as caught:
        pool.submit(fail).result()
    assert caught.value.problems == (FULL, SHORT)


def test_nothing_is_raised_where_nothing_is_wrong() -> None:
    raise_if([], DataError)
    raise_if(iter(()), DataError)


def test_all_problems_are_raised_at_once() -> None:
    with pytest.raises(OutputError) as caught:
        raise_if(iter([FULL, SHORT]), OutputError)
    assert caught.value.problems == (FULL, SHORT)


def test_a_missing_package_is_told_with_what_installs_it() -> None:
    error = MissingDependencyError.of(package="torch", extra="models", what_for="f")
    (problem,) = error.problems
    assert problem.where == "f"
    assert problem.expected == "the package torch"
    assert problem.cause == "it belongs to the optional extra [models]"
    assert problem.run == "python -m pip install 'lri-bench[models]'"


def test_the_nearest_name_is_offered_and_none_that_is_far() -> None:
    known = ["synmol@raw", "tau3mu@zenodo"]
    assert closest("synmol@rwa", known) == "did you mean synmol@raw?"
    assert closest("plbind", known) == ""
    assert closest("anything", []) == ""


@settings(deadline=None)
@given(st.lists(st.builds(Problem, *[st.text(max_size=5)] * 5), min_size=1, max_size=4))
def test_each_line_of_a_message_is_printable(problems: list[Problem]) -> None:
    assert all(line.isprintable() for line in str(DataError(problems)).split("\n"))
