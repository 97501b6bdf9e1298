# SPDX-License-Identifier: MIT
"""A user's own method: found, run, and held to what it must return."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import torch
from explained import Case, Quadratic, batch_of

from lri_bench.errors import DataError
from lri_bench.explainers import Explanation
from lri_bench.explainers.checks import check_explanation
from lri_bench.explainers.user import UserExplainer, is_user_method, load_class

GOOD = """
    from __future__ import annotations

    from dataclasses import dataclass

    import torch

    from lri_bench.explainers import Explainer, Explanation

    NUMBER = 3


    @dataclass
    class Settings:
        power: int = 1


    class Mine(Explainer):
        def explain(self, batch):
            return Explanation(importance=batch.pos.norm(dim=1) ** Settings().power)


    class Plain:
        def __init__(self, classifier):
            self.model = classifier

        def explain(self, batch):
            self.model.train()
            batch = batch.to(dtype=torch.float64)
            self.model(batch).sum().backward()
            return Explanation(importance=batch.pos[:, 0])


    class Nothing:
        pass


    class Unmade:
        def __init__(self, classifier):
            raise ValueError("no luck\\nat all")

        def explain(self, batch):
            return None


    class Failing(Mine):
        def explain(self, batch):
            return 1 / (NUMBER - 3)


    class Abstract(Explainer):
        pass
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(dedent(GOOD))
    return path


def model() -> Quadratic:
    return Quadratic(torch.eye(3).double(), torch.ones(3).double())


def told(named: str) -> str:
    with pytest.raises(DataError) as caught:
        UserExplainer(model(), named)
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_a_subclass_of_the_interface(file: Path) -> None:
    batch = batch_of([3, 4])
    method = UserExplainer(model(), f"{file}:Mine")
    found = method.explain(batch)
    assert torch.equal(found.importance, batch.pos.norm(dim=1))


def test_any_class_that_explains_and_what_it_leaves_behind_is_undone(
    file: Path,
) -> None:
    classifier = Case("synmol", "egnn").classifier
    batch = Case("synmol", "egnn").batch
    found = UserExplainer(classifier, f"{file}:Plain").explain(batch)
    assert torch.equal(found.importance, batch.pos[:, 0])
    assert not classifier.training
    assert all(weight.grad is None for weight in classifier.parameters())


def test_a_name_with_a_colon_or_an_ending_is_a_users(file: Path) -> None:
    assert is_user_method(f"{file}:Mine")
    assert is_user_method("mine.py")
    assert not is_user_method("integrated-gradients")


@pytest.mark.parametrize(
    "named", ["mine.py", "mine.py:", ":Mine", "mine:Mine", "a.py:1"]
)
def test_names_that_are_none(named: str) -> None:
    assert "PATH.py:CLASS" in told(named)


def test_missing_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    message = told("gone.py:Mine")
    assert "no such file" in message
    assert str(tmp_path) in message
    (tmp_path / "folder.py").mkdir()
    assert "a folder" in told(f"{tmp_path}/folder.py:Mine")


def test_missing_classes(file: Path) -> None:
    message = told(f"{file}:Mina")
    assert "classes that explain: Mine, Plain, Unmade, Failing, Abstract" in message
    assert "did you mean Mine?" in message
    (file.parent / "empty.py").write_text("")
    assert "classes that explain: none" in told(f"{file.parent}/empty.py:Mine")


def test_what_is_no_class_or_does_not_explain(file: Path) -> None:
    assert "NUMBER is no class but int" in told(f"{file}:NUMBER")
    assert "Nothing has neither" in told(f"{file}:Nothing")
    with pytest.raises(DataError, match="neither"):
        load_class(f"{file}:Settings")


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("x = 1\ndef broken(:\n", "SyntaxError", 2),
        ("import no_such_package_at_all\n", "no_such_package_at_all", 1),
        ("\n\nraise SystemExit(3)\n", "SystemExit: 3", 3),
        ("def f():\n    assert False\n\nf()\n", "AssertionError", 2),
    ],
)
def test_files_that_do_not_run(text: str, said: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text)
    message = told(f"{path}:Mine")
    assert said in message
    assert f"line {line} of {path}" in message


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "bytes.py"
    path.write_bytes(b"x = '\xff\xfe'\n\0")
    assert "that Python can run" in told(f"{path}:Mine")


def test_classes_that_cannot_be_made(file: Path) -> None:
    message = told(f"{file}:Unmade")
    assert "ValueError: no luck" in message
    assert "at all" not in message
    lines = file.read_text().splitlines()
    place = next(n for n, text in enumerate(lines, 1) if "no luck" in text)
    assert f"line {place} of {file}" in message
    assert "TypeError" in told(f"{file}:Abstract")


def test_methods_that_fail(file: Path) -> None:
    method = UserExplainer(model(), f"{file}:Failing")
    with pytest.raises(DataError, match="ZeroDivisionError") as caught:
        method.explain(batch_of([2]))
    assert f"of {file}" in str(caught.value)


def test_a_file_that_changed_is_read_again(file: Path) -> None:
    assert "Later" in told(f"{file}:Later")
    file.write_text("class Later:\n    def explain(self, batch):\n        pass\n")
    assert load_class(f"{file}:Later").__name__ == "Later"


# What explanations must be.


def problems(explanation: object) -> list[str]:
    with pytest.raises(DataError) as caught:
        check_explanation(explanation, batch_of([3, 4]), "mine")
    return [str(problem) for problem in caught.value.problems]


def test_an_explanation_with_everything() -> None:
    batch = batch_of([3, 4])
    everything = Explanation(
        importance=torch.zeros(7),
        direction=torch.zeros(7, 3),
        covariance=torch.zeros(7, 3, 3),
        logit=torch.zeros(2),
    )
    check_explanation(everything, batch)


def test_all_that_is_wrong_is_told_at_once() -> None:
    nan = torch.zeros(7, 3)
    nan[2] = torch.nan
    found = problems(
        Explanation(
            importance=torch.zeros(6),
            direction=nan,
            covariance=[1],  # type: ignore[arg-type]
            logit=torch.zeros(2, dtype=torch.int64),
        )
    )
    parts = [
        ("mine: importance", "shape (7,)", "shape (6,)"),
        ("mine: direction", "finite", "NaN or infinity in 3 of 21 numbers"),
        ("mine: covariance", "a tensor", "list"),
        ("mine: logit", "a dtype of floats", "torch.int64"),
    ]
    assert len(found) == len(parts)
    for text, expected in zip(found, parts, strict=True):
        assert all(part in text for part in expected), text


def test_an_explanation_without_importance_or_that_is_none() -> None:
    assert "NoneType" in problems(None)[0]
    assert "numpy" not in problems([0.1])[0]
    nothing = Explanation(importance=None)  # type: ignore[arg-type]
    assert "a tensor" in problems(nothing)[0]
