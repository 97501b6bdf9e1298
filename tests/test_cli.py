# SPDX-License-Identifier: MIT
"""The commands as a user types them, and what they answer to bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from limits import files_of_at_most
from typed import Run, assert_refused

from lri_bench.clouds import Clouds
from lri_bench.references import REFERENCES, Reference

EDITION = "synmol@mini"
COMMAND = Path(sys.executable).with_name("lri-bench")
NOBODY = 65534


Arrays = dict[str, Any]


@pytest.fixture
def good(mini_truth: Any) -> Arrays:
    """A submission that can be scored."""
    rng = np.random.default_rng(0)
    return {
        "format": "lri-bench/1",
        "method": "mine",
        f"{EDITION}/cloud_id": mini_truth.cloud_id,
        f"{EDITION}/offsets": mini_truth.offsets,
        f"{EDITION}/importance": rng.random(len(mini_truth.truth)),
        f"{EDITION}/order_key": mini_truth.order_key,
    }


def write(path: Path, arrays: Arrays) -> Path:
    np.savez_compressed(path, **arrays)
    return path


# What works


def test_validate_and_evaluate_a_good_file(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.npz", good)
    assert run("validate", file).code == 0
    answer = run("evaluate", file)
    assert answer.code == 0
    for text in ("mine", EDITION, "ROC AUC, pooled", "precision@5", "95 % interval"):
        assert text in answer.out
    assert "On the board of synmol@mini" in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


@pytest.mark.slow
def test_json_stands_alone_and_says_the_same(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    file = write(tmp_path / "mine.npz", good)
    plain = run("evaluate", file).out
    for arguments in (("--json",), ("--json", "-")):
        content = json.loads(run("evaluate", file, *arguments).out)
        scores = content["files"][0]["editions"][0]["scores"]
        assert f"{scores[0]['value']:.4f}" in plain
    assert json.loads(run("validate", file, "--json").out)["files"][0]["method"] == (
        "mine"
    )


def test_several_files_are_all_scored_even_if_one_is_at_fault(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    first = write(tmp_path / "first.npz", good)
    second = tmp_path / "second.npz"
    second.write_text("not a zip")
    answer = run("evaluate", first, second, first)
    assert answer.out.count("On the board of") == 2
    assert_refused(answer, "second.npz")


def test_the_order_of_clouds_does_not_matter(
    run: Run, good: Arrays, mini_truth: Any, tmp_path: Path
) -> None:
    clouds = np.random.default_rng(1).permutation(len(mini_truth))
    sizes = np.diff(mini_truth.offsets)[clouds]
    starts = mini_truth.offsets[:-1][clouds]
    points = np.concatenate(
        [np.arange(a, a + n) for a, n in zip(starts, sizes, strict=True)]
    )
    shuffled = good | {
        f"{EDITION}/cloud_id": mini_truth.cloud_id[clouds],
        f"{EDITION}/offsets": np.concatenate([[0], np.cumsum(sizes)]),
        f"{EDITION}/importance": good[f"{EDITION}/importance"][points],
        f"{EDITION}/order_key": mini_truth.order_key[clouds],
    }
    one, two = (
        json.loads(run("evaluate", write(tmp_path / name, arrays), "--json").out)
        for name, arrays in (("a.npz", good), ("b.npz", shuffled))
    )
    assert one["files"][0]["editions"] == two["files"][0]["editions"]


def test_positive_clouds_alone_can_be_handed_in(
    run: Run, mini_truth: Any, tmp_path: Path
) -> None:
    positive = np.flatnonzero(mini_truth.y == 1)
    sizes = np.diff(mini_truth.offsets)[positive]
    file = write(
        tmp_path / "positive.npz",
        {
            "format": "lri-bench/1",
            "method": "mine",
            f"{EDITION}/cloud_id": mini_truth.cloud_id[positive],
            f"{EDITION}/offsets": np.concatenate([[0], np.cumsum(sizes)]),
            f"{EDITION}/importance": np.arange(sizes.sum()),
        },
    )
    answer = run("validate", file)
    assert answer.code == 0
    assert f"all {len(positive)} positive test clouds" in answer.out


def test_datasets_lists_every_edition(run: Run) -> None:
    answer = run("datasets")
    assert answer.code == 0
    for name in ("actstrack@raw", "tau3mu@root", "synmol@raw", "plbind@zenodo"):
        assert name in answer.out
    rows = json.loads(run("datasets", "--json").out)
    status = {row["edition"]: row["status"] for row in rows}
    assert status["synmol@mini"] == "shipped"
    assert status["synmol@zenodo"] == "not built"


def test_describe_puts_statistics_beside_the_papers(run: Run) -> None:
    answer = run("describe", "synmol@raw")
    assert answer.code == 0
    row = next(x for x in answer.out.splitlines() if x.startswith(" clouds"))
    assert row.split() == ["clouds", "8,665", "8,663", "+2"]
    content = json.loads(run("describe", "synmol@raw", "--json").out)
    assert content["statistics"]["clouds"] == 8665


@pytest.mark.slow
def test_build_of_mini_gives_what_is_shipped(run: Run, tmp_path: Path) -> None:
    answer = run("build", EDITION, "--jobs", 2)
    assert answer.code == 0, answer
    shipped = Path(__file__).parents[1] / "datasets" / "synmol" / "mini.npz"
    mine = dict(Clouds.load(tmp_path / "data/synmol/mini/clouds.npz").columns())
    theirs = dict(Clouds.load(shipped).columns())
    # Conformers may differ in the last digits between platforms, nothing else.
    np.testing.assert_allclose(mine.pop("pos"), theirs.pop("pos"), atol=0.01)
    for name, column in theirs.items():
        np.testing.assert_array_equal(mine[name], column)


@pytest.mark.slow
def test_build_takes_a_number_and_a_seed_and_workers_do_not_matter(run: Run) -> None:
    hashes = []
    for arguments in ((1, "--jobs", 1), (1, "--jobs", 2), (2, "--jobs", 1)):
        answer = run("build", EDITION, "--clouds", 40, "--seed", *arguments)
        assert answer.code == 0, answer
        hashes += [x for x in answer.out.splitlines() if x.startswith("content")]
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda item: item.name)
def test_reference_methods_write_what_is_shipped(
    run: Run, reference: Reference, tmp_path: Path
) -> None:
    output, method = tmp_path / "out.npz", reference.name
    datasets = reference.datasets or ("actstrack", "tau3mu", "synmol", "plbind")
    editions = [f"{dataset}@mini" for dataset in datasets]
    options = "--method", method, "--seeds", 3, "--output", output
    assert run("explain", *editions, *options).code == 0
    shipped = Path(__file__).parents[1] / "submissions" / method / "submission.npz"
    with np.load(output) as mine, np.load(shipped) as theirs:
        for key in mine.files:
            np.testing.assert_array_equal(mine[key], theirs[key])


def test_demo_scores_the_shipped_submission(run: Run, tmp_path: Path) -> None:
    answer = run("demo")
    assert answer.code == 0
    assert "On the board of synmol@mini" in answer.out
    assert (tmp_path / "data/synmol/mini/truth.npz").is_file()


def test_version_and_help(run: Run) -> None:
    assert run("--version").out.startswith("lri-bench ")
    assert "evaluate" in run("--help").out


# Bad input: names


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("describe", "synmol@rav"), ("did you mean raw?", "lri-bench datasets")),
        (("describe", "symnol@raw"), ("did you mean synmol?",)),
        (("describe", "synmol"), ("DATASET@EDITION",)),
        (("build", "tau3mu@raw"), ("lri-bench download tau3mu --raw",)),
        (("build", "actstrack@raw-5T"), ("raw-6T",)),
        (("build", "synmol@raw", "--sampler", "legacy"), ("no effect",)),
        (("build", "synmol@raw"), ("--from",)),
        (("build", "synmol@raw", "--from", "/nowhere"), ("synmol_raw.zip",)),
        (("explain", EDITION, "--method", "labls", "--output", "x"), ("labels?",)),
        (("evaluate", "/nowhere.npz"), ("no such file",)),
        (("evaluate", "-"), ("--json -",)),
    ],
)
def test_wrong_names_are_answered_with_right_ones(
    run: Run, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_refused(run(*arguments), *words)


def test_an_edition_without_truth_here_says_how_to_get_it(
    run: Run, good: Arrays, tmp_path: Path
) -> None:
    other = {k.replace(EDITION, "synmol@zenodo"): v for k, v in good.items()}
    answer = run("evaluate", write(tmp_path / "other.npz", other))
    assert_refused(answer, "lri-bench build synmol@zenodo")


# Bad input: the contents of a submission

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


# Bad input: files


def test_files_that_are_no_submissions(run: Run, good: Arrays, tmp_path: Path) -> None:
    text = tmp_path / "text.npz"
    text.write_text("importance\n0.5\n")
    assert_refused(run("evaluate", text), "zip archive", "renamed")
    assert_refused(run("evaluate", tmp_path), "folder")
    whole = write(tmp_path / "whole.npz", good).read_bytes()
    for length in (0, 3, 100, len(whole) // 2, len(whole) - 1):
        cut = tmp_path / "cut.npz"
        cut.write_bytes(whole[:length])
        assert_refused(run("validate", cut), "cut.npz")


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_opened(run: Run, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.npz"
    block = bytes(16 * 1024**2)
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("format.npy", "w", force_zip64=True) as member,
    ):
        for _ in range(72):
            member.write(block)
    assert bomb.stat().st_size < 8 * 1024**2
    assert_refused(
        run("validate", bomb), "1.12 GiB declared", "nothing was decompressed"
    )


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything: give that up for a while."""
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="changes to another user, as root")
def test_no_permission_to_read_or_write(run: Run, good: Arrays, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.npz", good)
    assert run("evaluate", file).code == 0  # everything is imported now
    kept = tmp_path / "kept.npz"
    explain = ("explain", EDITION, "--method", "labels", "--output")
    assert run(*explain, kept).code == 0
    before = kept.read_bytes()
    for path in (tmp_path, *tmp_path.parents):
        if path.name.startswith("pytest-"):
            path.chmod(0o755)
    file.chmod(0o000)
    with as_nobody():
        unreadable = run("evaluate", file)
        unwritable = run(*explain, kept)
    assert_refused(unreadable, "Permission denied")
    assert_refused(unwritable, "Permission denied", "ls -ld")
    assert kept.read_bytes() == before


def test_a_full_disk_leaves_the_old_file(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.npz"
    kept.write_bytes(b"old")

    with files_of_at_most(1000):
        answer = run("explain", EDITION, "--method", "random", "--output", kept)
    assert_refused(answer, "limit")
    assert kept.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["kept.npz"]


# The process as a whole


def test_scoring_imports_nothing_heavy(good: Arrays, tmp_path: Path) -> None:
    file = write(tmp_path / "mine.npz", good)
    code = (
        "import sys\n"
        "from lri_bench.cli import main\n"
        f"sys.argv = ['lri-bench', 'evaluate', {str(file)!r}, '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'torch', 'rdkit', 'uproot', 'Bio', 'pandas', 'scipy', 'awkward'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert answer.stderr == "[]\n"


def test_a_pipe_that_closes_early_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    answer = subprocess.run(
        [COMMAND, "describe", EDITION], stdout=writing, stderr=-1, check=False
    )
    os.close(writing)
    assert answer.stderr == b""
