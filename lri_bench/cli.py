# SPDX-License-Identifier: MIT
"""The command line: parses, calls, prints. Heavy imports wait for their command."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lri_bench import __version__
from lri_bench.errors import LriBenchError, OutputError, Problem

if TYPE_CHECKING:
    from lri_bench.catalog.editions import Catalog

__all__ = ["app", "main"]

app = typer.Typer(
    name="lri-bench",
    help="Benchmark explainers of geometric deep learning.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
board_app = typer.Typer(
    help="Make or check the leaderboard from submissions/.", no_args_is_help=True
)
app.add_typer(board_app, name="leaderboard")

Data = Annotated[
    Path | None,
    typer.Option("--data", help="Folder of built data [LRI_BENCH_DATA, else a cache]."),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, alone.")]
Files = Annotated[
    list[str], typer.Argument(help="Submissions (.npz).", metavar="FILE…")
]
EditionName = Annotated[str, typer.Argument(metavar="DATASET@EDITION")]

STDOUT = "-"


def main() -> None:
    """Run the command line; a user's mistake never ends in a traceback."""
    try:
        app(standalone_mode=True)
    except LriBenchError as error:
        from lri_bench.display import show_problems  # noqa: PLC0415

        show_problems(error.problems)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of a pipe has seen enough; python would complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.callback(invoke_without_command=True)
def _version(
    *, version: Annotated[bool, typer.Option("--version", help="Print it.")] = False
) -> None:
    if version:
        typer.echo(f"lri-bench {__version__}")
        raise typer.Exit


@app.command()
def datasets(*, data: Data = None, as_json: Json = False) -> None:
    """List what exists and what is on this machine."""
    from lri_bench.build import can_build  # noqa: PLC0415
    from lri_bench.catalog.editions import Status  # noqa: PLC0415
    from lri_bench.display import show_editions, show_lines  # noqa: PLC0415

    catalog = _catalog(data)
    rows = []
    for edition in catalog.editions():
        status = catalog.status(edition)
        planned = status == Status.ABSENT and not can_build(edition)
        summary = catalog.facts(edition).summary.strip()
        rows.append((str(edition), "planned" if planned else status.value, summary))
    if as_json:
        names = ("edition", "status", "summary")
        _print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    show_editions(rows)
    show_lines([f"Built data lies in {catalog.data}"])


@app.command()
def describe(edition: EditionName, *, data: Data = None, as_json: Json = False) -> None:
    """Print the card of a data set, its statistics beside the paper's."""
    from lri_bench.catalog.statistics import statistics_here  # noqa: PLC0415
    from lri_bench.display import show_description  # noqa: PLC0415

    catalog = _catalog(data)
    named = catalog.edition(edition)
    card = catalog.card(named.dataset)
    measured, measured_by = statistics_here(catalog, named)
    if as_json:
        statistics = measured.model_dump() if measured else None
        content = card.model_dump(mode="json")
        _print_json(
            {"edition": edition, "card": content, "statistics": statistics}
            | {"measured_by": measured_by}
        )
        return
    show_description(card, named.name, measured, measured_by)


@app.command()
def build(  # noqa: PLR0913 - each is an option of the command
    edition: EditionName,
    *,
    source: Annotated[
        Path | None, typer.Option("--from", help="Folder of the record's files.")
    ] = None,
    clouds: Annotated[
        int | None, typer.Option(min=1, help="How many to generate.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of generators.")] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes.", show_default="all cores")
    ] = os.cpu_count() or 1,
    data: Data = None,
    ship: Annotated[
        bool, typer.Option("--ship", help="Maintainers: write into datasets/ too.")
    ] = False,
) -> None:
    """Build an edition from its source."""
    from lri_bench.build import BuildOptions, write  # noqa: PLC0415
    from lri_bench.build import build as build_edition  # noqa: PLC0415
    from lri_bench.build import ship as ship_files  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    catalog = _catalog(data)
    named = catalog.edition(edition)
    options = BuildOptions(
        source=source, clouds=clouds, seed=seed, jobs=jobs, progress=_progress
    )
    product = build_edition(catalog, named, options)
    paths = write(catalog, named, product)
    made = product.clouds
    lines = [f"{edition}: {len(made):,} clouds, {made.points:,} points"]
    lines += [f"- {finding}" for finding in product.findings]
    lines += [f"content sha256 {made.content_hash()}", *(f"wrote {p}" for p in paths)]
    if ship:
        lines += ship_files(catalog, named, product)
    show_lines(lines)


