# SPDX-License-Identifier: MIT
"""Checkpoints: a training that was killed goes on to the same result."""

from __future__ import annotations

import hashlib
import json
import pickle
import shlex
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from lri_bench import __version__
from lri_bench.errors import DataError, Problem
from lri_bench.models import Inputs, Points
from lri_bench.storage.archive import ARCHIVE_FAULTS, reason
from lri_bench.storage.atomic import atomic_writer
from lri_bench.storage.reading import unreadable
from lri_bench.training.history import EpochRecord
from lri_bench.training.settings import FitSettings
from lri_bench.training.trainable import Trainable
from lri_bench.types import Truths

__all__ = [
    "Fingerprint",
    "State",
    "Weights",
    "fingerprint",
    "read_state",
    "write_state",
]

Weights = Mapping[str, torch.Tensor]
"""A `state_dict`."""

Fingerprint = Mapping[str, str]
"""What a training depends on: the same fingerprint, the same result."""

_FORMAT = 1
_CLOUDS_AT_ONCE = 4096
_FAULTS = (*ARCHIVE_FAULTS, pickle.UnpicklingError, TypeError, AttributeError)


@dataclass(frozen=True, eq=False)
class State:
    """A training after some epoch.

    Attributes
    ----------
    phase : int
        Place of the phase.
    done : int
        Epochs of it that are done.
    weights : mapping of str to tensor
        Of the model now.
    best : mapping of str to tensor or None
        Of the model after its best epoch so far, in the phase that counts.
    optimizer : dict
        State of Adam.
    random : dict of str to (bytes,) uint8
        States of torch's generators. Others are seeded anew for each epoch.
    history : sequence of EpochRecord
    """

    phase: int
    done: int
    weights: Weights
    best: Weights | None
    optimizer: dict[str, Any]
    random: dict[str, torch.Tensor]
    history: Sequence[EpochRecord]


def write_state(path: Path, state: State, of: Fingerprint) -> None:
    """Write a checkpoint, whole or not at all.

    Parameters
    ----------
    path : Path
    state : State
    of : Fingerprint
        Of the training.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    content = {name: getattr(state, name) for name in State.__dataclass_fields__}
    content["history"] = [record.as_dict() for record in state.history]
    with atomic_writer(path) as file:
        torch.save({"format": _FORMAT, "of": dict(of), "state": content}, file)


def read_state(path: Path, of: Fingerprint) -> State | None:
    """Return what a checkpoint holds, on the CPU; None if there is none.

    Parameters
    ----------
    path : Path
    of : Fingerprint
        Of the training that is to go on.

    Raises
    ------
    DataError
        If the checkpoint is damaged, or of another training.
    """
    if not path.exists():
        return None
    found = _loaded(path)
    try:
        if found["format"] != _FORMAT:
            raise DataError(_another_format(path, found["format"]))
        if found["of"] != dict(of):
            raise DataError(_another_training(path, found["of"], of))
        content = dict(found["state"])
        content["history"] = [EpochRecord(**r) for r in content["history"]]
        return State(**content)
    except _FAULTS as error:
        raise DataError(_damaged(path, reason(error))) from error


def _loaded(path: Path) -> Any:
    try:
        with zipfile.ZipFile(path) as archive:
            wrong = archive.testzip()  # torch itself does not look at all checksums
        if wrong is not None:
            raise DataError(_damaged(path, f"checksum of {wrong}"))
        return torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise DataError(unreadable(path, "a checkpoint", error)) from error
    except _FAULTS as error:
        raise DataError(_damaged(path, reason(error))) from error


def fingerprint(
    model: Trainable, inputs: Inputs, split: Truths, settings: FitSettings
) -> Fingerprint:
    """Return what the result of a training depends on.

    Parameters
    ----------
    model : Trainable
        As it is before its training.
    inputs : Inputs
    split : (S,) uint8
    settings : FitSettings
    """
    return {
        "settings": _json(asdict(settings)),
        "method": type(model).__name__,
        "configuration": _json(model.configuration()),
        "phases": _json([asdict(phase) for phase in model.phases]),
        "weights at the start": _digest(model.state_dict().values()),
        "clouds": _digest(
            [*_tensors(inputs), torch.from_numpy(split.astype(np.int64))]
        ),
        "geometry": repr(inputs.description),
        "lri-bench": __version__,
        "torch": str(torch.__version__),
    }


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _tensors(inputs: Inputs) -> Iterable[torch.Tensor]:
    """Yield all that models see, some clouds at a time; truth is not among it."""
    for start in range(0, len(inputs), _CLOUDS_AT_ONCE):
        end = min(start + _CLOUDS_AT_ONCE, len(inputs))
        batch = inputs.batch(np.arange(start, end))
        yield from _of_points(batch)
        yield batch.y
        if batch.ligand is not None:
            yield from _of_points(batch.ligand)


def _of_points(points: Points) -> list[torch.Tensor]:
    return [
        points.pos,
        points.categorical,
        points.scalar,
        points.ptr,
        points.edges,
    ]


def _digest(tensors: Iterable[torch.Tensor]) -> str:
    digest = hashlib.sha256()
    for tensor in tensors:
        digest.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def _anew(path: Path) -> str:
    return f"rm {shlex.quote(str(path))}: the training starts anew"


def _damaged(path: Path, got: str) -> Problem:
    return Problem(
        where=str(path),
        expected="a checkpoint of lri-bench",
        got=f"a damaged file or another kind ({got})",
        cause="it was changed or cut off while it was copied",
        run=_anew(path),
    )


def _another_format(path: Path, got: object) -> Problem:
    return Problem(
        where=str(path),
        expected=f"a checkpoint of format {_FORMAT}",
        got=f"format {ascii(got)[:20]}",
        cause="another version of lri-bench wrote it",
        run=_anew(path),
    )


def _another_training(path: Path, found: Fingerprint, of: Fingerprint) -> Problem:
    differ = [name for name in of if found.get(name) != of[name]]
    return Problem(
        where=str(path),
        expected="a checkpoint of this training",
        got=f"one of another: {', '.join(differ) or 'more'} differ",
        cause="settings, seed, clouds or versions were changed since it was written",
        run=f"another file for this training, or {_anew(path)}",
    )
