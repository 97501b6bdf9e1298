# SPDX-License-Identifier: MIT
"""Contents of a submission: bad ones are refused with a reason, odd ones are scored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from submission_files import EDITION, Arrays, write
from typed import Run, assert_refused

Change = Callable[[Arrays], Arrays]


def drop(*keys: str) -> Change:
    return lambda arrays: {k: v for k, v in arrays.items() if k not in keys}


def put(key: str, value: Any) -> Change:
    """Replace an array; a function of the old one may be given."""

    def change(arrays: Arrays) -> Arrays:
        old = arrays.get(f"{EDITION}/{key}", None)
        new = value(old) if callable(value) else value
        return arrays | {key if key in arrays else f"{EDITION}/{key}": new}

    return change


def nan_at_seven(old: Any) -> Any:
    new = old.copy()
    new[7], new[8] = np.nan, np.inf
    return new


def swapped(old: Any) -> Any:
    new = old.copy()
    new[4], new[5] = old[5], old[4]
    return new


def double_first(arrays: Arrays) -> Arrays:
    offsets = arrays[f"{EDITION}/offsets"]
    size = offsets[1]
    return arrays | {
        f"{EDITION}/cloud_id": np.append(arrays[f"{EDITION}/cloud_id"], "MINI-0000"),
        f"{EDITION}/offsets": np.append(offsets, offsets[-1] + size),
        f"{EDITION}/importance": np.append(
            arrays[f"{EDITION}/importance"], np.ones(size)
        ),
        f"{EDITION}/order_key": np.append(arrays[f"{EDITION}/order_key"], np.uint64(1)),
    }


def one_point_less(arrays: Arrays) -> Arrays:
    offsets = arrays[f"{EDITION}/offsets"].copy()
    offsets[1:] -= 1
    return arrays | {
        f"{EDITION}/offsets": offsets,
        f"{EDITION}/importance": arrays[f"{EDITION}/importance"][1:],
    }


CONTENTS: list[tuple[str, Change, tuple[str, ...]]] = [
    (
        "wrong edition",
        lambda a: {k.replace("mini", "maxi"): v for k, v in a.items()},
        ("did you mean mini?",),
    ),
    ("no edition", lambda a: {k: a[k] for k in ("format", "method")}, ("prefix",)),
    ("no format", drop("format"), ("'lri-bench/1'", "no key 'format'")),
    ("other format", put("format", "lri-bench/9"), ("lri-bench/9",)),
    ("no method", drop("method"), ("method", "printable")),
    ("control characters", put("method", "a\x1b[31mb"), ("\\x1b",)),
    ("no cloud_id", drop(f"{EDITION}/cloud_id"), ("cloud_id", "this key")),
    ("no importance", drop(f"{EDITION}/importance"), ("importance",)),
    ("unknown key", put("importances", [1.0]), ("did you mean importance?",)),
    ("bytes as names", put("cloud_id", lambda a: a.astype("S")), ("dtype=str",)),
    ("text as scores", put("importance", lambda a: a.astype(str)), ("real numbers",)),
    ("complex scores", put("importance", lambda a: a + 1j), ("real numbers",)),
    ("objects", put("importance", np.array([{}, []], dtype=object)), ("pickle",)),
    ("offsets that fall", put("offsets", swapped), ("ascend",)),
    ("sizes as offsets", put("offsets", np.diff), ("one more than",)),
    ("offsets that end early", put("offsets", lambda a: a - a[-1] + 9), ("from",)),
    ("offsets as floats", put("offsets", lambda a: a * 1.0), ("whole numbers",)),
    (
        "a doubled cloud",
        put("cloud_id", lambda a: np.append(a[:-1], a[0])),
        ("doubled",),
    ),
    ("an unknown cloud", double_first, ("MINI-0000", "no test clouds")),
    (
        "a missing cloud",
        lambda a: (
            a
            | {
                f"{EDITION}/cloud_id": a[f"{EDITION}/cloud_id"][:-1],
                f"{EDITION}/offsets": a[f"{EDITION}/offsets"][:-1],
                f"{EDITION}/order_key": a[f"{EDITION}/order_key"][:-1],
                f"{EDITION}/importance": a[f"{EDITION}/importance"][
                    : a[f"{EDITION}/offsets"][-2]
                ],
            }
        ),
        ("1 missing",),
    ),
    ("too few points", one_point_less, ("too few", "filtered")),
    (
        "too many points",
        lambda a: (
            one_point_less(one_point_less(a))
            | {
                f"{EDITION}/offsets": np.append(
                    a[f"{EDITION}/offsets"][:-1], a[f"{EDITION}/offsets"][-1] + 2
                ),
                f"{EDITION}/importance": np.append(a[f"{EDITION}/importance"], [1, 2]),
            }
        ),
        ("too many",),
    ),
    ("another order", put("order_key", lambda a: a + np.uint64(1)), ("another order",)),
    ("NaN and infinity", put("importance", nan_at_seven), ("1 NaN and 1 infinite",)),
    (
        "seeds of different numbers",
        lambda a: (
            a
            | {
                f"{EDITION}/importance": np.tile(a[f"{EDITION}/importance"], (3, 1)),
                f"{EDITION}/logit": np.zeros((2, len(a[f"{EDITION}/cloud_id"]))),
            }
        ),
        ("3 seeds", "2 seeds"),
    ),
    (
        "no seeds",
        put("importance", lambda a: a[np.newaxis][:0]),
        ("at least one seed",),
    ),
    ("a stack too many", put("importance", lambda a: a[None, None]), ("shape",)),
    (
        "huge whole numbers",
        put("importance", lambda a: (a * 2**62).astype(int) | 1),
        ("float64",),
    ),
    ("a square too few", put("covariance", lambda _: np.ones((5, 3, 3))), ("shape",)),
]


@pytest.mark.parametrize(
    ("change", "words"), [row[1:] for row in CONTENTS], ids=[row[0] for row in CONTENTS]
)
@pytest.mark.parametrize("command", ["validate", "evaluate"])
def test_bad_contents_are_refused_with_a_reason(  # noqa: PLR0913, PLR0917
    run: Run,
    good: Arrays,
    tmp_path: Path,
    command: str,
    change: Change,
    words: tuple[str, ...],
) -> None:
    file = write(tmp_path / "bad.npz", change(good))
    assert_refused(run(command, file), "bad.npz", *words)


def test_all_problems_come_in_one_pass(run: Run, good: Arrays, tmp_path: Path) -> None:
    bad = good
    for key, value in (
        ("importance", nan_at_seven),
        ("order_key", lambda a: a + np.uint64(1)),
        ("cloud_id", lambda a: np.append(a[:-1], "nobody")),
    ):
        bad = put(key, value)(bad)
    answer = run("evaluate", write(tmp_path / "bad.npz", bad))
    assert_refused(answer, "NaN", "another order", "nobody", "1 missing", "4 problems")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "word"),
    [
        (put("importance", lambda a: (a * 1000).astype(np.int16)), "int16"),
        (put("importance", lambda a: a.astype(np.float16)), "float16"),
        (put("importance", lambda a: a > 0.5), "bool"),
        (put("importance", lambda a: a * 0), "equal"),
        (drop(f"{EDITION}/order_key"), "order_key"),
    ],
)
def test_odd_but_sound_contents_are_scored_with_a_notice(
    run: Run, good: Arrays, tmp_path: Path, change: Change, word: str
) -> None:
    answer = run("evaluate", write(tmp_path / "odd.npz", change(good)))
    assert answer.code == 0, answer
    notice = answer.out[answer.out.index("Notice:") :]
    assert word in notice.replace("\n", " ")