@app.command()
def validate(files: Files, *, data: Data = None, as_json: Json = False) -> None:
    """Check that submissions can be scored; tells all problems at once."""
    from lri_bench.display import show_checked  # noqa: PLC0415
    from lri_bench.evaluation import check  # noqa: PLC0415
    from lri_bench.submission.check import notices, summary  # noqa: PLC0415

    catalog = _catalog(data)

    def one(file: str) -> dict[str, Any]:
        submission, truths = check(file, catalog=catalog)
        parts = submission.parts.items()
        lines = {name: summary(part, truths[name]) for name, part in parts}
        found = [f"{k}: {text}" for k, v in parts for text in notices(v)]
        if not as_json:
            show_checked(file, lines, found)
        return {"method": submission.method, "editions": lines, "notices": found}

    _each(files, one, as_json=as_json)


@app.command()
def evaluate(
    files: Files,
    *,
    replicates: Annotated[
        int, typer.Option(min=0, help="Bootstrap replicates behind the intervals.")
    ] = 1000,
    data: Data = None,
    as_json: Json = False,
) -> None:
    """Score submissions against the truth and place them on the board."""
    from lri_bench.board.files import standings_of  # noqa: PLC0415
    from lri_bench.display import show_report  # noqa: PLC0415
    from lri_bench.evaluation import evaluate as score  # noqa: PLC0415

    catalog = _catalog(data)

    def one(file: str) -> dict[str, Any]:
        report = score(file, catalog=catalog, replicates=replicates)
        standings = standings_of(catalog, Path(file), report)
        if not as_json:
            show_report(file, report, standings)
        ranks = {item.edition: item.rank for item in standings}
        return report.as_dict() | {"row_on_board": ranks}

    _each(files, one, as_json=as_json)


@app.command()
def explain(
    editions: Annotated[list[str], typer.Argument(metavar="DATASET@EDITION…")],
    *,
    method: Annotated[str, typer.Option(help="Name of a reference method.")],
    output: Annotated[Path, typer.Option(help="The submission to write (.npz).")],
    seeds: Annotated[int, typer.Option(min=1, help="Of methods that draw.")] = 1,
    data: Data = None,
) -> None:
    """Write a submission with one of the built-in reference methods."""
    from lri_bench.display import show_lines  # noqa: PLC0415
    from lri_bench.references import explained, reference  # noqa: PLC0415
    from lri_bench.submission import Submission  # noqa: PLC0415

    catalog = _catalog(data)
    submission = Submission(method=method)
    for name in editions:
        edition = catalog.edition(name)
        chosen = reference(method, edition.dataset)
        columns = catalog.order_key_columns(edition)
        found = explained(chosen, catalog.clouds(edition), columns, seeds)
        submission.add(name, **found)
    submission.save(output)
    show_lines([f"wrote {output}", f"next: lri-bench evaluate {output}"])


@board_app.command("build")
def board_build(*, data: Data = None) -> None:
    """Recompute every entry and write leaderboard/."""
    from lri_bench.board.files import write_board  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    show_lines(f"wrote {path}" for path in write_board(_catalog(data)))


@board_app.command("check")
def board_check(*, data: Data = None) -> None:
    """Fail if leaderboard/ is not what submissions/ give."""
    from lri_bench.board.files import check_board  # noqa: PLC0415
    from lri_bench.display import show_lines  # noqa: PLC0415

    entries = check_board(_catalog(data))
    show_lines([f"leaderboard/ is what its {entries} entries give"])


@app.command()
def demo(*, data: Data = None) -> None:
    """Show the benchmark on the data that comes with it, without any download."""
    from lri_bench.demo import run_demo  # noqa: PLC0415

    run_demo(_catalog(data))


def _catalog(data: Path | None) -> Catalog:
    from lri_bench.catalog.editions import Catalog  # noqa: PLC0415

    return Catalog.default(data)


def _each(files: list[str], one: Any, *, as_json: bool) -> None:
    """Do the same with every file; problems of all of them come at the end."""
    content: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for file in _named_files(files, as_json=as_json):
        try:
            content.append({"file": file, "problems": [], **one(file)})
        except LriBenchError as error:
            found = [problem.as_dict() for problem in error.problems]
            content.append({"file": file, "problems": found})
            problems += error.problems
    if as_json:
        _print_json({"files": content})
    if problems:
        from lri_bench.display import show_problems  # noqa: PLC0415

        show_problems(problems)
        raise typer.Exit(2)


def _named_files(files: list[str], *, as_json: bool) -> list[str]:
    """Take ``--json -`` for what it means elsewhere: JSON to standard output."""
    if STDOUT in files and not as_json:
        raise OutputError(
            Problem(
                where="-",
                expected="names of files",
                got="-, which stands for standard output, without --json",
                cause="a zip cannot be read from a pipe",
                run="lri-bench evaluate submission.npz --json -",
            )
        )
    return [file for file in files if file != STDOUT]


def _progress(items: Any, total: int) -> Any:
    from tqdm import tqdm  # noqa: PLC0415

    # disable=None: quiet where stderr is no terminal.
    return tqdm(items, total=total, disable=None, unit=" clouds", smoothing=0)


def _print_json(content: Any) -> None:
    typer.echo(json.dumps(content, indent=1, ensure_ascii=False))
