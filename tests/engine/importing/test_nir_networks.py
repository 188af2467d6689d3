"""NIR graphs of every kind that is read: drawn and run, they fire what a plain reading of their equations fires."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import nir
import numpy as np
import pytest

from engine.exporting.nir_interpreter import Interpreter, NirSemantics
from engine.importing import ImportProblem, read_network
from engine.model.registry.discovery import find
from tests.peers.imported import fired

pytestmark = pytest.mark.usefixtures("sound_files")
STEP, STEPS = 1e-4, 40
RANDOM = np.random.default_rng(3)


def lif(*shape: int, beta: float = 0.9, **given: Any) -> nir.LIF:
    ones = np.ones(shape)
    values = {"tau": STEP / (1 - beta) * ones, "r": ones / (1 - beta), "v_leak": 0 * ones, "v_threshold": ones}
    return nir.LIF(**(values | given))


def affine(after: int, before: int, scale: float = 0.6) -> nir.Affine:
    return nir.Affine(RANDOM.normal(0.1, scale, (after, before)), RANDOM.normal(0, 0.05, after))


def chain(
    *nodes: tuple[str, Any],
    entry: tuple[int, ...],
    more: tuple[tuple[str, str], ...] = (),
    loose: Mapping[str, Any] | None = None,
) -> nir.NIRGraph:
    names = ["input", *(name for name, _ in nodes), "output"]
    ends = {"input": nir.Input(np.array(entry)), "output": nir.Output(np.array((1,)))}
    edges = [*pairwise(names), *more]
    return nir.NIRGraph({**ends, **dict(nodes), **(loose or {})}, edges, type_check=False)


def convolution(after: int, before: int, side: int, size: int = 3, **given: Any) -> nir.Conv2d:
    values = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}
    weight = RANDOM.normal(0.2, 0.5, (after, before // int(given.get("groups", 1)), size, size))
    return nir.Conv2d((side, side), weight, bias=RANDOM.normal(0, 0.05, after), **(values | given))


def cuba(size: int) -> nir.CubaLIF:
    ones = np.ones(size)
    taus = {"tau_syn": STEP / 0.4 * ones, "tau_mem": STEP / 0.2 * ones}
    return nir.CubaLIF(**taus, r=ones * 5, v_leak=0 * ones, v_threshold=ones, v_reset=0 * ones, w_in=ones * 2.5)


def subgraph(size: int) -> nir.NIRGraph:
    inner = {
        "input": nir.Input(np.array([size])),
        "lif": lif(size),
        "w": nir.Linear(RANDOM.normal(0, 0.4, (size, size))),
    }
    edges = [("input", "lif"), ("lif", "w"), ("w", "lif"), ("lif", "output")]
    return nir.NIRGraph({**inner, "output": nir.Output(np.array([size]))}, edges, type_check=False)


GRAPHS: dict[str, Callable[[], nir.NIRGraph]] = {
    "dense": lambda: chain(("a", affine(8, 6)), ("x", lif(8)), ("b", affine(5, 8)), ("y", lif(5)), entry=(6,)),
    "no weights between": lambda: chain(("a", affine(6, 6, 1.0)), ("x", lif(6)), ("y", lif(6, beta=0.5)), entry=(6,)),
    "scaled": lambda: chain(
        ("a", affine(6, 6)), ("s", nir.Scale(np.linspace(0.5, 2, 6))), ("x", lif(6)), entry=(6,)
    ),
    "two weights in a row": lambda: chain(("a", affine(7, 6)), ("b", affine(5, 7)), ("x", lif(5)), entry=(6,)),
    "synapses": lambda: chain(("a", affine(8, 6)), ("x", cuba(8)), ("b", affine(5, 8)), ("y", cuba(5)), entry=(6,)),
    "integrators": lambda: chain(
        ("a", affine(5, 6)), ("x", nir.IF(np.full(5, 1 / STEP), np.ones(5), np.zeros(5))), entry=(6,)
    ),
    "leak to another value": lambda: chain(
        ("a", affine(5, 6)), ("x", lif(5, v_leak=np.full(5, 0.3), v_reset=np.full(5, 0.3))), entry=(6,)
    ),
    "neurons that differ": lambda: chain(
        ("a", affine(5, 6)), ("x", lif(5, tau=STEP / np.linspace(0.05, 0.5, 5), r=np.ones(5) * 4)), entry=(6,)
    ),
    "a subgraph that feeds itself": lambda: chain(("a", affine(6, 6)), ("r", subgraph(6)), entry=(6,)),
    "a loop over two layers": lambda: chain(
        ("a", affine(6, 6)), ("x", lif(6)), ("b", affine(6, 6)), ("y", lif(6)), entry=(6,),
        loose={"c": nir.Linear(RANDOM.normal(0, 0.4, (6, 6)))}, more=(("y", "c"), ("c", "x")),
    ),
    "a branch that joins again": lambda: chain(
        ("a", affine(6, 6)), ("x", lif(6)), ("b", affine(5, 6)), ("y", lif(5)),
        entry=(6,), more=(("input", "b"),),
    ),
    "kernels": lambda: chain(
        ("a", convolution(3, 1, 6)), ("x", lif(3, 4, 4)), ("b", convolution(2, 3, 4, padding=1, stride=2)),
        ("y", lif(2, 2, 2)), ("f", nir.Flatten({"input": np.array((2, 2, 2))}, 0, -1)), ("c", affine(5, 8)),
        ("z", lif(5)), entry=(1, 6, 6),
    ),
    "groups and gaps": lambda: chain(
        ("a", convolution(4, 2, 6, groups=2, dilation=2)), ("x", lif(4, 2, 2)), entry=(2, 6, 6)
    ),
    "groups": lambda: chain(
        ("a", convolution(4, 2, 6, groups=2)), ("x", lif(4, 4, 4)),
        ("b", convolution(4, 4, 4, groups=4, size=2, stride=2)), ("y", lif(4, 2, 2)), entry=(2, 6, 6),
    ),
    "a kernel of the same size": lambda: chain(
        ("a", convolution(2, 1, 5, padding="same")), ("x", lif(2, 5, 5)), entry=(1, 5, 5)
    ),
    "sums of windows": lambda: chain(
        ("a", convolution(2, 1, 6)), ("x", lif(2, 4, 4)),
        ("p", nir.SumPool2d(np.array((2, 2)), np.array((2, 2)), np.array((0, 0)))), ("y", lif(2, 2, 2, beta=0.5)),
        entry=(1, 6, 6),
    ),
    "averages before weights": lambda: chain(
        ("a", convolution(2, 1, 6)), ("x", lif(2, 4, 4)),
        ("p", nir.AvgPool2d(np.array((2, 2)), np.array((2, 2)), np.array((0, 0)))),
        ("f", nir.Flatten({"input": np.array((2, 2, 2))}, 0, -1)), ("c", affine(5, 8, 2.0)), ("y", lif(5)),
        entry=(1, 6, 6),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_is_drawn_and_fires_what_its_equations_say(name: str, tmp_path: Path) -> None:
    graph, path = GRAPHS[name](), tmp_path / "network.nir"
    nir.write(path, graph)
    size = int(np.prod(graph.nodes["input"].input_type["input"]))
    shown = (RANDOM.random((STEPS, size)) < 0.4).astype(float)
    theirs = Interpreter.of_file(path, NirSemantics(STEP)).run(shown[:, None], STEPS)
    layers = [layer.name for layer in read_network(path).layers if find(layer.model).fires()]
    assert set(layers) == set(theirs)
    for layer in layers:
        expected = theirs[layer][0][:, 0]
        assert expected.sum() > 5
        assert int((fired(path, shown, layer) != expected).sum()) == 0


def around(shortcut: Any = None, size: int = 6) -> tuple[nir.NIRGraph, list[np.ndarray]]:
    """A residual block of LIF neurons, a → x → b → y → c → z and x → z, and its weights."""
    a, b, c = affine(6, 6), affine(6, 6), affine(size, 6)
    graph = chain(
        ("a", a), ("x", lif(6)), ("b", b), ("y", lif(6)), ("c", c), ("z", lif(size)), entry=(6,),
        loose={} if shortcut is None else {"s": shortcut},
        more=(("x", "z"),) if shortcut is None else (("x", "s"), ("s", "z")),
    )  # fmt: skip
    return graph, [np.column_stack([node.weight, node.bias]) for node in (a, b, c)]


@pytest.mark.parametrize("given", ["an edge", "weights"])
def test_a_residual_block_fires_what_a_plain_loop_fires(given: str, tmp_path: Path) -> None:
    weight = np.eye(6) if given == "an edge" else RANDOM.normal(0.3, 0.5, (5, 6))
    graph, links = around(None if given == "an edge" else nir.Linear(weight), len(weight))
    path = tmp_path / "network.nir"
    nir.write(path, graph)
    shown = (RANDOM.random((STEPS, 6)) < 0.4).astype(float)
    membranes = [np.zeros(len(link)) for link in links]
    expected, without = [], 0.0

    def fire(number: int, arriving: np.ndarray) -> np.ndarray:
        v = 0.9 * membranes[number] + arriving
        membranes[number] = np.where(v > 1.0, 0.0, v)
        return (v > 1.0).astype(float)

    for spikes in shown:
        x = fire(0, links[0] @ [*spikes, 1.0])
        y = fire(1, links[1] @ [*x, 1.0])
        expected.append(fire(2, links[2] @ [*y, 1.0] + weight @ x))
        without += np.abs(weight @ x).sum()
    assert np.sum(expected) > 5 and without > 5
    assert np.array_equal(fired(path, shown, "z"), expected)


@pytest.mark.parametrize(
    ("shortcut", "sentence"),
    [
        (nir.Linear(np.ones((4, 6))), "network.nir: z: r has 6 values for 4 neurons."),
        (nir.Delay(np.linspace(0, 5, 6) * STEP), "network.nir: s delays its neurons differently."),
    ],
)
def test_a_shortcut_that_does_not_fit_is_refused_in_a_sentence(shortcut: Any, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "network.nir"
    nir.write(path, around(shortcut)[0])
    with pytest.raises(ImportProblem) as refused:
        read_network(path)
    assert str(refused.value) == sentence


def test_kernels_and_pools_stay_kernels_where_they_can(tmp_path: Path) -> None:
    path = tmp_path / "network.nir"
    nir.write(path, GRAPHS["sums of windows"]())
    first, second = read_network(path).links
    assert (first.wiring, second.wiring) == ("wiring/convolution", "wiring/pooling")
    assert first.weight.shape == (2, 1, 3, 3) and second.wiring_parameters["how"] == "sum"
    nir.write(path, GRAPHS["groups"]())
    first, second = read_network(path).links
    assert first.wiring == second.wiring == "wiring/convolution"
    assert first.weight.shape == (4, 1, 3, 3) and first.wiring_parameters["groups"] == 2
    assert second.weight.shape == (4, 1, 2, 2) and second.wiring_parameters["groups"] == 4


def test_a_pool_before_weights_is_neurons_that_pass_its_averages_on(tmp_path: Path) -> None:
    path = tmp_path / "network.nir"
    nir.write(path, GRAPHS["averages before weights"]())
    found = read_network(path)
    assert [layer.model for layer in found.layers].count("neurons/linear_unit") == 1
    assert [link.wiring for link in found.links].count("wiring/pooling") == 1
    assert [link.synapse for link in found.links].count("") == 1


def test_delays_of_a_file_become_delays_of_links(tmp_path: Path) -> None:
    path = tmp_path / "network.nir"
    delayed = chain(("a", affine(6, 6)), ("d", nir.Delay(np.full(6, 3 * STEP))), ("x", lif(6)), entry=(6,))
    nir.write(path, delayed)
    (link,) = read_network(path).links
    assert link.delay == 3.0


UNREAD: dict[str, tuple[Callable[[], nir.NIRGraph], str]] = {
    "a membrane that is passed on": (
        lambda: chain(
            ("a", affine(6, 6)), ("x", nir.LI(np.full(6, 1e-3), np.ones(6), np.zeros(6))), ("b", affine(5, 6)),
            ("y", lif(5)), entry=(6,),
        ),
        "passes its membrane",
    ),
    "weights that do not fit": (lambda: chain(("a", affine(8, 7)), ("x", lif(8)), entry=(6,)), "does not fit"),
    "another number of neurons": (lambda: chain(("a", affine(8, 6)), ("x", lif(7)), entry=(6,)), "values for"),
    "a loop without neurons": (
        lambda: chain(("a", affine(6, 6)), ("b", affine(6, 6)), ("x", lif(6)), entry=(6,), more=(("b", "a"),)),
        "without a neuron",
    ),
    "no neurons": (lambda: chain(entry=(6,)), "no layer"),
    "numbers that are none": (
        lambda: chain(("a", affine(6, 6)), ("x", lif(6, r=np.full(6, np.nan))), entry=(6,)), "finite",
    ),
    "weights without an end": (
        lambda: chain(("a", nir.Affine(np.full((6, 6), np.inf), np.zeros(6))), ("x", lif(6)), entry=(6,)), "finite",
    ),
    "time constants of all sizes": (
        lambda: chain(("a", affine(6, 6)), ("x", lif(6, tau=np.logspace(-9, 3, 6))), entry=(6,)), "time constants",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_is_one_sentence_that_names_it(name: str, tmp_path: Path) -> None:
    make, words = UNREAD[name]
    path = tmp_path / "network.nir"
    nir.write(path, make())
    with pytest.raises(ImportProblem, match=words) as problem:
        read_network(path)
    assert str(problem.value).endswith(".") and "\n" not in str(problem.value)
