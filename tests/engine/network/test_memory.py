"""A network that is too large is refused before anything is allocated, with the size that it would need."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine import child_process
from engine.checking import memory
from engine.model.registry.discovery import find, models
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.network.values import Normal, Uniform
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from engine.sizes import estimate_words
from tests.engine.network.reckoned import reckoned

MILLION = 10**6
FREE = 20 << 30  # bytes that the machine of these tests has free
LITTLE = 16 << 20  # bytes that checking may take
LIF, DELTA, GAP = find("neurons/leaky_integrate_and_fire"), find("synapses/delta"), find("synapses/gap_junction")
STDP, SHORT_TERM = find("plasticity/pair_stdp"), find("short_term/tsodyks_markram")
ALL, SOME, GRID = find("wiring/all_to_all"), find("wiring/fixed_probability"), find("positions/grid")
SPATIAL = next(rule for rule in models("wiring").values() if rule.spatial and not rule.gridded)
SCATTERED = next(m for m in models("positions").values() if m is not GRID and not m.series())
STIMULI = [m for m in models("stimuli").values() if m.payload().name == "SPIKES" and m.equations]
TRAINS = next(m for m in STIMULI if not m.own_train_per_target())


def cells(size: int, id: str = "a", **given: Any) -> Population:
    return Population(id, LIF, size, title=f"Cells {id}", **given)


def joined(*populations: Population, p: float = 0.0, **given: Any) -> NetworkDescription:
    """The first population joined with the last: all to all, or with a probability."""
    values = {"wiring": SOME, "wiring_parameters": {"p": p}} if p else {"wiring": ALL}
    link = Projection(
        "link", "a", populations[-1].id, **{"synapse": DELTA, "weight": 1.0, "delay": 1.5} | values | given
    )
    return NetworkDescription(populations=populations, projections=(link,))


def many_links() -> NetworkDescription:
    one = joined(cells(30_000), p=0.5)
    return replace(one, projections=tuple(replace(one.projections[0], id=f"l{n}") for n in range(40)))


def many_populations() -> NetworkDescription:
    return NetworkDescription(populations=tuple(cells(20 * MILLION, f"c{n}") for n in range(30)))


def convolved() -> NetworkDescription:
    rule, values, shape = find("wiring/convolution"), {"height": 31.0, "width": 31.0}, (1, 4000, 4000)
    grids = {"a": shape, "b": rule.result(shape, {n: p.default for n, p in rule.parameters().items()} | values)}
    ends = [cells(int(np.prod(grid)), id, **on_grid(*grid)) for id, grid in grids.items()]
    return joined(*ends, wiring=rule, wiring_parameters=values)


def on_grid(channels: int, rows: int, columns: int) -> dict[str, Any]:
    values = {"channels": float(channels), "rows": float(rows), "columns": float(columns)}
    return {"positions": GRID, "positions_parameters": values}


def recorded(quantity: str, element: str, size: int, **given: Any) -> NetworkDescription:
    return replace(joined(cells(size), p=0.3), recordings=(Recording("r", element, quantity, **given),))


TOO_LARGE: dict[str, tuple[Callable[[], NetworkDescription], str, str]] = {
    "all to all": (lambda: joined(cells(MILLION), cells(MILLION, "b")), "too-large", "link"),
    "by distance, without a grid": (
        lambda: joined(cells(2 * MILLION, positions=SCATTERED), wiring=SPATIAL, wiring_parameters={}),
        "too-large", "link",
    ),
    "neurons": (lambda: NetworkDescription(populations=(cells(4000 * MILLION),)), "too-large", "Cells a"),
    "neurons with places": (lambda: joined(cells(2000 * MILLION, positions=SCATTERED), p=1e-9), "too-large", "Cells a"),
    "neurons that differ": (
        lambda: NetworkDescription(populations=(cells(800 * MILLION, parameters={"tau_m": Normal(10.0, 1.0)}),)),
        "too-large", "Cells a",
    ),
    "many populations, each of which fits": (many_populations, "too-large", "Cells c0"),
    "many links, each of which fits": (many_links, "too-large", "l0"),
    "convolution": (convolved, "too-large", "link"),
    "weights that learn": (lambda: joined(cells(60_000), p=0.3, plasticity=STDP), "too-large", "link"),
    "weights that differ": (lambda: joined(cells(400_000), p=0.1, weight=Normal(1.0, 0.1)), "too-large", "link"),
    "spike trains": (
        lambda: replace(joined(cells(9), p=0.5), stimuli=(Stimulus("s", TRAINS, 1000 * MILLION),)), "too-large", "s",
    ),
    "delays of a million steps": (lambda: joined(cells(100_000), p=1e-4, delay=1e5), "delays-too-large", "link"),
    "drawn delays": (lambda: joined(cells(100_000), p=1e-4, delay=Uniform(1.0, 1e5)), "delays-too-large", "link"),
    "delays of gap junctions": (
        lambda: joined(cells(100_000), p=1e-4, delay=1e5, synapse=GAP), "delays-too-large", "link",
    ),
    "delays of short-term plasticity": (
        lambda: joined(cells(60_000), p=1e-4, delay=1e5, short_term=SHORT_TERM), "delays-too-large", "link",
    ),
    "recorded potentials": (
        lambda: NetworkDescription(populations=(cells(20 * MILLION),), recordings=(Recording("r", "a", "V"),)),
        "recording-too-large", "r",
    ),
    "recorded weights": (lambda: recorded("weight", "link", 30_000), "recording-too-large", "r"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda: FREE)


@pytest.mark.parametrize("name", TOO_LARGE)
def test_what_is_too_large_is_refused_in_one_sentence_and_nothing_is_allocated(name: str) -> None:
    make, code, culprit = TOO_LARGE[name]
    network = make()
    Simulation(NetworkDescription(populations=(cells(1),)), backend="numpy")  # what is loaded once
    tracemalloc.start()
    with pytest.raises(NetworkError) as refused:
        Simulation(network, backend="numpy")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (problem,) = refused.value.problems
    assert problem.code == code and problem.values["element"] == culprit
    assert peak < LITTLE
    need = estimate_words(reckoned(network))
    assert need in str(problem) and "17.2 GB of the 21.5 GB that are free may be used" in str(problem)
    assert reckoned(network) > 0.8 * FREE


@pytest.mark.parametrize(
    "given",
    [{"delay": 1e7}, {"delay": Uniform(1.0, 1e7)}, {"delay": 1e7, "short_term": SHORT_TERM}],
    ids=["one delay", "drawn delays", "what tires"],
)
def test_a_delay_of_hours_is_refused_with_what_it_takes_though_that_is_free(given: dict[str, Any]) -> None:
    """10,000,000 ms between nine neurons took 7 GB without a word."""
    tracemalloc.start()
    with pytest.raises(NetworkError) as refused:
        Simulation(joined(cells(9), p=0.5, **given), backend="numpy")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (problem,) = refused.value.problems
    assert (problem.code, problem.place, problem.quantity) == ("endless-delay", "link", "delay")
    assert "reach 1e+07 ms" in str(problem) and "7.2 GB" in str(problem) and peak < LITTLE


def test_long_delays_that_cost_little_or_that_nature_has_are_not_refused() -> None:
    for size, delay in ((1, 60_000.0), (100_000, 200.0), (1000, 5000.0)):
        assert not list(memory.memory_problems(joined(cells(size), p=1e-4, delay=delay)))


@pytest.mark.parametrize("name", ["many populations, each of which fits", "many links, each of which fits"])
def test_one_part_of_what_is_too_large_together_is_not_refused(name: str) -> None:
    network = TOO_LARGE[name][0]()
    one = replace(network, populations=network.populations[:1], projections=network.projections[:1])
    assert not list(memory.memory_problems(one))


def test_a_recording_that_is_attached_to_a_running_network_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(joined(cells(1000), p=0.5), backend="numpy")
    monkeypatch.setattr(memory, "free_memory", lambda: 1 << 30)
    with pytest.raises(NetworkError) as refused:
        simulation.record(Recording("r", "link", "weight"))
    assert refused.value.problems[0].code == "recording-too-large"
    simulation.record(Recording("r", "link", "weight", (3, 4)))
    assert simulation.advance(2).samples["r"].values.shape == (2, 2)


LIMITED = """
import resource
from engine.checking.memory import free_memory
assert free_memory() > 1 << 28
resource.setrlimit(resource.RLIMIT_AS, (1 << 32, resource.RLIM_INFINITY))
taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
print(free_memory() - ((1 << 32) - taken))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="what is taken of the limit is read as Linux tells it")
def test_a_limit_of_the_address_space_is_heeded() -> None:
    ended = child_process.finished(["-c", LIMITED], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert abs(int(ended.stdout)) < 1 << 24
