# SPDX-License-Identifier: MIT
"""Clouds in other forms and back: nothing is lost but what is said to be."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lri_bench.clouds import Alternatives, Clouds
from lri_bench.clouds.convert import (
    follow_batch,
    from_awkward,
    from_frame,
    to_awkward,
    to_frame,
    to_pyg,
)
from lri_bench.errors import DataError, MissingDependencyError

Array = npt.NDArray[Any]

SIZES = st.lists(st.integers(0, 4), max_size=5)


def columns_of(sizes: list[int]) -> dict[str, Any]:
    """Return required columns of clouds of these sizes, every value another one."""
    points, clouds = np.arange(sum(sizes)), np.arange(len(sizes))
    return {
        "offsets": np.cumsum([0, *sizes]),
        "pos": np.stack([points, points / 2, -points], axis=1),
        "x": np.stack([points % 7, points + 0.5], axis=1),
        "truth": points % 2,
        "cloud_id": [f"cloud-{number}" for number in clouds],
        "y": clouds % 2,
        "split": clouds % 4,
    }


def plain(sizes: list[int], **changes: Any) -> Clouds:
    return Clouds(**(columns_of(sizes) | changes))


def full(sizes: list[int], **changes: Any) -> Clouds:
    """Return clouds with every optional column."""
    points, clouds = np.arange(sum(sizes)), np.arange(len(sizes))
    number = clouds % 3
    length = int(np.sum(number * np.array(sizes, dtype=int)))
    context = plain([size + 1 for size in sizes])
    optional = {
        "direction": np.stack([points, points, points], axis=1) + 0.25,
        "group": points // 2 - 1,
        "alternatives": Alternatives(number, np.arange(length) % 2),
        "point_extra": {"charge": points.astype(np.int8)},
        "cloud_extra": {
            "row": clouds * 10,
            "smiles": np.array([f"C{'C' * number}" for number in clouds], np.str_),
        },
        "context": {"ligand": context},
    }
    return plain(sizes, **(optional | changes))


def values_of(clouds: Clouds) -> list[tuple[Any, ...]]:
    listed = clouds.columns()
    return [(name, v.dtype, v.shape, v.tolist()) for name, v in listed]


# Awkward arrays.


def test_awkward_records_have_ragged_columns() -> None:
    array = to_awkward(full([2, 0, 3]))
    assert len(array) == 3
    assert array["pos"].to_list() == [
        [[0, 0, 0], [1, 0.5, -1]],
        [],
        [[2, 1, -2], [3, 1.5, -3], [4, 2, -4]],
    ]
    assert array["cloud_id"].to_list() == ["cloud-0", "cloud-1", "cloud-2"]
    assert array["alternatives"].to_list() == [[], [[]], [[0, 1, 0], [1, 0, 1]]]
    assert array["point_extra", "charge"].to_list() == [[0, 1], [], [2, 3, 4]]
    assert array["cloud_extra", "smiles"].to_list() == ["C", "CC", "CCC"]
    ligand = array["context", "ligand"]
    assert [len(points) for points in ligand["pos"]] == [3, 1, 4]
    assert "meta" not in array.fields


def test_every_column_comes_back_from_awkward() -> None:
    clouds = full([2, 0, 3], meta={"n": 1})
    again = from_awkward(to_awkward(clouds))
    assert values_of(again) == values_of(clouds)
    assert again.meta == {}


def test_nested_context_comes_back_from_awkward() -> None:
    inner = full([1, 1, 1], context={"ion": plain([2, 1, 0])})
    clouds = plain([2, 0, 3], context={"ligand": inner, "water": plain([0, 0, 0])})
    assert values_of(from_awkward(to_awkward(clouds))) == values_of(clouds)


@pytest.mark.parametrize("sizes", [[], [0], [0, 0, 0], [3]])
def test_clouds_without_points_come_back_from_awkward(sizes: list[int]) -> None:
    for clouds in (
        full(sizes),
        plain(sizes),
        plain(sizes, x=np.empty((sum(sizes), 0))),
    ):
        assert values_of(from_awkward(to_awkward(clouds))) == values_of(clouds)


@settings(deadline=None)
@given(SIZES)
def test_any_clouds_come_back_from_awkward(sizes: list[int]) -> None:
    clouds = full(sizes)
    assert values_of(from_awkward(to_awkward(clouds))) == values_of(clouds)


def test_chosen_records_are_chosen_clouds() -> None:
    clouds = full([2, 0, 3, 1])
    chosen = to_awkward(clouds)[[3, 0]]
    assert values_of(from_awkward(chosen)) == values_of(clouds.select([3, 0]))


def test_records_without_a_column_are_told() -> None:
    array = to_awkward(plain([2, 1]))[["cloud_id", "y", "split", "pos"]]
    with pytest.raises(DataError) as caught:
        from_awkward(array)
    (problem,) = caught.value.problems
    assert (problem.where, problem.got) == ("from_awkward", "no x, truth")


# Frames.


def test_a_frame_has_one_row_for_each_point() -> None:
    frame = to_frame(full([2, 0, 3]))
    assert list(frame.columns) == [
        "cloud_id",
        "y",
        "split",
        *("pos_0", "pos_1", "pos_2"),
        *("x_0", "x_1"),
        "truth",
        *("direction_0", "direction_1", "direction_2"),
        "group",
        "charge",
        "row",
        "smiles",
    ]
    assert frame["cloud_id"].tolist() == ["cloud-0"] * 2 + ["cloud-2"] * 3
    assert frame["pos_1"].tolist() == [0, 0.5, 1, 1.5, 2]
    assert frame["row"].tolist() == [0, 0, 20, 20, 20]


def test_columns_come_back_from_a_frame() -> None:
    clouds = full(
        [2, 1, 3], alternatives=None, context={}, cloud_extra={}, meta={"n": 1}
    )
    again = from_frame(to_frame(clouds))
    assert values_of(again) == values_of(clouds)
    assert again.meta == {}


def test_columns_of_clouds_come_back_as_columns_of_points() -> None:
    clouds = plain([2, 1], cloud_extra={"row": np.array([7, 9])})
    again = from_frame(to_frame(clouds))
    assert again.cloud_extra == {}
    assert again.point_extra["row"].tolist() == [7, 7, 9]


def test_clouds_without_points_have_no_row() -> None:
    assert from_frame(to_frame(plain([2, 0, 1]))).cloud_id.tolist() == [
        "cloud-0",
        "cloud-2",
    ]


@pytest.mark.parametrize("sizes", [[], [0, 0]])
def test_a_frame_without_rows_has_no_clouds(sizes: list[int]) -> None:
    table = {"table": np.empty((0, 2, 2))}
    frame = to_frame(full(sizes, point_extra=table))
    assert len(frame) == 0
    assert "table_3" in frame
    assert len(from_frame(frame)) == 0


def test_clouds_without_features_come_back_from_a_frame() -> None:
    clouds = plain([2, 1], x=np.empty((3, 0)))
    assert values_of(from_frame(to_frame(clouds))) == values_of(clouds)


def test_further_columns_may_begin_as_the_numbered_ones_do() -> None:
    extra = {name: np.arange(3) for name in ("x_scale", "pos_error", "pos_7", "x_")}
    clouds = plain([2, 1], point_extra=extra)
    again = from_frame(to_frame(clouds))
    assert values_of(again) == values_of(clouds)


def test_more_than_ten_numbers_stay_in_order() -> None:
    wide = np.arange(36).reshape(3, 12)
    assert np.array_equal(from_frame(to_frame(plain([2, 1], x=wide))).x, wide)


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), max_size=5))
def test_any_clouds_with_points_come_back_from_a_frame(sizes: list[int]) -> None:
    clouds = full(sizes, alternatives=None, context={}, cloud_extra={})
    assert values_of(from_frame(to_frame(clouds))) == values_of(clouds)


def test_a_frame_that_lacks_columns_is_told() -> None:
    with pytest.raises(DataError) as caught:
        from_frame(to_frame(plain([2, 1])).drop(columns=["pos_0", "y"]))
    (problem,) = caught.value.problems
    assert problem.where == "from_frame"
    assert problem.expected == "the columns cloud_id, y, split, pos_0, truth"
    assert problem.got == "no y, pos_0"


def test_rows_of_one_cloud_that_stand_apart_are_told() -> None:
    frame = to_frame(plain([2, 1])).iloc[[0, 2, 1]]
    with pytest.raises(DataError, match="every name once"):
        from_frame(frame)


def test_a_frame_that_was_sorted_by_point_comes_back_in_its_own_order() -> None:
    frame = to_frame(plain([2, 1])).iloc[::-1]
    again = from_frame(frame)
    assert again.cloud_id.tolist() == ["cloud-1", "cloud-0"]
    assert again.pos[:, 0].tolist() == [2, 1, 0]


def test_values_that_a_column_cannot_hold_are_told() -> None:
    frame = to_frame(plain([2, 1])).assign(truth=[0, None, 1])
    with pytest.raises(DataError, match="Clouds: truth"):
        from_frame(pd.DataFrame(frame))


# Graphs of PyG.


def test_a_graph_has_the_columns_of_its_cloud() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("torch_geometric")
    clouds = full([2, 0, 3])
    graphs = to_pyg(clouds)
    assert [graph.cloud_id for graph in graphs] == ["cloud-0", "cloud-1", "cloud-2"]
    assert [graph.num_nodes for graph in graphs] == [2, 0, 3]
    last = graphs[2]
    assert last.pos.tolist() == clouds.pos[2:].tolist()
    assert (last.y.tolist(), last.split.tolist()) == ([0], [2])
    assert last.alternatives.tolist() == [0, 1, 0, 1, 0, 1]
    assert last.num_alternatives.tolist() == [2]
    assert last.row.tolist() == [20]
    assert last.smiles == ["CCC"]
    assert last.pos_ligand.tolist() == clouds.context["ligand"].pos[4:].tolist()
    assert {name for name, _ in last if name.endswith("_ligand")} == {
        "pos_ligand",
        "x_ligand",
    }
    dtypes = {name: value.dtype for name, value in last if torch.is_tensor(value)}
    whole = ("truth", "group", "y", "split", "alternatives", "num_alternatives")
    assert {dtypes[name] for name in (*whole, "charge", "row")} == {torch.int64}
    real = ("pos", "x", "direction", "pos_ligand", "x_ligand")
    assert {dtypes[name] for name in real} == {torch.float32}


def test_graphs_do_not_share_memory_with_the_clouds() -> None:
    pytest.importorskip("torch_geometric")
    clouds = plain([2, 1], point_extra={"row": np.arange(3), "f": np.ones(3)})
    for graph in to_pyg(clouds):
        for name in ("pos", "row", "f"):
            graph[name].zero_()
    assert clouds.pos.any()
    assert clouds.point_extra["row"].any()
    assert clouds.point_extra["f"].all()


def test_columns_of_any_dtype_become_tensors() -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("torch_geometric")
    extra = {
        "big": np.arange(3, dtype=">f8"),
        "small": np.arange(3, dtype=np.uint16),
        "yes": np.array([True, False, True]),
    }
    graph, _ = to_pyg(plain([2, 1], point_extra=extra))
    assert graph.big.dtype == torch.float64
    assert graph.big.tolist() == [0.0, 1.0]
    assert (graph.small.dtype, graph.yes.dtype) == (torch.int64, torch.int64)


def test_columns_that_were_read_from_a_file_become_tensors_without_a_warning(
    tmp_path: Any,
) -> None:
    pytest.importorskip("torch_geometric")
    full([2, 1]).save(tmp_path / "clouds.npz")
    assert len(to_pyg(Clouds.load(tmp_path / "clouds.npz"))) == 2


def test_a_loader_tells_the_cloud_of_every_point_of_every_column() -> None:
    pytest.importorskip("torch")
    loader = pytest.importorskip("torch_geometric.loader")
    clouds = full([2, 1, 3])
    graphs = to_pyg(clouds)
    assert follow_batch(clouds) == ["alternatives", "pos_ligand"]
    first, second = loader.DataLoader(
        graphs, batch_size=2, follow_batch=follow_batch(clouds)
    )
    assert first.batch.tolist() == [0, 0, 1]
    assert first.pos.tolist() == clouds.pos[:3].tolist()
    # Ligands of three and two points, one explanation of the second cloud alone.
    assert first.pos_ligand_batch.tolist() == [0, 0, 0, 1, 1]
    assert first.pos_ligand_ptr.tolist() == [0, 3, 5]
    assert first.pos_ligand.tolist() == clouds.context["ligand"].pos[:5].tolist()
    assert first.alternatives_batch.tolist() == [1]
    assert first.num_alternatives.tolist() == [0, 1]
    assert first.cloud_id == ["cloud-0", "cloud-1"]
    assert (first.y.tolist(), first.row.tolist()) == ([0, 1], [0, 10])
    assert second.batch.tolist() == [0, 0, 0]
    assert second.pos_ligand_batch.tolist() == [0, 0, 0, 0]
    assert second.alternatives_batch.tolist() == [0] * 6
    assert second.alternatives.view(2, 3).tolist() == [[1, 0, 1], [0, 1, 0]]


def test_clouds_within_context_clouds_are_followed_as_well() -> None:
    loader = pytest.importorskip("torch_geometric.loader")
    inner = plain([1, 2], context={"ion": plain([2, 1])})
    clouds = plain([1, 1], context={"ligand": inner})
    assert follow_batch(clouds) == ["pos_ligand", "pos_ion_ligand"]
    (batch,) = loader.DataLoader(
        to_pyg(clouds), batch_size=2, follow_batch=follow_batch(clouds)
    )
    assert batch.pos_ligand_batch.tolist() == [0, 1, 1]
    assert batch.pos_ion_ligand_batch.tolist() == [0, 0, 1]


def test_plain_clouds_have_nothing_to_follow() -> None:
    assert follow_batch(plain([2, 1])) == []


def test_no_clouds_are_no_graphs() -> None:
    pytest.importorskip("torch_geometric")
    assert to_pyg(full([])) == []


# Packages that are not installed.


def hide(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    """Make the import of a package fail as if it were not there."""
    for name in list(sys.modules):
        if name == package or name.startswith(f"{package}."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)


@pytest.mark.parametrize(
    ("package", "extra", "what_for", "convert"),
    [
        ("awkward", "build", "to_awkward", lambda: to_awkward(plain([1]))),
        ("awkward", "build", "from_awkward", lambda: from_awkward([])),
        ("torch", "models", "to_pyg", lambda: to_pyg(plain([1]))),
        ("torch-geometric", "models", "to_pyg", lambda: to_pyg(plain([1]))),
    ],
)
def test_a_package_that_is_missing_is_told_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch,
    package: str,
    extra: str,
    what_for: str,
    convert: Callable[[], object],
) -> None:
    if package == "torch-geometric":
        pytest.importorskip("torch")
    hide(monkeypatch, package.replace("-", "_"))
    with pytest.raises(MissingDependencyError) as caught:
        convert()
    (problem,) = caught.value.problems
    assert problem.where == what_for
    assert problem.expected == f"the package {package}"
    assert problem.got == "it is not installed"
    assert problem.run == f"python -m pip install 'lri-bench[{extra}]'"
