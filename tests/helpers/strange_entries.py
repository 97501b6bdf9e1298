# SPDX-License-Identifier: MIT
"""Entries of strangers: one that is right, and ways to make it hostile."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from lri_bench.submission import Submission
from lri_bench.truth import Truth

__all__ = [
    "FACTS",
    "HOSTILE_FOLDERS",
    "MARKS",
    "marked",
    "noisy",
    "write_entry",
    "write_facts",
]

FACTS: dict[str, Any] = {
    "method": "mine",
    "track": "post-hoc",
    "summary": "The length of a gradient.",
    "authors": ["A. Stranger"],
    "made_with": "python explain.py --edition synmol@mini",
    "trained_on": ["train", "valid"],
    "backbone": "own network",
    "paper": "https://example.org/paper",
    "code": "https://example.org/code",
    "licence": "MIT",
    "seeds": 3,
    "partial": "A first try, on one data set.",
    "submitted": "2026-11-25",
}

TRUTH = Path(__file__).resolve().parents[2] / "datasets/synmol/truth-mini.npz"


def noisy(seed: int = 0, noise: float = 1.0, seeds: int = 3) -> Submission:
    """Return importances that know the truth of `synmol@mini`, but for the noise."""
    truth = Truth.load(TRUTH)
    drawn = np.random.default_rng(seed).normal(size=(seeds, len(truth.truth)))
    given = {
        "cloud_id": truth.cloud_id,
        "offsets": truth.offsets,
        "importance": (truth.truth + noise * drawn).astype(np.float32),
        "order_key": truth.order_key,
    }
    return Submission(method="mine").add("synmol@mini", **given)


def write_facts(folder: Path, **facts: Any) -> Path:
    """Write `entry.yaml`; a fact that is None is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {k: v for k, v in (FACTS | facts).items() if v is not None}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    (folder / "entry.yaml").write_text(text, "utf-8")
    return folder


def write_entry(
    folder: Path, submission: Submission | None = None, **facts: Any
) -> Path:
    """Write an entry that can be scored."""
    write_facts(folder, **facts)
    (submission or noisy()).save(folder / "submission.npz")
    return folder


MARKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel)",
    "` | `@everyone` #1 ``` \\` \\",
    "</code></pre><b>",
    "&lt;script&gt; <!-- --> ${{ github.token }} $(id)",
    "https://evil.example www.evil.example",
    "# not a heading", "--- | ---", "::set-output name=x::y",
)  # fmt: skip
"""Texts that are allowed, and would do something if they were taken for markup."""


def marked(folder: Path, number: int, mark: str, **facts: Any) -> Path:
    """Write an entry with a mark in every text, and one seed of importances."""
    texts = dict.fromkeys(("summary", "note", "partial", "trained_on_note"), mark)
    names = {"method": f"{number} {mark}", "authors": [mark], "backbone": mark}
    told = names | texts | {"trained_on": ["other-data"], "seeds": 1}
    return write_entry(folder, noisy(number, seeds=1), **told | facts)


def _linked_file(folder: Path) -> None:
    file = folder / "submission.npz"
    file.rename(folder.parent.parent / "elsewhere.npz")
    file.symlink_to(folder.parent.parent / "elsewhere.npz")


def _linked_entry(folder: Path) -> None:
    (folder / "entry.yaml").unlink()
    (folder / "entry.yaml").symlink_to("/etc/passwd")


def _folder_as_entry(folder: Path) -> None:
    (folder / "entry.yaml").unlink()
    (folder / "entry.yaml").mkdir()


def _pipe(folder: Path) -> None:
    (folder / "entry.yaml").unlink()
    os.mkfifo(folder / "entry.yaml")


def _pipe_as_file(folder: Path) -> None:
    (folder / "submission.npz").unlink()
    os.mkfifo(folder / "submission.npz")


def _more_files(folder: Path) -> None:
    (folder / "setup.py").write_text("raise SystemExit('was run')\n")
    (folder / "conftest.py").symlink_to("/etc/passwd")


def _bomb(folder: Path) -> None:
    """Three hundred million zeros in two megabytes."""
    file = folder / "submission.npz"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("format.npy", "w", force_zip64=True) as member,
    ):
        for _ in range(300):
            member.write(bytes(1_000_000))


def _large(folder: Path) -> None:
    with (folder / "submission.npz").open("ab") as file:
        file.truncate(5_000_001)


def _no_file(folder: Path) -> None:
    (folder / "submission.npz").unlink()


def _no_entry(folder: Path) -> None:
    (folder / "entry.yaml").unlink()


def _with_text(text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        old = (folder / "entry.yaml").read_text("utf-8")
        (folder / "entry.yaml").write_text(old + text, "utf-8")

    return change


def _unreadable_name(folder: Path) -> None:
    folder.rename(folder.with_name("My Method"))


HOSTILE_FOLDERS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "linked file": (_linked_file, ("submission.npz", "a link", "not followed")),
    "linked entry": (_linked_entry, ("entry.yaml", "a link")),
    "folder as entry": (_folder_as_entry, ("entry.yaml", "a folder")),
    "pipe as entry": (_pipe, ("entry.yaml", "a pipe")),
    "pipe as file": (_pipe_as_file, ("submission.npz", "a pipe")),
    "more files": (_more_files, ("setup.py", "conftest.py", "nothing else")),
    "bomb": (_bomb, ("300,000,000 bytes declared", "nothing was decompressed")),
    "large file": (_large, ("5,000,001 bytes",)),
    "no file": (_no_file, ("submission.npz", "nothing", "lri-bench submit")),
    "no entry": (_no_entry, ("entry.yaml", "nothing")),
    "a bad name": (_unreadable_name, ("'My Method'", "a-z, 0-9")),
    "python object": (
        _with_text("note: !!python/object/apply:os.system ['touch x']\n"),
        ("line 17", "python/object/apply:os.system", "no tag is ever followed"),
    ),
    "aliases": (
        _with_text("a: &a [x, x]\nb: [*a, *a]\n"),
        ("anchor or alias", "write it out"),
    ),
    "deep": (_with_text("note: " + "[" * 30_000 + "\n"), ("deep", "line 17")),
    "long": (_with_text("# " + "x" * 70_000), ("at most 65,536 bytes",)),
    "twice": (_with_text("method: other\n"), ("'method' again, after line 1",)),
    "broken": (_with_text("note: 'open\n"), ("line 18, column 1", "quoted scalar")),
    "a tab": (_with_text("note:\n\t- x\n"), ("line 18, column 1", "tab")),
    "a zero byte": (_with_text("note: a\0b\n"), ("near line 17", "not allow")),
    "an impossible day": (
        _with_text("hardware: 2026-13-45\n"),
        ("month must be in 1..12", "quotes make it text"),
    ),
    "a long number": (_with_text("epochs: " + "9" * 5000), ("values that exist",)),
    "a merge key": (_with_text("<<: {method: other}\n"), ("merge key",)),
    "a list as key": (_with_text("? [a]\n: b\n"), ("text as key",)),
    "two documents": (_with_text("---\nmethod: x\n"), ("a second document",)),
    "unknown key": (_with_text("scores: 1.0\n"), ("line 17: scores", "knows")),
}
"""What is done to a folder that is right, and what has to be told of it."""
