"""What is asked of a drawing at each change takes work that grows with its size, not with its square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest

from engine.checking.network import check
from engine.circuit.circuit import circuit
from engine.learning.methods import methods
from engine.model.registry.discovery import find
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Stimulus,
)
from engine.network.order import ordered_populations

FEW, MANY = 20, 80
GROWTH = 5.5  # times the work for four times the size; what grows by the square takes sixteen times
NEURON, ALL = find("neurons/discrete_leaky_integrate_and_fire"), find("wiring/all_to_all")
LIF, DELTA, GAP = find("neurons/leaky_integrate_and_fire"), find("synapses/delta"), find("synapses/gap_junction")


def chain(count: int) -> NetworkDescription:
    """Digits through that many layers, every second of them heard by a decoder."""
    layers = tuple(Population(f"p{k}", NEURON, 4) for k in range(count))
    ends = ["e", *(p.id for p in layers)]
    links = [Projection(f"l{k}", a, b, DELTA, ALL, 0.1, 0.0) for k, (a, b) in enumerate(pairwise(ends))]
    return NetworkDescription(
        1.0, layers, tuple(links), (), (Dataset("d", find("datasets/digits")),),
        (Encoder("e", find("encoders/poisson"), "d"),),
        (Decoder("out", find("decoders/spike_count"), layers[-1].id, "d"),),
    )  # fmt: skip


def side_by_side(count: int) -> NetworkDescription:
    """Pairs of neurons with a source, a gap junction, an encoder, a decoder and a recorder of their own."""
    pairs = [(f"a{k}", f"b{k}") for k in range(count)]
    gap = [Projection(f"g{a}", a, b, GAP, ALL, 1.0) for a, b in pairs]
    drive = [Projection(f"s{a}", f"source {a}", a, DELTA, ALL, 1.0) for a, _ in pairs]
    code = [Projection(f"c{a}", f"code {a}", b, DELTA, ALL, 1.0) for a, b in pairs]
    return NetworkDescription(
        0.1,
        tuple(Population(id, LIF, 4) for pair in pairs for id in pair),
        (*gap, *drive, *code),
        tuple(Stimulus(f"source {a}", find("stimuli/poisson")) for a, _ in pairs),
        tuple(Dataset(f"data {a}", find("datasets/digits")) for a, _ in pairs),
        tuple(Encoder(f"code {a}", find("encoders/poisson"), f"data {a}") for a, _ in pairs),
        tuple(Decoder(f"answer {a}", find("decoders/spike_count"), b) for a, b in pairs),
        tuple(Recording(f"V of {a}", a, "V") for a, _ in pairs),
    )


def work(act: Callable[[], object]) -> int:
    """How many instructions of Python were carried out."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return count


def fits(network: NetworkDescription) -> None:
    for method in methods().values():
        method.refusals(network)


def edges_of(network: NetworkDescription) -> list[tuple[str, str]]:
    return [(p.source, p.target) for p in network.projections]


ASKED: dict[str, tuple[Callable[[int], NetworkDescription], Callable[[NetworkDescription], object]]] = {
    "what is wrong in a chain": (chain, check),
    "what is wrong side by side": (side_by_side, check),
    "what can be trained": (chain, circuit),
    "which methods fit": (chain, fits),
    "the order of a chain": (
        chain, lambda n: ordered_populations([p.id for p in n.populations], edges_of(n))
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_work_grows_with_the_size_alone(name: str) -> None:
    make, ask = ASKED[name]
    assert not any(p.is_fatal for p in check(make(FEW)))
    work(partial(ask, make(FEW)))  # what is found out once is known; Python 3.13 counts from the second time on
    few, many = (work(partial(ask, make(n))) for n in (FEW, MANY))
    assert many < GROWTH * few, f"{few:,} and {many:,} instructions"
