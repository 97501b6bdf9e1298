# SPDX-License-Identifier: MIT
"""A user's own method, from a file of their own: ``path/to/file.py:MyExplainer``.

The file is run as it is, like any module: it is the user's own code.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from lri_bench.errors import DataError, Problem, closest
from lri_bench.explainers.checks import check_explanation
from lri_bench.explainers.explainer import Explainer, Explanation
from lri_bench.explainers.frozen import kept
from lri_bench.models import Batch, Classifier
from lri_bench.storage.archive import reason

__all__ = ["UserExplainer", "is_user_method", "load_class"]

_SUFFIX = ".py"
_FORM = "PATH.py:CLASS, such as my_method.py:MyExplainer"


class UserExplainer(Explainer):
    """A user's own method, whose errors and results are told plainly.

    Parameters
    ----------
    classifier : Classifier
        What the method gets to explain. Whatever it does to modes and gradients is
        undone after each batch; it should leave the weights as they are.
    named : str
        ``path/to/file.py:MyExplainer``. The class is one like `Explainer`: it is made
        with the classifier and has the method `explain`.

    Raises
    ------
    DataError
        If there is no such class, or it cannot be made.
    """

    def __init__(self, classifier: Classifier, named: str) -> None:
        super().__init__(classifier)
        self._named = named
        self._path = _parts(named)[0]
        made = load_class(named)
        expected = "an instance, made with the classifier"
        with kept(classifier), _told(named, expected, self._path):
            self._own = made(classifier)

    def explain(self, batch: Batch) -> Explanation:
        """Return what the user's method returns, checked.

        Parameters
        ----------
        batch : Batch

        Raises
        ------
        DataError
            If the method fails, or its result does not fit the batch.
        """
        expected = "explain(batch) to return an explanation"
        with kept(self.classifier), _told(self._named, expected, self._path):
            found: Explanation = self._own.explain(batch)
        check_explanation(found, batch, self._named)
        return found


def is_user_method(name: str) -> bool:
    """Return whether a name of a method is that of a class in a file.

    Examples
    --------
    >>> is_user_method("mine.py:Mine"), is_user_method("ggig")
    (True, False)
    """
    return ":" in name or name.endswith(_SUFFIX)


def load_class(named: str) -> type[Any]:
    """Return a class of a user's file.

    Parameters
    ----------
    named : str
        ``path/to/file.py:MyExplainer``.

    Returns
    -------
    found : type
        A class with the method `explain`.

    Raises
    ------
    DataError
        If the file cannot be run, or has no such class.
    """
    path, name = _parts(named)
    module = _run(path, named)
    found = getattr(module, name, None)
    if not isinstance(found, type):
        own = [
            k for k, v in vars(module).items() if _explains(v) and v is not Explainer
        ]
        got = f"classes that explain: {', '.join(own) or 'none'}"
        if found is not None:
            got = f"{name} is no class but {type(found).__name__}"
        raise DataError(Problem(named, f"a class {name}", got, closest(name, own)))
    if not _explains(found):
        expected = "a subclass of lri_bench.explainers.Explainer, or a method explain"
        raise DataError(Problem(named, expected, f"{name} has neither"))
    return found


def _explains(value: Any) -> bool:
    return isinstance(value, type) and callable(getattr(value, "explain", None))


def _parts(named: str) -> tuple[Path, str]:
    # From the right: on some systems a path begins with a letter and a colon.
    path, colon, name = named.rpartition(":")
    if not (colon and path.endswith(_SUFFIX) and name.isidentifier()):
        raise DataError(Problem("the user's method", _FORM, ascii(named)))
    return Path(path), name


def _run(path: Path, named: str) -> ModuleType:
    """Run a file as a module of its own name."""
    if not path.is_file():
        got = "a folder" if path.is_dir() else "no such file"
        cause = f"the path is taken from {Path.cwd()}" if not path.is_absolute() else ""
        raise DataError(Problem(named, f"the file {path}", got, cause))
    place = str(path.resolve())
    name = f"lri_bench_user_{hashlib.sha256(place.encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, place)
    if spec is None or spec.loader is None:  # never for a name that ends with .py
        raise DataError(Problem(named, "a module of Python", str(path)))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        with _told(named, "a file that Python can run", path):
            spec.loader.exec_module(module)
    except DataError:
        del sys.modules[name]
        raise
    return module


@contextmanager
def _told(named: str, expected: str, path: Path) -> Iterator[None]:
    """Turn whatever goes wrong in a user's code into a problem."""
    try:
        yield
    except (Exception, SystemExit) as error:
        kind = type(error).__name__
        said = reason(error)
        got = kind if said == kind else f"{kind}: {said}"
        place = _line(error, path)
        cause = f"line {place} of {path}" if place else ""
        raise DataError(Problem(named, expected, got, cause)) from error


def _line(error: BaseException, path: Path) -> int | None:
    """Return the last line of the user's file that led to an error."""
    place = str(path.resolve())
    if isinstance(error, SyntaxError) and error.filename == place:
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == place]
    return lines[-1] if lines else None
