# SPDX-License-Identifier: MIT
"""Pickles may build arrays and containers; whatever else they try is not run."""

from __future__ import annotations

import collections
import pickle
import random
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lri_bench.errors import DataError
from lri_bench.record.unpickle import NUMPY_NAMES, Names, restricted_load

Array = npt.NDArray[Any]
WHERE = "raw/file.pkl"
PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)

ARRAYS = {
    "numbers": np.arange(6, dtype=np.float32).reshape(2, 3),
    "columns": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "turned": np.arange(24).reshape(2, 3, 4).transpose(1, 2, 0),
    "every second": np.arange(10)[::2],
    "other byte order": np.arange(3, dtype=">i4"),
    "none": np.empty((0, 3)),
    "single": np.array(7, dtype=np.uint8),
    "truth": np.array([True, False]),
    "text": np.array(["a", "bcd"]),
    "bytes": np.array([b"a", b"bcd"]),
    "complex": np.array([1j, 2.0]),
    "objects": np.array([None, "a", 1, 2.5], dtype=object),
}


def load(data: bytes, names: Names = NUMPY_NAMES) -> Any:
    return restricted_load(WHERE, data, names)


def refusal(data: bytes, names: Names = NUMPY_NAMES) -> str:
    """Return what is told of a pickle that must be refused."""
    with pytest.raises(DataError) as caught:
        restricted_load(WHERE, data, names)
    (problem,) = caught.value.problems
    assert problem.where == WHERE
    assert problem.expected == "a pickle of plain arrays and containers"
    assert "nothing was run" in problem.cause
    assert problem.run
    return problem.got


# Pickles as they are made by hand: opcodes of protocol 2.

STOP, REDUCE, BUILD, EMPTY_TUPLE, TUPLE1 = b".", b"R", b"b", b")", b"\x85"


def named(module: str, name: str) -> bytes:
    return f"c{module}\n{name}\n".encode()


def plain(value: object) -> bytes:
    """Return the opcodes that lay a plain value on the stack."""
    return pickle.dumps(value, 2)[2:-1]


def program(*opcodes: bytes) -> bytes:
    return b"\x80\x02" + b"".join(opcodes) + STOP


def called(module: str, name: str, *arguments: object) -> bytes:
    return named(module, name) + plain(arguments) + REDUCE


def dtype(code: str, state: object) -> bytes:
    return called("numpy", "dtype", code, 0, 1) + plain(state) + BUILD


def array(shape: tuple[int, ...], kind: bytes, content: bytes) -> bytes:
    """Return the opcodes of an array with opcodes of dtype and content in it."""
    made = called("numpy.core.multiarray", "_reconstruct", None, (0,), b"b")
    return made + b"(K\x01" + plain(shape) + kind + plain(0) + content + b"tb"


def plain_dtype(code: str = "f8", order: str = "<") -> bytes:
    return dtype(code, (3, order, None, None, None, -1, -1, 0))


def raw(content: bytes) -> bytes:
    """Return the opcodes of bytes, which protocol 2 itself has none for."""
    return b"B" + struct.pack("<I", len(content)) + content


# What is read.


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_of_every_protocol_are_read(name: str, protocol: int) -> None:
    value = load(pickle.dumps(ARRAYS[name], protocol))
    assert type(value) is np.ndarray
    assert value.dtype == pickle.loads(pickle.dumps(ARRAYS[name], protocol)).dtype
    assert value.shape == ARRAYS[name].shape
    assert value.tolist() == ARRAYS[name].tolist()


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("name", ARRAYS)
def test_arrays_are_read_as_numpy_1_wrote_them(name: str, protocol: int) -> None:
    ours = pickle.dumps(ARRAYS[name], protocol)
    # Numpy 1 kept its functions in numpy.core; the two names differ in length,
    # which later protocols write before them, and in frames around all.
    theirs = as_numpy_1(ours)
    assert b"numpy.core." in theirs
    assert b"numpy._core" not in theirs
    assert load(theirs).tolist() == ARRAYS[name].tolist()


