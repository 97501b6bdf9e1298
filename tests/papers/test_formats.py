# SPDX-License-Identifier: MIT
"""The same table in three formats, with names that strangers choose."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from paper_boards import REFERENCES, Shown, board_of

from lri_bench.board.model import Board
from lri_bench.papers import FORMATS, choose, table
from lri_bench.papers.latex_text import latex_text

HOSTILE = (
    r"\input{/etc/passwd} $x$ & 100% #1 {_^~}",
    "<script>alert(1)</script> | **b** `c` ~~d~~",
    "[x](javascript:y) ![z](http://t) \\",
    "*[1pt]",
    '=HYPERLINK("http://t";"x") -- ---',
    "β-VAE → Poincaré, Łódź, Ğ, þ, Ą, 中文",
    "?` !` << >> ,, \u202e\u200b odd",
)
"""No name may say anything but itself."""

LETTERS = st.characters(exclude_categories=["Cs"])
NAMES = st.text(LETTERS, min_size=1, max_size=60).filter(str.strip)


def named(*names: str) -> Board:
    shown = [
        Shown(name, 0.9 - place / 100, (1, len(names)), "a")
        for place, name in enumerate(names)
    ]
    return board_of(synmol_at_raw=(*shown, *REFERENCES))


def as_shown(markdown: str) -> list[list[str]]:
    """Return what a reader of the table sees, cell by cell."""
    rows: list[list[str]] = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        if token.type == "tr_open":
            rows.append([])
        if token.type == "inline" and token.level > 2:
            children = token.children or []
            assert {c.type for c in children} <= {
                "text",
                "text_special",
                "strong_open",
                "strong_close",
                "em_open",
                "em_close",
            }, token.content
            rows[-1].append("".join(child.content for child in children))
    return rows


def one_line(name: str) -> str:
    return " ".join(name.split())


def test_markdown_shows_names_as_they_are() -> None:
    rows = as_shown(table(choose(named(*HOSTILE)), "markdown"))
    assert [row[0] for row in rows[1 : 1 + len(HOSTILE)]] == [*map(one_line, HOSTILE)]
    assert {len(row) for row in rows} == {6}


@given(NAMES)
def test_any_name_is_one_cell_of_markdown_and_csv(name: str) -> None:
    choice = choose(named(name))
    row = as_shown(table(choice, "markdown"))[1]
    # HTML has no NUL.
    assert row[0] == one_line(name).replace("\0", "�")
    assert row[2:5] == ["0.900 (0.890 to 0.910)", "1", "a"]
    record = list(csv.DictReader(io.StringIO(table(choice, "csv"), newline="")))[1]
    assert record["method"].removeprefix("'") == one_line(name).removeprefix("'")
    assert float(record["roc_auc"]) == 0.9


def test_csv_has_every_number_as_the_board_has_it(board: Board) -> None:
    text = table(choose(board, metrics=["roc_auc", "precision_at_m"]), "csv")
    records = list(csv.DictReader(io.StringIO(text, newline="")))
    found = {(item["edition"], item["entry"]): item for item in records}
    for edition, item in board.editions.items():
        assert float(found[edition, ""]["precision_at_m:5"]) == 0.271
        for row in item.rows:
            record = found[edition, row.entry]
            for score in row.scores:
                key = f"{score.metric}:{score.m}" if score.m else score.metric
                ends = (score.value, score.low, score.high)
                numbers = [record[key], record[f"{key}_low"], record[f"{key}_high"]]
                assert [float(number) for number in numbers] == list(ends)
            ranks = [record["rank_first"], record["rank_last"]]
            assert ranks == (
                [str(row.rank.first), str(row.rank.last)] if row.rank else ["", ""]
            )


def test_no_cell_of_csv_is_a_formula() -> None:
    text = table(choose(named("=1+1", "+1", "-1", "@x")), "csv")
    methods = [line["method"] for line in csv.DictReader(io.StringIO(text))][1:5]
    assert methods == ["'=1+1", "'+1", "'-1", "'@x"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (r"a\b", r"a\textbackslash{}b"),
        ("{$&#%_}", r"\{\$\&\#\%\_\}"),
        ("[1pt]*", "{[}1pt]{*}"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("1–2", "1--2"),  # noqa: RUF001
        ("β, Å, ł", r"\ensuremath{\beta}, Å, ł"),
        ("中\0\u202e", "U+4E2DU+0000U+202E"),
        (" a \n\n b ", "a b"),
    ],
)
def test_latex_shows_text_as_it_is(text: str, source: str) -> None:
    assert latex_text(text) == source


@given(NAMES)
def test_no_text_can_end_a_cell_or_begin_a_command_of_latex(name: str) -> None:
    plain = latex_text(name)
    for known in (r"\textbackslash{}", r"\ensuremath{", r"\text", r"\{", r"\}"):
        plain = plain.replace(known, "")
    for mark in "$&#%_":
        plain = plain.replace(f"\\{mark}", "")
    assert not set(plain) & set('$&#%_^~<>|"`\n\0')


def test_a_table_of_latex_is_what_a_paper_takes(board: Board) -> None:
    source = table(choose(board), "latex")
    assert r"\multicolumn{3}{c}{synmol@raw} & \multicolumn{3}{c}{tau3mu@mini}" in source
    assert r"\cmidrule(lr){4-6} \cmidrule(lr){7-9}" in source
    assert r"$\mathbf{0.950}_{0.940}^{0.960}$ & 1 & a &" in source
    assert source.count(r"\midrule") == 2
    assert r"\label{tab:synmol-raw-tau3mu-mini}" in source
    body = [line for line in source.splitlines() if line.endswith(r"\\")]
    titles = [line for line in body if "multicolumn" not in line]
    assert {line.count(" & ") for line in titles} == {8}


def test_one_line_says_what_made_a_table(board: Board) -> None:
    choice = choose(board)
    assert all("lri-bench 1.2.3" in table(choice, kind) for kind in FORMATS)


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
def test_latex_compiles_whatever_the_names(board: Board, tmp_path: Path) -> None:
    hostile = choose(named(*HOSTILE, *(chr(code) for code in range(0xA1, 0x250))))
    body = "".join(table(choice, "latex") for choice in (hostile, choose(board)))
    (tmp_path / "paper.tex").write_text(
        "\\documentclass{article}\\usepackage{booktabs,graphicx}\\begin{document}\n"
        f"{body}\\end{{document}}\n",
        "utf-8",
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "paper.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-3000:]
    log = (tmp_path / "paper.log").read_text("utf-8", "replace")
    assert "Missing character" not in log
    assert "Overfull" not in log
