# SPDX-License-Identifier: MIT
"""The entry of a built-in method: what was run, and what it took."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import HttpUrl

from lri_bench.board.entry import Entry, Source
from lri_bench.board.entry_text import text_of
from lri_bench.explainers.registry import EXPLAINERS
from lri_bench.runs.names import TRAINED
from lri_bench.runs.run import Account

__all__ = ["command_of", "entry_of", "entry_text"]


def entry_text(
    method: str, backbone: str, accounts: Mapping[str, Account], run: str
) -> str:
    """Return ``entry.yaml`` of a built-in method.

    Parameters
    ----------
    method : str
        A name in `TRAINED` or `EXPLAINERS`.
    backbone : str
    accounts : mapping of str to Account
        By edition, ``dataset@edition``.
    run : str
        The command that made the file.

    Returns
    -------
    text : str
    """
    return text_of(entry_of(method, backbone, accounts, run))


def entry_of(
    method: str, backbone: str, accounts: Mapping[str, Account], run: str
) -> Entry:
    """Return the entry of a built-in method.

    Parameters
    ----------
    method, backbone, accounts, run
        See `entry_text`.
    """
    known = TRAINED.get(method) or EXPLAINERS[method]
    first = next(iter(accounts.values()))
    seconds = sum(account.training_seconds for account in accounts.values())
    return Entry(
        method=method,
        track=known.track,
        summary=f"{known.summary[0].upper()}{known.summary[1:]}.",
        authors=("the lri-bench developers",),
        licence="MIT",
        backbone=backbone,
        paper=HttpUrl(f"https://doi.org/{known.doi}") if known.doi else None,
        made_with=run,
        trained_on=(Source.TRAIN, Source.VALID),
        seeds=first.seeds,
        epochs=first.options.epochs,
        note=_note(first),
        training_seconds=round(seconds, 1),
        seconds_per_cloud={
            edition: float(f"{account.seconds_per_cloud:.2g}")
            for edition, account in accounts.items()
        },
        hardware=first.hardware,
        packages=dict(first.packages),
    )


def command_of(
    method: str, backbone: str, account: Account, editions: Iterable[str], folder: str
) -> str:
    """Return the command that makes an entry.

    Parameters
    ----------
    method, backbone : str
    account : Account
        Its seeds and options are named.
    editions : iterable of str
        ``dataset@edition`` each.
    folder : str
        Name of the entry's folder.
    """
    options = [f"--method {method}", f"--backbone {backbone}"]
    options += [f"--seeds {account.seeds}"]
    options += [*account.options.words, f"--entry submissions/{folder}"]
    words = ["lri-bench explain", *editions, *options]
    return " ".join(words)


def _note(account: Account) -> str | None:
    """Say where fewer epochs or seeds were run than in the paper."""
    options = account.options
    if options.epochs is None:
        return None
    why = ", since it ran on CPUs" if options.device == "cpu" else ""
    return (
        f"{options.epochs} epochs of each training, not the paper's number, and "
        f"{account.seeds} seed{'s' if account.seeds > 1 else ''}{why}."
    )
