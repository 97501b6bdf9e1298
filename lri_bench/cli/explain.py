# SPDX-License-Identifier: MIT
"""The command that explains an edition with a built-in method, or a user's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Dask, Data, catalog_at, progress, training_bar
from lri_bench.cli.grid import Made, run_cells, word_problems
from lri_bench.cli.sanity import Checks
from lri_bench.errors import DataError, Problem, raise_if
from lri_bench.extras import needing
from lri_bench.training.options import TrainingOptions

if TYPE_CHECKING:
    from lri_bench.catalog.editions import Catalog, Edition
    from lri_bench.runs import Workshop

__all__ = ["explain"]

_TRAINING, _RESULT = "Training", "What is written"
_SANITY = "Sanity checks (with --sanity)"
_GRID = "Many methods and backbones (with --grid)"

FILE_NAME = "submission.npz"


@app.command()
def explain(  # noqa: PLR0913 - each is an option of the command
    editions: Annotated[list[str], typer.Argument(metavar="DATASET@EDITION…")],
    *,
    method: Annotated[
        str | None,
        typer.Option(help="A name, or your own: path/to/file.py:MyExplainer."),
    ] = None,
    backbone: Annotated[
        str | None,
        typer.Option(help="Of the explained model: dgcnn, point-transformer, egnn."),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Of training and drawing; else 1, or the grid's.",
            rich_help_panel=_TRAINING,
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(
            min=1, help="Of each training; else the paper's.", rich_help_panel=_TRAINING
        ),
    ] = None,
    device: Annotated[
        str, typer.Option(help="cpu or cuda.", rich_help_panel=_TRAINING)
    ] = "cpu",
    bf16: Annotated[
        bool,
        typer.Option(
            "--bf16", help="With cuda: train in bfloat16.", rich_help_panel=_TRAINING
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(help="The submission to write (.npz).", rich_help_panel=_RESULT),
    ] = None,
    entry: Annotated[
        Path | None,
        typer.Option(
            help="Maintainers: entry to add to, or to begin, instead.",
            rich_help_panel=_RESULT,
        ),
    ] = None,
    sanity: Annotated[
        bool,
        typer.Option(
            "--sanity",
            help="Then perturb and randomise the model.",
            rich_help_panel=_SANITY,
        ),
    ] = False,
    sanity_output: Annotated[
        Path | None, typer.Option(help="Numbers as JSON.", rich_help_panel=_SANITY)
    ] = None,
    sanity_clouds: Annotated[
        int | None,
        typer.Option(min=2, help="Test clouds, else 200.", rich_help_panel=_SANITY),
    ] = None,
    sanity_full: Annotated[
        bool,
        typer.Option(
            "--sanity-full", help="Noise of 1, 2, … 100 %.", rich_help_panel=_SANITY
        ),
    ] = False,
    grid: Annotated[
        str | None,
        typer.Option(help="paper, or a file .yaml.", rich_help_panel=_GRID),
    ] = None,
    entries: Annotated[
        Path | None, typer.Option(help="Folder of all entries.", rich_help_panel=_GRID)
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes; else all cores.", rich_help_panel=_GRID),
    ] = None,
    dask: Dask = None,
    data: Data = None,
) -> None:
    """Write a submission: train a model if need be, and explain it."""
    single = {
        "--method": method,
        "--backbone": backbone,
        "--output": output,
        "--entry": entry,
        "--sanity": sanity or None,
    }
    checks = Checks(sanity_output, sanity_clouds, full=sanity_full)
    many = {"--entries": entries, "--jobs": jobs, "--dask": dask}
    raise_if(word_problems(grid, single, many), DataError)
    raise_if(checks.problems(method, asked=sanity), DataError)
    catalog = catalog_at(data)
    options = TrainingOptions(epochs, device, bf16)
    if grid is not None and entries is not None:
        made = Made(grid, entries, seeds, options)
        run_cells(catalog, editions, made, jobs, dask)
        return
    if method is None:
        raise DataError(Problem("--method", "a method, or --grid", "neither"))
    raise_if(_place_problems(output, entry), DataError)
    from lri_bench.references import REFERENCES  # noqa: PLC0415

    seeds = seeds or 1
    named = [catalog.edition(edition) for edition in editions]
    if method in {item.name for item in REFERENCES}:
        _by_reference(catalog, named, method, seeds, _file(output, entry))
        return
    with needing(f"explain with {method}"):
        from lri_bench.runs import Workshop, method_problems  # noqa: PLC0415 - torch

    problems = [*method_problems(method), *_backbone_problems(backbone, method)]
    raise_if([*problems, *_own_problems(method, entry)], DataError)
    shops = [
        Workshop(catalog, edition, backbone or "", options, training_bar)
        for edition in named
    ]
    if entry is not None:
        _into_entry(shops, method, seeds, entry)
    else:
        _by_model(shops, method, seeds, _file(output, entry))
    if sanity:
        checks.run(shops, method)


def _by_model(shops: list[Workshop], method: str, seeds: int, file: Path) -> None:
    """Train what a method explains on each edition, and explain it."""
    from lri_bench.runs import run_method  # noqa: PLC0415 - torch
    from lri_bench.submission import Submission  # noqa: PLC0415

    submission = Submission(method=method)
    for shop in shops:
        columns, _ = run_method(shop, method, seeds, progress)
        submission.add(str(shop.edition), **columns)
    _write(submission, file)


def _into_entry(shops: list[Workshop], method: str, seeds: int, entry: Path) -> None:
    """Add each edition to an entry, which keeps the others that it has."""
    from lri_bench.display import show_lines  # noqa: PLC0415
    from lri_bench.runs import run_for_entry  # noqa: PLC0415 - torch
    from lri_bench.runs.folder import EntryFolder  # noqa: PLC0415 - torch

    for shop in shops:
        folder = EntryFolder(entry, method, shop.backbone)
        folder.check(shop.options.epochs)
        folder.add(shop.edition, *run_for_entry(shop, method, seeds, progress))
        show_lines([f"wrote {shop.edition} into {entry}"])
    show_lines([f"next: lri-bench evaluate {_file(None, entry)}"])


def _by_reference(
    catalog: Catalog, editions: list[Edition], method: str, seeds: int, file: Path
) -> None:
    from lri_bench.references import explained, reference  # noqa: PLC0415
    from lri_bench.submission import Submission  # noqa: PLC0415

    submission = Submission(method=method)
    for edition in editions:
        chosen = reference(method, edition.dataset)
        columns = catalog.order_key_columns(edition)
        found = explained(chosen, catalog.clouds(edition), columns, seeds)
        submission.add(str(edition), **found)
    _write(submission, file)


def _write(submission: Any, file: Path) -> None:
    from lri_bench.display import show_lines  # noqa: PLC0415

    submission.save(file)
    show_lines([f"wrote {file}", f"next: lri-bench evaluate {file}"])


def _file(output: Path | None, entry: Path | None) -> Path:
    return output or (entry or Path()) / FILE_NAME


def _place_problems(output: Path | None, entry: Path | None) -> list[Problem]:
    if (output is None) != (entry is None):
        return []
    got = "neither" if output is None else "both"
    return [Problem("--output, --entry", "one of the two", got)]


def _own_problems(method: str, entry: Path | None) -> list[Problem]:
    from lri_bench.explainers.user import is_user_method  # noqa: PLC0415 - torch

    if entry is None or not is_user_method(method):
        return []
    return [
        Problem(
            where="--entry",
            expected="a built-in method, of which all is known that an entry says",
            got=method,
            run="--output FILE.npz; then lri-bench submit FILE.npz --entry-dir FOLDER",
        )
    ]


def _backbone_problems(backbone: str | None, method: str) -> list[Problem]:
    from lri_bench.models import backbone_name  # noqa: PLC0415 - torch

    if backbone is not None:
        try:
            backbone_name(backbone)
        except DataError as error:
            return list(error.problems)
        return []
    return [
        Problem(
            where="--backbone",
            expected="dgcnn, point-transformer or egnn",
            got="none given",
            cause=f"{method} explains a model, which has to be chosen",
            run="lri-bench explain --help",
        )
    ]
