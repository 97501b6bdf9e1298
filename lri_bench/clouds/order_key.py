# SPDX-License-Identifier: MIT
"""Order keys: fingerprints that tell whether points come in the expected order.

The key of a cloud is the first eight bytes, read as a little-endian unsigned
integer, of the SHA-256 of its key columns: the points one after the other, of
each point its columns one after the other, every number little-endian in the
data set's key dtype. Any language can compute it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lri_bench.types import AnyArray, Offsets

__all__ = ["OrderKeyColumns", "order_keys"]

_KEY_BYTES = 8


@dataclass(frozen=True, slots=True)
class OrderKeyColumns:
    """Which columns of a data set make its order keys.

    Attributes
    ----------
    names : tuple of str
        ``"pos"`` for all coordinates, ``"x:0"`` for the first feature, or the
        name of a further point column. None of them may depend on the version
        of a package.
    dtype : str
        What the numbers are converted to, such as ``"<i2"`` or ``"<f4"``.
    """

    names: tuple[str, ...]
    dtype: str

    def keys(
        self, column: Callable[[str], AnyArray], offsets: Offsets
    ) -> npt.NDArray[np.uint64]:
        """Return the order keys of clouds, whatever holds their columns.

        Parameters
        ----------
        column : callable
            Returns the (N, ...) column of a name, such as ``"pos"``.
        offsets : (S + 1,) int64
            Where each cloud begins.

        Returns
        -------
        keys : (S,) uint64
        """
        parts = []
        for name in self.names:
            base, _, index = name.partition(":")
            value = np.asarray(column(base))
            value = value.reshape(len(value), math.prod(value.shape[1:]))
            parts.append(value[:, [int(index)]] if index else value)
        return order_keys(np.concatenate(parts, axis=1), offsets, self.dtype)


def order_keys(
    columns: AnyArray, offsets: Offsets, dtype: str
) -> npt.NDArray[np.uint64]:
    """Return one key per cloud, which changes when its points change places.

    Parameters
    ----------
    columns : (N,) or (N, k) array
        The key columns of all points.
    offsets : (S + 1,) int64
        Where each cloud begins.
    dtype : str
        Numpy's name of the dtype that is hashed, with its byte order.

    Returns
    -------
    keys : (S,) uint64

    Notes
    -----
    Points that agree in every key column can change places unseen.

    Examples
    --------
    >>> there, back = order_keys(np.array([1, 2, 2, 1]), np.array([0, 2, 4]), "<i2")
    >>> bool(there == back)
    False
    """
    # Adding zero turns -0.0 into 0.0: equal numbers have equal bytes.
    # The sum has the machine's byte order, so that the dtype is given once more.
    plain = (columns.astype(dtype) + np.zeros(1, dtype)).astype(dtype, order="C")
    data = memoryview(plain.tobytes())
    stride = plain.itemsize * (plain.shape[1] if plain.ndim > 1 else 1)
    cuts = (np.asarray(offsets) * stride).tolist()
    digests = b"".join(
        hashlib.sha256(data[start:stop]).digest()[:_KEY_BYTES]
        for start, stop in pairwise(cuts)
    )
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)