def as_numpy_1(data: bytes) -> bytes:
    """Return a pickle with the module names of numpy 1."""
    for module in (b"numpy._core.multiarray", b"numpy._core.numeric"):
        old = module.replace(b"_core", b"core")
        for prefix, written in (
            (b"c", lambda name: name),
            (b"\x8c", lambda name: bytes([len(name)]) + name),
        ):
            data = data.replace(prefix + written(module), prefix + written(old))
    if data[2:3] == b"\x95":  # one frame around all: it is shorter now
        data = data[:3] + struct.pack("<Q", len(data) - 11) + data[11:]
    return data


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    "value",
    [np.float32(0.1), np.int64(-3), np.bool_(1), np.str_("abc"), np.bytes_(b"x")],
)
def test_scalars_of_every_protocol_are_read(value: Any, protocol: int) -> None:
    read = load(pickle.dumps(value, protocol))
    assert type(read) is type(value)
    assert read == value


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_containers_and_the_arrays_in_them_are_read(protocol: int) -> None:
    nodes = np.arange(4, dtype=np.uint8).reshape(2, 2)
    value = {"a": [1, 2.5, None, True, "ü"], "b": (("c",), b"bytes"), "nodes": nodes}
    read = load(pickle.dumps(value, protocol))
    assert np.array_equal(read.pop("nodes"), value.pop("nodes"))
    assert read == value


def test_an_array_that_stands_twice_is_one_array() -> None:
    nodes = np.arange(3)
    first, second = load(pickle.dumps([nodes, nodes]))
    assert first is second


@settings(deadline=None)
@given(
    hnp.arrays(
        st.one_of(
            hnp.integer_dtypes(endianness="?"),
            hnp.floating_dtypes(endianness="?"),
            hnp.boolean_dtypes(),
        ),
        hnp.array_shapes(min_dims=0, max_dims=3, min_side=0),
    ),
    st.sampled_from(PROTOCOLS),
)
def test_any_array_is_read_as_pickle_itself_reads_it(
    value: Array, protocol: int
) -> None:
    data = pickle.dumps(value, protocol)
    read, expected = load(data), pickle.loads(data)
    assert (read.dtype, read.shape) == (expected.dtype, expected.shape)
    assert read.tobytes() == expected.tobytes()


def test_names_can_be_admitted_for_one_file_alone() -> None:
    data = pickle.dumps(collections.Counter("ab"))
    admitted = {("collections", "Counter"): dict}
    assert load(data, admitted) == {"a": 1, "b": 1}
    assert refusal(data) == "it names collections.Counter, which is not admitted"


# What is not run.


