# SPDX-License-Identifier: MIT
"""The command that fetches files of the record."""

from __future__ import annotations

import shlex
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lri_bench.cli.app import app
from lri_bench.cli.common import Data, catalog_at

if TYPE_CHECKING:
    from lri_bench.record.download import Choice

__all__ = ["download"]


@app.command()
def download(  # noqa: PLR0913 - each is an option of the command
    datasets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DATASET",
            help="actstrack, tau3mu, synmol, plbind; all four if none is named.",
            show_default=False,
        ),
    ] = None,
    *,
    raw: Annotated[bool, typer.Option("--raw", help="The raw files.")] = False,
    processed: Annotated[
        bool,
        typer.Option("--processed", help="The processed files: this, if none is said."),
    ] = False,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Both, and of ActsTrack every field."),
    ] = False,
    field: Annotated[
        list[str] | None,
        typer.Option(
            help="Field of ActsTrack, such as 4T; may be repeated [2T].",
            show_default=False,
        ),
    ] = None,
    mirror: Annotated[
        str | None,
        typer.Option(metavar="URL|DIR", help="Where from, instead of Zenodo."),
    ] = None,
    data: Data = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds to wait for the next bytes.")
    ] = 30.0,
    retries: Annotated[
        int, typer.Option(min=0, help="How often to try the same again.")
    ] = 5,
) -> None:
    """Fetch files of the record from Zenodo or a mirror."""
    from lri_bench.display import show_lines  # noqa: PLC0415
    from lri_bench.record.download import Policy, source_of  # noqa: PLC0415
    from lri_bench.record.download import download as fetch  # noqa: PLC0415
    from lri_bench.record.lock import RECORD_FOLDER  # noqa: PLC0415

    kinds = {"raw": raw or everything, "processed": processed or everything}
    choice = _choice(datasets, kinds, field, every_field=everything)
    folder = catalog_at(data).data / RECORD_FOLDER
    source = source_of(mirror, Policy(timeout, retries))
    with _ends_when_asked(), _bar() as report:
        paths = fetch(folder, choice, source, report)
    show_lines([f"in {folder}", *_next(paths, data)])


def _choice(
    datasets: list[str] | None,
    kinds: dict[str, bool],
    fields: list[str] | None,
    *,
    every_field: bool,
) -> Choice:
    from lri_bench.record.download import DATASETS, Choice, Kind  # noqa: PLC0415

    named: dict[str, Any] = {}
    if any(kinds.values()):
        named["kinds"] = tuple(Kind(kind) for kind, wanted in kinds.items() if wanted)
    if fields:
        named["fields"] = tuple(fields)
    elif every_field:
        named["fields"] = None
    return Choice(datasets=tuple(datasets or DATASETS), **named)


def _next(paths: Iterable[Path], data: Path | None) -> Iterator[str]:
    """Yield the command that makes something of the files."""
    from lri_bench.catalog.editions import Edition  # noqa: PLC0415
    from lri_bench.record.download import parse_name  # noqa: PLC0415

    named = [found for path in paths if (found := parse_name(path.name))]
    words = [str(Edition(each.dataset, each.edition)) for each in named]
    if words:
        tail = f" --data {shlex.quote(str(data))}" if data else ""
        yield f"next: lri-bench build {' '.join(words)}{tail}"


@contextmanager
def _ends_when_asked() -> Iterator[None]:
    """Let SIGTERM, as batch systems send it, end the programs we started too."""

    def end(number: int, _frame: Any) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class _Bar:
    """Lines for people, and on a terminal a bar below them."""

    def __init__(self) -> None:
        self._bar: Any = None

    def say(self, line: str) -> None:
        from tqdm import tqdm  # noqa: PLC0415

        from lri_bench.display import show_lines  # noqa: PLC0415

        with tqdm.external_write_mode():
            show_lines([line])

    def begin(self, size: int) -> None:
        from tqdm import tqdm  # noqa: PLC0415

        # disable=None: quiet where stderr is no terminal.
        self._bar = tqdm(
            total=size, disable=None, unit="B", unit_scale=True, leave=False
        )

    def at(self, size: int) -> None:
        self._bar.update(size - self._bar.n)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.close()


@contextmanager
def _bar() -> Iterator[_Bar]:
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.end()
