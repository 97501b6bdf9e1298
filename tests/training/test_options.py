# SPDX-License-Identifier: MIT
"""What one chooses of a training: names of folders, and words of commands."""

from __future__ import annotations

import pytest

from lri_bench.training.options import TrainingOptions


@pytest.mark.parametrize(
    ("options", "label", "words"),
    [
        (TrainingOptions(), "paper", ()),
        (TrainingOptions(7), "7-epochs", ("--epochs 7",)),
        (TrainingOptions(None, "cuda"), "paper", ("--device cuda",)),
        (
            TrainingOptions(7, "cuda:1", bf16=True),
            "7-epochs-bf16",
            ("--epochs 7", "--device cuda:1", "--bf16"),
        ),
    ],
)
def test_labels_and_words(
    options: TrainingOptions, label: str, words: tuple[str, ...]
) -> None:
    assert options.label == label
    assert options.words == words
