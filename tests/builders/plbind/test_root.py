# SPDX-License-Identifier: MIT
"""PLBind from one's own copy of PDBbind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from lri_bench.builders.plbind.build import build_raw, build_root
from lri_bench.builders.shuffled_split import shuffled_split
from lri_bench.errors import DataError
from lri_bench.parallel import Workers

Files = dict[str, bytes]
Put = Callable[[Mapping[str, bytes]], Path]

INDEX = "index/INDEX_general_PL_data.2020"
HERE = Workers()


def own(files: Files) -> Files:
    """Lay a record's files out as PDBbind does."""
    changed = {
        name.replace("pdb/", "PDBbind/v2020/").replace("_processed", ""): data
        for name, data in files.items()
    }
    changed["PDBbind/v2020/readme"] = b""
    changed["PDBbind/v2020/1aaa/1aaa_pocket.pdb"] = b""
    return changed


def without_lists(files: Files) -> Files:
    return {name: data for name, data in files.items() if "timesplit" not in name}


def test_own_pdbbind_gives_the_same_clouds(files: Files, unpacked: Put) -> None:
    folder = unpacked(own(files))
    product = build_root(folder, HERE)
    expected = build_raw(
        unpacked({f"raw/{name}": data for name, data in files.items()}), HERE
    )
    assert product.clouds.content_hash() == expected.clouds.content_hash()
    assert product.clouds.meta["edition"] == "plbind@root"


def test_own_pdbbind_without_lists_is_split_as_the_authors_split(
    files: Files, unpacked: Put
) -> None:
    product = build_root(unpacked(without_lists(own(files))), HERE)
    np.testing.assert_array_equal(product.clouds.split, shuffled_split(3))
    assert any("drawn with seed 42" in finding for finding in product.findings)


def test_own_pdbbind_may_be_in_part(files: Files, unpacked: Put) -> None:
    files = own(files)
    del files["PDBbind/v2020/1bbb/1bbb_protein.pdb"]
    product = build_root(unpacked(files), HERE)
    assert product.clouds.cloud_id.tolist() == ["1aaa", "1ccc"]
    assert any("without files here: 1bbb" in finding for finding in product.findings)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["INDEX_general_PL_data.2020", "INDEX_refined_data.2020"], "general"),
        (["INDEX_general_PL.2020", "INDEX_refined_data.2020"], "general"),
        (["INDEX_refined_data.2019", "INDEX_refined_data.2020"], "2020"),
    ],
)
def test_the_best_of_several_indices(
    files: Files, unpacked: Put, names: list[str], expected: str
) -> None:
    files = own(files)
    index = files.pop(INDEX)
    product = build_root(unpacked(files | {f"a/{n}": index for n in names}), HERE)
    (found,) = (name for name in product.clouds.meta["sources"] if "INDEX" in name)
    assert expected in found


def test_all_that_own_pdbbind_lacks_is_told_at_once(unpacked: Put) -> None:
    with pytest.raises(DataError) as caught:
        build_root(unpacked({"split/timesplit_test": b"1aaa"}), HERE)
    told = [problem.expected for problem in caught.value.problems]
    assert len(told) == 3
    assert "INDEX_general_PL_data" in told[0]
    with pytest.raises(DataError, match="No such file"):
        build_root(Path("/nowhere/at/all"), HERE)