class Call:
    """Calls something when it is unpickled."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.reduced = (function, arguments)

    def __reduce__(self) -> tuple[Any, ...]:
        return self.reduced


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_a_pickle_calls_is_not_run(tmp_path: Path, protocol: int) -> None:
    trap = tmp_path / "trap"
    data = pickle.dumps({"a": [Call(Path.touch, trap)]}, protocol)
    assert "which is not admitted" in refusal(data)
    assert not trap.exists()
    pickle.loads(data)
    assert trap.exists()  # so the trap was a real one


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("posix", "system"),
        ("nt", "system"),
        ("subprocess", "Popen"),
        ("builtins", "eval"),
        ("builtins", "exec"),
        ("builtins", "getattr"),
        ("builtins", "__import__"),
        ("__builtin__", "eval"),
        ("importlib", "import_module"),
        ("operator", "attrgetter"),
        ("functools", "partial"),
        ("copyreg", "_reconstructor"),
        ("pickle", "loads"),
        ("numpy", "load"),
        ("numpy", "fromfile"),
        ("numpy", "memmap"),
        ("numpy", "ufunc"),
        ("numpy.testing", "runstring"),
        ("numpy.core.multiarray", "fromstring"),
        ("numpy._core.multiarray", "_reconstruct.__globals__"),
        ("numpy", "ndarray.tofile"),
        ("numpy", "dtype.__class__"),
        ("lri_bench.storage.atomic", "write_text"),
    ],
)
def test_names_that_are_not_on_the_list_are_refused(module: str, name: str) -> None:
    told = f"it names {module}.{name}, which is not admitted"
    assert refusal(program(called(module, name, "true"))) == told
    strings = b"".join(
        b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name)
    )
    stack_global = b"\x80\x04" + strings + b"\x93."
    assert refusal(stack_global) == told


def test_a_dotted_name_does_not_lead_from_an_admitted_one_to_another() -> None:
    """Protocol 4 looks attributes of attributes up; here nothing is looked up."""
    data = b"\x80\x04\x8c\x07_codecs\x8c\x0fencode.__self__\x93."
    assert refusal(data) == "it names _codecs.encode.__self__, which is not admitted"


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x02K\x01Q.",
        b"Pabc\n.",
    ],
)
def test_persistent_identifiers_are_refused(data: bytes) -> None:
    assert refusal(data) == "it has persistent identifiers"


def test_persistent_identifiers_can_be_admitted() -> None:
    data = b"\x80\x02K\x15Q."
    assert restricted_load(WHERE, data, {}, lambda pid: pid * 2) == 42


@pytest.mark.parametrize("code", [b"\x82\x01", b"\x83\x01\x00", b"\x84\x01\0\0\0"])
def test_extension_codes_are_refused(code: bytes) -> None:
    assert "extension code" in refusal(b"\x80\x02" + code + STOP)


@pytest.mark.parametrize("codec", ["rot13", "hex", "zlib", "utf-8", "unicode_escape"])
def test_bytes_carried_by_another_codec_are_refused(codec: str) -> None:
    data = program(called("_codecs", "encode", "abc", codec))
    assert refusal(data) == f"bytes carried as {codec!r}"


def test_a_scalar_that_holds_an_object_is_refused() -> None:
    kind = dtype("O8", (3, "|", None, None, None, -1, -1, 63))
    scalar = named("numpy.core.multiarray", "scalar")
    data = program(scalar, b"(", kind, plain(b"\0" * 8), b"tR")
    assert refusal(data) == "a scalar that holds a Python object"


# What would make numpy follow addresses that the pickle chose.


def test_the_flags_of_a_dtype_cannot_hide_that_it_holds_objects() -> None:
    """Numpy takes the flags of a pickle, and bytes of a file for addresses."""
    kind = dtype("O8", (3, "|", None, None, None, -1, -1, 0))
    data = program(array((1,), kind, raw(struct.pack("<Q", 0xDEADBEEF))))
    assert refusal(data) == "an array of object made of bytes"


def test_the_fields_of_a_dtype_cannot_lie_outside_of_it() -> None:
    named_fields = (3, "|", None, ("a",), {"a": ("f8", 10**8)}, 8, 1, 0)
    for code in ("V8", "f8"):
        assert "a dtype" in refusal(program(dtype(code, named_fields)))


def test_the_itemsize_of_a_dtype_cannot_be_changed() -> None:
    kind = dtype("U1", (3, "<", None, None, None, 4000, 4, 8))
    content = plain(b"a\0\0\0")
    assert load(program(array((1,), kind, content))).tolist() == ["a"]


def test_a_tuple_of_no_dtype_is_refused() -> None:
    # Numpy 2 answers a state that is no tuple with a SystemError.
    assert refusal(program(dtype("f8", [1])))
    assert refusal(program(dtype("f8", None)))


@pytest.mark.parametrize(
    "code", ["V8", "M8[s]", "f4,f4", "(2,)f8", "O", "f99", "", "f8\n", "T"]
)
def test_dtypes_that_are_neither_numbers_nor_text_are_refused(code: str) -> None:
    assert refusal(program(called("numpy", "dtype", code, 0, 1)))


@pytest.mark.parametrize(
    ("shape", "content"),
    [
        ((2,), bytes(8)),
        ((1,), bytes(9)),
        ((-1,), b""),
        ((-1, -1), bytes(8)),
        ((2**32, 2**32), b""),
        ((10**15,), bytes(8)),
        ((1,) * 70, bytes(8)),
    ],
)
def test_shapes_that_do_not_fit_the_content_are_refused(
    shape: tuple[int, ...], content: bytes
) -> None:
    assert refusal(program(array(shape, plain_dtype(), raw(content))))
    kind = plain_dtype()
    arguments = b"(" + raw(content) + kind + plain(shape) + plain("C") + b"t"
    buffer = named("numpy._core.numeric", "_frombuffer")
    assert refusal(program(buffer, arguments, REDUCE))


@pytest.mark.parametrize("content", [plain([1.0]), plain("abcdefgh"), plain(None)])
def test_numbers_that_are_made_of_something_else_than_bytes_are_refused(
    content: bytes,
) -> None:
    told = refusal(program(array((1,), plain_dtype(), content)))
    assert told.startswith("an array of float64 made of")


def test_an_array_cannot_share_the_memory_of_another() -> None:
    """Numpy frees that memory when the other one is built once more."""
    inner = array((8,), plain_dtype("u1", "|"), raw(bytes(8)))
    arguments = b"(" + inner + plain_dtype() + plain((1,)) + plain("C") + b"t"
    buffer = named("numpy._core.numeric", "_frombuffer")
    told = refusal(program(buffer, arguments, REDUCE))
    assert told == "an array that does not hold its own bytes"


@pytest.mark.parametrize("code", [0x110000, 0xFFFFFFFF, 0xDFFF])
def test_text_whose_numbers_are_no_characters_is_refused(code: int) -> None:
    content = struct.pack("<I", code)
    kind = dtype("U1", (3, "<", None, None, None, 4, 4, 8))
    told = "text with numbers that are no characters"
    assert refusal(program(array((1,), kind, raw(content)))) == told
    scalar = named("numpy.core.multiarray", "scalar")
    assert refusal(program(scalar, b"(", kind, raw(content), b"tR")) == told


@pytest.mark.parametrize("name", sorted(NUMPY_NAMES))
@pytest.mark.parametrize("state", [{"a": 1}, (None, {"__defaults__": (1,)}), 1])
def test_what_is_admitted_cannot_be_changed(name: tuple[str, str], state: Any) -> None:
    before = vars(NUMPY_NAMES[name]).copy() if callable(NUMPY_NAMES[name]) else {}
    refusal(program(named(*name), plain(state), BUILD))
    after = vars(NUMPY_NAMES[name]).copy() if callable(NUMPY_NAMES[name]) else {}
    assert after == before
    assert getattr(NUMPY_NAMES[name], "__defaults__", None) != (1,)


def test_the_name_of_the_array_class_cannot_be_called() -> None:
    assert refusal(program(called("numpy", "ndarray", (10**15,))))


# What is damaged.


@pytest.mark.parametrize(
    "data",
    [b"", b".", b"\x80", b"\xff", b"\x80\xff.", b"(", b"0.", b"}]s.", b"a.", b"I\n."],
)
def test_what_is_no_pickle_is_refused(data: bytes) -> None:
    assert refusal(data)


def test_every_beginning_of_a_pickle_is_refused() -> None:
    whole = pickle.dumps(list(ARRAYS.values()), 4)
    for length in range(len(whole)):
        assert refusal(whole[:length])


@pytest.mark.parametrize("put", [b"r\xff\xff\xff\xff", b"p4294967295\n"])
def test_a_place_in_the_memo_that_memory_does_not_have_is_refused(put: bytes) -> None:
    told = "it puts something in place 4,294,967,295"
    assert refusal(b"\x80\x02N" + put + STOP) == told


def test_a_length_that_memory_does_not_have_is_refused() -> None:
    data = b"\x80\x04\x8e" + struct.pack("<Q", 2**62) + b"abc."
    assert refusal(data)


@pytest.mark.parametrize("seed", range(3))
def test_damage_of_any_kind_raises_this_error_alone(seed: int) -> None:
    generator = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    wholes = [pickle.dumps(list(ARRAYS.values()), number) for number in PROTOCOLS]
    refused = 0
    for _ in range(400):
        data = bytearray(generator.choice(wholes))
        for _ in range(generator.choice([1, 2, 8])):
            data[generator.randrange(len(data))] = generator.randrange(256)
        try:
            value = load(bytes(data))
        except DataError:
            refused += 1
        else:
            assert repr(value)  # what is read can be looked at
    assert refused > 200


def test_no_forged_state_crashes_the_interpreter() -> None:
    """A crash would end the tests: another interpreter tries."""
    script = (
        "import sys\n"
        "from lri_bench.errors import DataError\n"
        "from lri_bench.record.unpickle import NUMPY_NAMES, restricted_load\n"
        "try:\n"
        "    value = restricted_load('w', sys.stdin.buffer.read(), NUMPY_NAMES)\n"
        "    print(repr(value))\n"
        "except DataError:\n"
        "    print('refused')\n"
    )
    kind = dtype("O8", (3, "|", None, None, None, -1, -1, 0))
    data = program(array((1,), kind, raw(struct.pack("<Q", 0xDEADBEEF))))
    done = subprocess.run(
        [sys.executable, "-c", script], input=data, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"refused\n")
