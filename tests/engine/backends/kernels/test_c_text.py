"""Loops printed as C do what they do as Python; what C would do otherwise is refused."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import numpy as np
import pytest

from engine.backends.functions import elementary, normal, philox
from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import BY_ONE_THREAD, EVERY_NEURON, Printed, Sharing
from engine.backends.kernels.cuda import printed_kernel
from engine.backends.kernels.loop_text import loop_text
from engine.sampling.randomness import step_words
from tests.engine.backends import emulated_device

emulated = pytest.mark.skipif(emulated_device.COMPILER is None, reason="g++ is not installed")
KINDS = {"F": "float64", "np.int32": "int32", "np.int64": "int64", "np.uint32": "uint32"}


@pytest.fixture
def run():
    """Runs the body of a loop over arrays on the emulated device, with as many threads."""

    def run(body, arrays, sharing=EVERY_NEURON, neurons=8, threads=4, precision="float64", j=1):
        kinds = {str(np.dtype(kind)): name for name, kind in KINDS.items()} | {precision: "F"}
        arguments = [Argument(name, kinds[str(a.dtype)]) for name, a in arrays.items()]
        text = loop_text("", "f", arguments, body, precision, (), noalias=False)
        cuda = printed_kernel(text, "f", arguments, precision, sharing)
        held = {a.name: emulated_device.asarray(arrays.get(a.name, np.zeros(1, np.int32))) for a in cuda.arguments}
        kernel = emulated_device.RawModule(cuda.text, ()).get_function("f")
        kernel((2,), (threads,), (np.int32(neurons), np.int32(j), *held.values()))
        return SimpleNamespace(text=cuda.text, **{name: array.get() for name, array in held.items()})

    return run


def numbers(precision):
    """Numbers of every size, and those that are none."""
    random = np.random.default_rng(7)
    ends = [0.0, -0.0, 1.0, np.inf, -np.inf, np.nan, 1e-310, 709.5, -709.5, 88.5, -88.5, 0.25, -0.25]
    with np.errstate(over="ignore"):
        return np.array([*ends, *random.normal(0.0, 30.0, 500), *np.exp(random.normal(0.0, 40.0, 500))], precision)


@emulated
@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("name", ["exp", "exprel", "log", "sin"])
def test_an_elementary_function_has_on_a_device_the_bits_of_the_compiled_one(run, name, precision):
    x = numbers(precision)
    compiled = getattr(elementary, f"{name}{precision.removeprefix('float')}")
    with np.errstate(all="ignore"):
        expected = np.array([compiled(one) for one in x], precision)
    body = f"    for i in range(neurons):\n        y[i] = {name}(x[i])\n"
    found = run(body, {"x": x, "y": np.zeros_like(x)}, neurons=len(x), precision=precision).y
    assert np.array_equal(found, expected, equal_nan=True)


@emulated
def test_random_numbers_have_on_a_device_the_bits_of_the_compiled_ones(run):
    first, step, key = 5, 11, np.array([1, 2, 3], np.uint32)
    words = step_words(1, (3 << 32) | 2, 4, step >> 2, 300, first)[step & 3]
    body = """    k = now[0] + j
    for i in range(neurons):
        word = random_word(first[0] + i, k, 4, key[2], key[0], key[1])
        even[i] = uniform(word)
        bell[i] = normal(uniform64(word))
"""
    arrays = {
        "first": np.array([first]),
        "now": np.array([step - 1]),
        "key": key,
        "even": np.zeros(300),
        "bell": np.zeros(300),
    }
    found = run(body, arrays, neurons=300)
    assert found.even.tolist() == [philox.uniform64(w) for w in words]
    assert found.bell.tolist() == [normal.normal(u) for u in found.even]


@emulated
def test_whole_numbers_divide_on_a_device_as_in_python(run):
    a, n = (values.ravel() for values in np.meshgrid(np.arange(-9, 10), np.array([1, 2, 3, 7])))
    body = "    for i in range(neurons):\n        rest[i], whole[i] = a[i] % n[i], a[i] // n[i]\n"
    found = run(body, {"a": a, "n": n, "rest": 0 * a, "whole": 0 * a}, neurons=len(a))
    assert found.rest.tolist() == (a % n).tolist()
    assert found.whole.tolist() == (a // n).tolist()


@emulated
def test_products_of_short_numbers_have_64_bits_on_a_device_as_in_a_compiled_loop(run):
    large = np.array([1 << 31], np.uint32)
    arrays = {"a": large, "b": np.array([4], np.int32), "found": np.zeros(8, np.int64)}
    body = """    for i in range(neurons):
        found[i] = a[0] * b[0] + np.uint64(a[0]) * np.uint64(b[0]) + (a[0] << 4)
"""
    assert set(run(body, arrays).found.tolist()) == {(1 << 33) + (1 << 33) + (1 << 35)}


@emulated
def test_threads_share_a_loop_add_to_what_they_share_and_number_what_they_append(run):
    body = """    count = offsets[j]
    for i in range(neurons):
        total[i % 2] += x[i]
        if x[i] > 3:
            spikes[count] = i
            count += 1
    offsets[j + 1] = count
"""
    arrays = {"x": np.arange(8.0), "total": np.zeros(2), "offsets": np.zeros(3, np.int64)}
    arrays["spikes"] = np.zeros(8, np.int32)
    found = run(body, arrays, Sharing(summed=("total",), count="count"), threads=3)
    assert found.total.tolist() == [12.0, 16.0]
    assert sorted(found.spikes[:4]) == [4, 5, 6, 7]
    assert found.count.tolist() == [4]


@emulated
def test_one_thread_stores_what_no_loop_shares(run):
    body = """    if j > 0:
        total[0] += 1
    for i in range(neurons):
        x[i] += 1.0
    for s in range(3):
        total[1] += s
"""
    found = run(body, {"x": np.zeros(8), "total": np.zeros(2)})
    assert found.x.tolist() == [1.0] * 8
    assert found.total.tolist() == [1.0, 3.0]
    loop = "    for i in range(neurons):\n        x[0] += i\n"
    assert run(loop, {"x": np.zeros(1)}, BY_ONE_THREAD).x.tolist() == [28.0]


@pytest.mark.parametrize("name", ["k", "thread", "blockDim_x", "step"])
@emulated
def test_a_name_of_a_model_meets_no_name_of_the_device(run, name):
    found = run(
        f"    for i in range(neurons):\n        {name} = x[i]\n        x[i] = {name} + 1.0\n", {"x": np.zeros(8)}
    )
    assert found.x.tolist() == [1.0] * 8


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a, b = b, a", "in C one is set after the other"),
        ("a = x[1:3]", "a slice in C has a beginning and no end"),
        ("a = b + 9223372036854775808", "has more than 64 bits"),
        ("a = 1 < b < 2", "C compares two numbers"),
        ("a = unknown(b)", "unknown is no function in C"),
        ("a = [b]", "has no type in C"),
        ("assert a", "is no statement in C"),
        ("x = x[1:]", "x is a parameter of the kernel"),
        ("x[0] *= 2.0", "threads can only add to what they share"),
    ],
)
def test_what_c_would_do_otherwise_is_refused(line, words):
    (tree,) = ast.parse(f"def f(x):\n    b = 1.0\n    {line}\n").body
    with pytest.raises(SyntaxError, match=words):
        Printed().kernel(tree, [("F*", "x")], Sharing(summed=("x",)))
