# SPDX-License-Identifier: MIT
"""From a secret to a scored submission, by the commands that a user types."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest
from hiding import SECRET
from typed import Run

from lri_bench import Submission
from lri_bench.catalog.editions import Catalog, project_folder
from lri_bench.clouds import Clouds
from lri_bench.hidden.plan import CLOUDS, FEWEST_CLOUDS
from lri_bench.hidden.secret import Purpose, Secret
from lri_bench.storage.sums import read_sums
from lri_bench.submission.adapters import add_batches
from lri_bench.truth import Truth

CARDS = project_folder() / "datasets"
FILES = ("clouds.npz", "truth.npz", "blind.npz")


def build(run: Run, edition: str, *arguments: object) -> list[str]:
    answer = run("build", edition, "--seed-from", "seed.txt", *arguments)
    assert answer.code == 0, answer
    return answer.out.splitlines()


def hashes(lines: list[str]) -> list[str]:
    words = [line.split()[-1] for line in lines if line.split()]
    return [word for word in words if len(word) == 64 and not word.startswith("/")]


def explained(clouds: Clouds, edition: str, path: Path) -> Path:
    importance = np.random.default_rng(0).random(clouds.points)
    Submission(method="mine").add(
        edition,
        cloud_id=clouds.cloud_id,
        offsets=clouds.offsets,
        importance=importance,
        order_key=clouds.cloud_extra["order_key"],
    ).save(path)
    return path


def assert_hidden(folder: Path, edition: str) -> None:
    """Hold the three files of an edition against each other."""
    kept, shown = (Clouds.load(folder / name) for name in ("clouds.npz", "blind.npz"))
    truth = Truth.load(folder / "truth.npz")
    assert set(kept.y.tolist()) == {0, 1}
    assert not shown.y.any()
    assert not shown.truth.any()
    np.testing.assert_array_equal(shown.pos, kept.pos)
    np.testing.assert_array_equal(shown.cloud_id, truth.cloud_id)
    np.testing.assert_array_equal(shown.cloud_extra["order_key"], truth.order_key)
    np.testing.assert_array_equal(kept.truth, truth.truth)
    secret = Secret(SECRET)
    seeds = [str(secret.seed(edition, purpose)) for purpose in Purpose]
    for name in FILES:
        with np.load(folder / name) as arrays:
            meta = str(arrays["meta"])
        assert secret.commitment in meta
        assert not any(seed in meta for seed in seeds)
    assert set(read_sums(folder)) == set(FILES)


@pytest.mark.slow
def test_a_hidden_edition_is_built_explained_scored_and_built_again(
    run: Run, seed_file: Path, tmp_path: Path
) -> None:
    lines = build(run, "synmol@hidden", "--clouds", 16, "--jobs", 1)
    assert hashlib.sha256(seed_file.read_bytes()).hexdigest() in hashes(lines)
    assert all(len(x) <= 80 for x in lines if not x.startswith("wrote")), lines
    folder = tmp_path / "data/synmol/hidden"
    assert_hidden(folder, "synmol@hidden")
    assert not (folder / "parts").exists()

    published = tmp_path / "blind.npz"
    shutil.copy(folder / "blind.npz", published)
    blind = Clouds.load(published)
    file = explained(blind, "synmol@hidden", tmp_path / "submission.npz")
    answer = run("evaluate", file)
    assert answer.code == 0, answer
    assert "ROC AUC, pooled" in answer.out

    commitment = hashlib.sha256(SECRET).hexdigest()
    again = build(
        run, "synmol@hidden", "--clouds", 16, "--jobs", 2, "--commitment", commitment
    )
    assert hashes(again) == hashes(lines)
    assert run("verify", "synmol@hidden").code == 0
    (tmp_path / "seed.txt").write_bytes(SECRET + b"\n")
    other = build(run, "synmol@hidden", "--clouds", 16)
    assert not set(hashes(other)) & set(hashes(lines))


@pytest.mark.slow
def test_a_participant_checks_a_submission_without_the_answers(
    run: Run, seed_file: Path, tmp_path: Path
) -> None:
    assert seed_file.is_file()
    build(run, "synmol@hidden", "--clouds", 12)
    folder = tmp_path / "data/synmol/hidden"
    for name in ("clouds.npz", "truth.npz"):
        (folder / name).unlink()
    blind = Clouds.load(folder / "blind.npz")
    file = explained(blind, "synmol@hidden", tmp_path / "submission.npz")
    answer = run("validate", file)
    assert answer.code == 0, answer
    assert run("evaluate", file).code == 2
    moved = blind.select(np.arange(len(blind) - 1))
    answer = run("validate", explained(moved, "synmol@hidden", file))
    assert answer.code == 2
    assert "1 missing" in answer.err
    (folder / "blind.npz").unlink()
    assert run("validate", file).code == 2


@pytest.mark.slow
def test_planted_points_of_complexes_are_not_in_the_blind_file(
    run: Run, seed_file: Path, tmp_path: Path
) -> None:
    assert seed_file.is_file()
    build(run, "plbind@hidden", "--clouds", FEWEST_CLOUDS)
    folder = tmp_path / "data/plbind/hidden"
    assert_hidden(folder, "plbind@hidden")
    shown = Clouds.load(folder / "blind.npz")
    kept = Clouds.load(folder / "clouds.npz")
    ligand = shown.context["ligand"]
    np.testing.assert_array_equal(ligand.x, kept.context["ligand"].x)
    assert not ligand.point_extra
    assert run("verify", "plbind@hidden").code == 0
    file = explained(shown, "plbind@hidden", tmp_path / "submission.npz")
    assert run("evaluate", file).code == 0


@pytest.mark.slow
def test_a_field_named_apart_is_the_variant(
    run: Run, seed_file: Path, tmp_path: Path
) -> None:
    pytest.importorskip("acts")
    pytest.importorskip("pythia8mc")
    assert seed_file.is_file()
    apart = build(run, "actstrack@hidden", "--field", "4", "--clouds", 12)
    whole = build(run, "actstrack@hidden-4T", "--clouds", 12)
    assert hashes(apart) == hashes(whole)
    folder = tmp_path / "data/actstrack/hidden-4T"
    assert_hidden(folder, "actstrack@hidden-4T")
    shown = Clouds.load(folder / "blind.npz")
    assert shown.x.shape[1] == 0
    assert run("verify", "actstrack@hidden-4T").code == 0
    file = explained(shown, "actstrack@hidden-4T", tmp_path / "submission.npz")
    assert run("evaluate", file).code == 0


@pytest.mark.slow
def test_muon_events_are_hidden(run: Run, seed_file: Path, tmp_path: Path) -> None:
    pytest.importorskip("pythia8mc")
    assert seed_file.is_file()
    build(run, "tau3mu@hidden", "--clouds", 40, "--jobs", 2)
    folder = tmp_path / "data/tau3mu/hidden"
    assert_hidden(folder, "tau3mu@hidden")
    assert run("verify", "tau3mu@hidden").code == 0


def test_loaders_take_the_keys_of_blind_clouds(run: Run, seed_file: Path) -> None:
    """What the keys of PLBind are made of is hidden."""
    assert seed_file.is_file()
    assert run("datasets").code == 0
    catalog = Catalog.default()
    keys = np.array([2**63 + 5, 7], dtype=np.uint64)

    class Batch(dict[str, object]):
        ptr = _Tensor(np.array([0, 2, 3]))
        cloud_id = ("a", "b")

    batch = Batch(x=np.zeros((3, 3)), pos=np.zeros((3, 3)), order_key=keys.view("i8"))
    submission = add_batches(
        Submission(method="mine"),
        "plbind@hidden",
        [(batch, np.ones(3))],
        catalog=catalog,
    )
    part = submission.parts["plbind@hidden"]
    np.testing.assert_array_equal(part.order_key, keys)


class _Tensor:
    def __init__(self, values: np.ndarray) -> None:
        self.values = values

    def cpu(self) -> _Tensor:
        return self

    def numpy(self) -> np.ndarray:
        return self.values


def test_every_data_set_has_a_size_and_a_card() -> None:
    catalog = Catalog(data=Path("nowhere"), shipped=CARDS)
    for dataset in catalog.cards:
        edition = catalog.edition(f"{dataset}@hidden")
        assert catalog.facts(edition).truth == "local"
        assert CLOUDS[dataset] >= FEWEST_CLOUDS
    assert catalog.edition("actstrack@hidden-20T").field == "20T"


# Bad input


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("synmol@hidden",), ("--seed-from", "none given")),
        (("synmol@hidden", "--seed", 3), ("--seed\n", "--seed-from\n", "2 problems")),
        (("synmol@hidden", "--seed-from", "no"), ("no such file", "token_hex")),
        (("synmol@hidden", "--seed-from", "."), ("a folder",)),
        (("synmol@hidden", "--seed-from", "short"), ("32 to 1,048,576",)),
        (
            ("synmol@hidden", "--seed-from", "seed.txt", "--clouds", 3, "--from", "."),
            ("10 to 99,999", "--from", "2 problems"),
        ),
        (
            ("plbind@hidden", "--seed-from", "seed.txt", "--commitment", "0" * 64),
            ("0" * 64, hashlib.sha256(SECRET).hexdigest()),
        ),
        (
            ("tau3mu@hidden", "--seed-from", "seed.txt", "--commitment", "0x12"),
            ("64 hexadecimal",),
        ),
        (("synmol@sim", "--seed-from", "seed.txt"), ("no effect",)),
        (("synmol@mini", "--commitment", "0" * 64), ("no effect",)),
        (("synmol@sim", "--clouds", 10_000_000), ("--clouds", "1 to 100,000")),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    run: Run,
    seed_file: Path,
    tmp_path: Path,
    arguments: tuple[object, ...],
    words: tuple[str, ...],
) -> None:
    seed_file.with_name("short").write_bytes(SECRET[:31])
    answer = run("build", *arguments)
    assert answer.code == 2, answer
    for word in words:
        assert word in answer.err, answer.err
    assert "Traceback" not in answer.err + answer.out
    assert not (tmp_path / "data").exists()


def test_no_clouds_are_refused_before_anything_else(run: Run) -> None:
    answer = run("build", "synmol@sim", "--clouds", 0)
    assert answer.code == 2
    assert "--clouds" in answer.err
