"""Connectivity built straight from a rule has the bits of what sorting its list gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.model.topology import ProjectionSide
from engine.network.description import Connections, Population, Projection, Sign
from engine.network.values import ByDistance, LogNormal, Normal, Uniform, Value
from engine.progress import Cancelled, Work
from engine.sampling.resolving import NeverAllowed
from engine.sampling.space import side_of
from engine.simulation.connections import blocks as wiring
from engine.simulation.connections import building
from engine.simulation.connections.wired import BySource, by_source

DELTA = find("synapses/delta")
RULES = {
    "fixed_total_number": {"number": 60_000.0},
    "fixed_in_degree": {"in_degree": 40.0, "multiple_connections": "yes"},
    "fixed_out_degree": {"out_degree": 300.0, "multiple_connections": "yes"},
    "fixed_probability": {"p": 0.2},
    "all_to_all": {},
    "one_to_one": {},
}


def projection(rule: str, weight: Value, delay: Value, sign: Sign = Sign.EXCITATORY) -> Projection:
    return Projection("p", "a", "b", DELTA, find(f"wiring/{rule}"), weight, delay, sign, wiring_parameters=RULES[rule])


def both(link: Projection, precision: str = "float64", sources: int = 200) -> tuple[BySource, BySource]:
    ends = ProjectionSide(sources), ProjectionSide(900)
    return tuple(by_source(link, ends, 3, 0.1, precision, compiled=compiled) for compiled in (True, False))


def same(one: BySource, other: BySource) -> None:
    for name in ("targets", "rows", "first", "delays"):
        a, b = getattr(one.connectivity, name), getattr(other.connectivity, name)
        assert a.dtype == b.dtype and np.array_equal(a, b), name
    order = one.connectivity.order
    assert (order is None) == (other.connectivity.order is None)
    assert order is None or np.array_equal(order, other.connectivity.order)
    assert np.array_equal(one.weights, other.weights) and type(one.weights) is type(other.weights)
    assert (one.shortest, one.longest) == (other.shortest, other.longest)
    assert np.array_equal(one.connections().pre, other.connections().pre)


@pytest.mark.parametrize("delay", [1.5, 0.0, Normal(1.5, 0.75), Uniform(0.2, 40.0)], ids=str)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_built_as_it_is_listed(rule: str, delay: Value) -> None:
    same(*both(projection(rule, Normal(1.0, 0.6), delay)))


def listed(count: int) -> Projection:
    given = np.random.default_rng(2)
    pre, post = given.integers(0, 200, count), given.integers(0, 900, count)
    return replace(
        projection("one_to_one", given.uniform(0.0, 2.0, count), given.uniform(0.0, 9.0, count)),
        wiring=find("wiring/explicit_list"),
        connections=Connections(pre, post),
    )


def by_distance() -> Projection:
    near = ByDistance("linear", 3.0, -5.0), ByDistance("gaussian", 0.05, 4.0, 0.3)
    return replace(projection("all_to_all", *near), wiring=find("wiring/gaussian_distance"), wiring_parameters={})


def convolved() -> Projection:
    return replace(projection("all_to_all", Normal(1.0, 0.5), 1.5), wiring=find("wiring/convolution"))


GRID = find("positions/grid")
IMAGE = side_of(Population("a", find("neurons/leaky_integrate_and_fire"), 100, positions=GRID), 1)
GIVEN = {
    "a list": (listed(4000), ProjectionSide(200), ProjectionSide(900)),
    "an empty list": (listed(0), ProjectionSide(200), ProjectionSide(900)),
    "a matrix": (
        projection("all_to_all", np.arange(180_000.0).reshape(900, 200), 1.0),
        ProjectionSide(200),
        ProjectionSide(900),
    ),
    "by distance": (by_distance(), IMAGE, IMAGE),
    "a kernel": (convolved(), replace(IMAGE, shape=(1, 10, 10)), ProjectionSide(64, shape=(1, 8, 8))),
}


@pytest.mark.parametrize("piece", [1000, 1 << 18])
@pytest.mark.parametrize("kind", GIVEN)
def test_what_is_no_plain_rule_is_built_as_it_is_listed(kind: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    link, *ends = GIVEN[kind]
    monkeypatch.setattr(building, "PIECE", piece)
    monkeypatch.setattr(wiring, "PIECE", piece)
    one, other = (by_source(link, tuple(ends), 3, 0.1, "float64", compiled=compiled) for compiled in (True, False))
    same(one, other)
    assert one.connectivity.compiled and not other.connectivity.compiled


@pytest.mark.parametrize("compiled", [True, False])
def test_a_list_of_another_length_than_the_connections_is_refused(compiled: bool) -> None:
    for weight, delay in [(np.ones(7), 1.0), (np.ones((3, 7)), 1.0), (1.0, np.ones(7)), (1.0, np.ones((7, 1)))]:
        link = projection("all_to_all", weight, delay)
        with pytest.raises(ValueError, match=r"7.* values for"):
            by_source(link, (ProjectionSide(3), ProjectionSide(4)), 3, 0.1, "float64", compiled=compiled)


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(
    ("weight", "sign"),
    [
        (2.0, Sign.EXCITATORY),
        (Normal(-1.0, 1.0), Sign.INHIBITORY),
        (Normal(0.1, 1.0), Sign.MIXED),
        (LogNormal(1.0, 2.0), Sign.EXCITATORY),
        (Uniform(-0.5, 0.5), Sign.EXCITATORY),
    ],
    ids=str,
)
def test_every_distribution_has_its_bits(weight: Value, sign: Sign, precision: str) -> None:
    same(*both(projection("fixed_total_number", weight, LogNormal(2.0, 1.0), sign), precision))


def test_many_sources_with_few_connections_each_are_sorted_too() -> None:
    same(*both(projection("fixed_total_number", Normal(1.0, 0.2), Normal(1.5, 0.7)), sources=70_000))


def test_nothing_and_one_connection_are_built() -> None:
    link = projection("fixed_total_number", Normal(1.0, 0.2), Normal(1.5, 0.7))
    for number in (0.0, 1.0):
        same(*both(replace(link, wiring_parameters={"number": number})))


def test_delays_too_long_for_the_short_road_take_the_other() -> None:
    link = projection("one_to_one", 1.0, Uniform(0.1, 9000.0))
    assert building.build(link, (ProjectionSide(900), ProjectionSide(900)), 3, 0.1, "float64") is None
    same(*both(link, sources=900))


@pytest.mark.parametrize("compiled", [True, False])
def test_a_weight_that_is_never_allowed_is_said(compiled: bool) -> None:
    with pytest.raises(NeverAllowed):
        by_source(
            projection("one_to_one", Uniform(-2.0, -1.0), 1.0),
            (ProjectionSide(5), ProjectionSide(5)),
            3,
            0.1,
            "float64",
            None,
            compiled,
        )


def test_building_shows_rising_progress_and_ends_when_told() -> None:
    link, said = projection("fixed_total_number", Normal(1.0, 0.2), Normal(1.5, 0.7)), []
    link = replace(link, wiring_parameters={"number": 2e6})

    def go_on(share: float) -> bool:
        said.append(share)
        return True

    by_source(link, (ProjectionSide(500), ProjectionSide(500)), 3, 0.1, "float32", Work(go_on), True)
    assert said == sorted(said) and len(said) > 20 and said[-1] == pytest.approx(1.0)
    calls = len(said)
    with pytest.raises(Cancelled):
        by_source(
            link, (ProjectionSide(500), ProjectionSide(500)), 3, 0.1, "float32", Work(lambda share: share < 0.5), True
        )
    assert len(said) == calls


@pytest.mark.parametrize("compiled", [True, False])
def test_parts_share_every_segment_without_a_gap(compiled: bool) -> None:
    connectivity = both(projection("fixed_total_number", 1.0, Normal(1.5, 0.7)))[not compiled].connectivity
    assert connectivity.compiled is compiled
    shares = connectivity.shares([(0, 250), (250, 251), (251, 900)], Work())
    for (low, high), (begin, end) in zip([(0, 250), (250, 251), (251, 900)], shares, strict=True):
        for g in range(0, len(connectivity.delays), 97):
            own = connectivity.targets[connectivity.first[g] : connectivity.first[g + 1]]
            found = connectivity.targets[begin[g] : end[g]]
            assert np.array_equal(found, own[(own >= low) & (own < high)])


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_large_network_takes_the_memory_that_was_reckoned(
    precision: str, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracemalloc

    from engine.simulation.simulation import Simulation
    from tests.engine.network.reckoned import reckoned
    from tests.science.microcircuit import microcircuit

    network = microcircuit(0.1)
    if compiled:
        for module in ("engine.simulation.connections.compiled_wiring", "engine.checking.memory"):
            monkeypatch.setattr(f"{module}.SOON", 1_000_000)
    else:
        monkeypatch.setattr("engine.simulation.arrays.network_arrays.by_compiled_loops", lambda *_given: False)
    Simulation(microcircuit(0.01), precision=precision)  # what is compiled or loaded once
    tracemalloc.start()
    simulation = Simulation(network, precision=precision)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert simulation.step == 0
    need = reckoned(network, precision)
    assert need / 1.5 < peak < 1.5 * need, (kept, peak, need)
