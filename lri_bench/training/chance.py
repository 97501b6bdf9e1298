# SPDX-License-Identifier: MIT
"""Chance that a seed decides on, and that leaves the caller's alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

__all__ = ["generator_states", "seeded", "set_generator_states"]

_STREAMS = {"weights": 0, "training": 1}


@contextmanager
def seeded(
    seed: int, stream: str = "weights", device: torch.device | str = "cpu"
) -> Iterator[None]:
    """Draw from torch's global generator as a seed wants, and restore it then.

    Parameters
    ----------
    seed : int
        0 or more.
    stream : {'weights', 'training'}
        Streams of one seed share nothing.
    device : torch.device or str
        Whose generator is seeded beside the CPU's.

    Examples
    --------
    >>> with seeded(1):
    ...     one = torch.rand(3)
    >>> with seeded(1):
    ...     other = torch.rand(3)
    >>> torch.equal(one, other)
    True
    """
    state = np.random.SeedSequence([seed, _STREAMS[stream]]).generate_state(1)
    on_cuda = torch.device(device).type == "cuda"
    devices = [torch.device(device)] if on_cuda else []
    with torch.random.fork_rng(devices):
        torch.manual_seed(int(state[0]))
        yield


def generator_states(device: torch.device) -> dict[str, torch.Tensor]:
    """Return the states of torch's generators, (bytes,) uint8 each.

    Parameters
    ----------
    device : torch.device
        That of the CPU is always there.
    """
    states = {"cpu": torch.random.get_rng_state()}
    if device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    return states


def set_generator_states(states: dict[str, torch.Tensor], device: torch.device) -> None:
    """Set torch's generators to what `generator_states` returned.

    Parameters
    ----------
    states : dict of str to (bytes,) uint8
    device : torch.device
    """
    torch.random.set_rng_state(states["cpu"])
    if device.type == "cuda":
        torch.cuda.set_rng_state(states["cuda"], device)
