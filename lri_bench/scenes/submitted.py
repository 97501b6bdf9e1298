# SPDX-License-Identifier: MIT
"""What files of submissions say of one cloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lri_bench.catalog.editions import Catalog
from lri_bench.errors import LriBenchError, Problem, SubmissionError, raise_if
from lri_bench.scenes.marks import Marks, marks_of
from lri_bench.scenes.scene import Scene
from lri_bench.submission.check import check_part, scope_of
from lri_bench.submission.file import Draft, Part
from lri_bench.truth import Truth

__all__ = ["submitted_marks"]


def submitted_marks(
    catalog: Catalog, scene: Scene, files: Sequence[Path]
) -> dict[str, Marks]:
    """Return what submissions say of the cloud of a scene.

    Parameters
    ----------
    catalog : Catalog
        Where the truth is looked up.
    scene : Scene
    files : sequence of Path
        Submissions. Only their part of the scene's edition is looked at.

    Returns
    -------
    marks : dict of str to Marks
        By the name of the method; the file is added where two have one name.

    Raises
    ------
    DataError
        If the truth of the edition is not on this machine.
    SubmissionError
        With every problem of every file.
    """
    if not files:
        return {}
    truth = catalog.truth(catalog.edition(scene.edition))
    found: dict[str, Marks] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            method, marks = _marks(scene, truth, file)
        except LriBenchError as error:
            problems += error.problems
        else:
            found[f"{method} ({file})" if method in found else method] = marks
    raise_if(problems, SubmissionError)
    return found


def _marks(scene: Scene, truth: Truth, file: Path) -> tuple[str, Marks]:
    method, part = _part(scene, truth, file)
    marks = marks_of(part, truth, [scene.cloud_id])
    raise_if(_misfits(scene, truth, file, part, marks), SubmissionError)
    return method, marks[scene.cloud_id]


def _part(scene: Scene, truth: Truth, file: Path) -> tuple[str, Part]:
    draft, name = Draft.read(file), scene.edition
    problems = draft.top_problems()
    if name in draft.parts:
        problems += draft.part_problems(name) + draft.number_problems(name)
    elif draft.parts:
        problems.append(
            Problem(
                where=str(file),
                expected=f"importances for {name}",
                got=f"those for {ascii(', '.join(sorted(draft.parts)))[1:-1][:200]}",
                cause="the cloud is of an edition that the method was not run on",
                run=f"lri-bench show {name} {scene.cloud_id}",
            )
        )
    raise_if(problems, SubmissionError)
    submission = draft.submission()
    part = submission.parts[name]
    raise_if(check_part(draft.where, name, part, truth), SubmissionError)
    return submission.method, part


def _misfits(
    scene: Scene, truth: Truth, file: Path, part: Part, marks: dict[str, Marks]
) -> Iterator[Problem]:
    where = f"{file}: {scene.cloud_id} of {scene.edition}"
    points = len(scene.important)
    if scene.cloud_id not in marks:
        scope = scope_of(part.cloud_id, truth)
        example = truth.cloud_id[scope.clouds[0]]
        yield Problem(
            where=where,
            expected=f"one of the {len(scope.clouds):,} {scope.name}",
            got="another cloud of the edition",
            cause="submissions explain test clouds, all or the positive ones alone",
            run=f"lri-bench show {scene.edition} {example} --submission {file}",
        )
    elif len(marks[scene.cloud_id].rank) != points:
        yield Problem(
            where=where,
            expected=f"{points} importances, one for each {scene.point}",
            got=f"{len(marks[scene.cloud_id].rank)}",
            cause="the clouds on this machine are not those of the truth",
            run=f"lri-bench verify {scene.edition}",
        )
