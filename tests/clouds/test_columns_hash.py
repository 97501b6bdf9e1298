# SPDX-License-Identifier: MIT
"""The hash of clouds: of their columns' names, shapes and values, and nothing else."""

from __future__ import annotations

import dataclasses
import hashlib
import zipfile
from pathlib import Path

import numpy as np
from full_clouds import Array, columns_of, full, small

from lri_bench.clouds import Clouds
from lri_bench.storage.npz import read_npz, write_npz


def test_the_hash_is_of_all_columns_and_of_nothing_else(tmp_path: Path) -> None:
    clouds = full([2, 0, 3])
    expected = clouds.content_hash()
    assert len(expected) == 64
    assert dataclasses.replace(clouds, meta={"n": 9}).content_hash() == expected
    clouds.save(tmp_path / "a.npz")
    with zipfile.ZipFile(tmp_path / "a.npz") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "b.npz", "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):  # another order, and not compressed
            archive.writestr(name, members[name])
    assert Clouds.load(tmp_path / "b.npz").content_hash() == expected
    big = clouds.pos.astype(">f8")
    assert dataclasses.replace(clouds, pos=big).content_hash() == expected


def test_the_hash_can_be_computed_by_hand() -> None:
    clouds = Clouds(
        offsets=[0, 1],
        pos=[[1, 2]],
        x=np.empty((1, 0)),
        truth=[1],
        cloud_id=["a"],
        y=[1],
        split=[2],
    )
    content = (
        b"cloud_id <U1 (1,)\na\0\0\0"
        b"y |u1 (1,)\n\x01"
        b"split |u1 (1,)\n\x02"
        b"offsets <i8 (2,)\n" + np.array([0, 1], "<i8").tobytes() + b"pos <f4 (1, 2)\n"
        b"\0\0\x80\x3f\0\0\x00\x40"
        b"x <f4 (1, 0)\n"
        b"truth |u1 (1,)\n\x01"
    )
    assert clouds.content_hash() == hashlib.sha256(content).hexdigest()


def test_the_hash_changes_with_every_column(tmp_path: Path) -> None:
    path = tmp_path / "clouds.npz"
    full([2, 0, 3]).save(path)
    arrays = read_npz(path)
    hashes = {Clouds.load(path).content_hash()}
    # Explanations do not fit other offsets: these are changed without them.
    changed = [key for key in arrays if key not in ("format", "meta", "offsets")]
    for key in changed:
        write_npz(path, arrays | {key: another(key, arrays[key])})
        hashes.add(Clouds.load(path).content_hash())
    assert len(hashes) == 1 + len(changed)
    assert len(changed) > 30
    offsets = (columns_of([2, 0, 3])["offsets"], [0, 1, 2, 5])
    assert len({small(offsets=cuts).content_hash() for cuts in offsets}) == 2


def another(key: str, value: Array) -> Array:
    """Return a column that fits as well and differs in one value."""
    plain = np.array(value)
    if key.endswith("offsets"):
        return np.array([0, *np.maximum(plain[1:-1] - 1, 0), plain[-1]])
    if plain.dtype.kind == "U":
        plain[-1] = plain[-1][:-1] + "!"
    elif key.endswith(("truth", "mask")):
        plain[-1] ^= 1
    elif key == "alternatives/number":
        plain[1] += 1  # of a cloud without points
    else:
        plain[-1] += 1
    return plain


def test_the_hash_changes_with_the_name_and_the_shape_of_a_column() -> None:
    values = np.zeros((3, 2), dtype=np.float32)
    variants = [
        small(),
        small(cloud_extra={"a": values}),
        small(cloud_extra={"b": values}),
        small(cloud_extra={"a": values.astype(np.float64)}),
        small(cloud_extra={"a": values[:, :1]}),
        small(cloud_extra={"a": values[:, 0]}),
        small(context={"a": small()}),
        small(context={"b": small()}),
    ]
    assert len({clouds.content_hash() for clouds in variants}) == len(variants)
