"""Energy of an inference: a network reckoned by hand, and plain loops over spikes and connections of a simulation."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from engine.api.network import Network
from engine.api.training import evaluate
from engine.circuit.circuit import Circuit, carries_current, circuit
from engine.compiling.steps.step_work import step_work
from engine.learning.training.energy import EnergyModel, InferenceCosts, Kind, LayerCost, total
from engine.learning.training.evaluation import evaluate_samples
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Projection
from engine.network.values import Uniform
from engine.problems import NetworkError
from engine.simulation.arrays.presentation import Presentation
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import (
    averaging,
    changing_currents,
    convolutional,
    digits,
    projection,
    with_values_around,
)

SEED, SHOWN = 3, 5
MODEL = EnergyModel()


# by hand


def _by_hand() -> Network:
    """Two inputs, of which the first fires in each of four steps, onto two neurons that keep what they get."""
    net = Network(resolution=1.0)
    net.add_dataset("data", x=[[1.0, 0.0], [1.0, 0.0]], labels=[0, 1], sample_time=4.0)
    net.add_encoder("in", "poisson", "data", max_rate=1000.0)
    net.add_population("out", "discrete_leaky_integrate_and_fire", 2, beta=1.0)
    net.add_decoder("answer", "spike_count", "out", labels="data")
    net.connect("in", "out", "delta", weight=np.array([[1.5, 9.0], [0.4, 9.0]]), sign="mixed", delay=0.0)
    return net


def test_a_network_of_two_neurons_costs_what_was_reckoned_by_hand() -> None:
    # the first neuron fires in all four steps, the second in the third: 0.4, 0.8, 1.2
    found = evaluate(_by_hand(), [[1.0, 0.0], [1.0, 0.0]], [0, 1])
    assert found.spikes_of["out"].tolist() == [5, 5]
    assert found.costs is not None
    link, out = found.costs.spiking
    # every memory is smaller than 8 KiB: 10 pJ for 64 bits, so 5 pJ for each number of 32
    # 4 events, each at 2 connections: 8 additions; 4 events and 8 weights read, 8 sums read and written
    assert (link.additions, link.multiplications, link.functions) == (8.0, 0.0, 0.0)
    assert link.computing(MODEL) == pytest.approx(8 * 0.9 / 1000, rel=1e-15)
    assert link.moving(MODEL) == pytest.approx((4 + 8 + 16) * 5 / 1000, rel=1e-15)
    # V * beta + arrived + injected, and V > V_th: 3 additions and a multiplication for each neuron and step; V and
    # the sum are read and written; 5 spikes are written
    assert (out.additions, out.multiplications, out.functions) == (24.0, 8.0, 0.0)
    assert out.computing(MODEL) == pytest.approx((24 * 0.9 + 8 * 3.7) / 1000, rel=1e-15)
    assert out.moving(MODEL) == pytest.approx((2 * 4 * 4 + 5) * 5 / 1000, rel=1e-15)
    # the twin: 1 of 2 inputs is not zero; both are read, 2 weights are read, 2 sums written
    link, out = found.costs.twin
    assert (link.additions, link.multiplications) == (2.0, 2.0)
    assert link.energy(MODEL) == pytest.approx((2 * 4.6 + (2 + 2) * 5) / 1000, rel=1e-15)
    assert (out.additions, out.multiplications) == (0.0, 0.0)  # no biases, and a read-out is not rectified
    assert out.energy(MODEL) == pytest.approx(2 * 5 / 1000, rel=1e-15)
    link, out = found.costs.dense_twin
    assert link.energy(MODEL) == pytest.approx((4 * 4.6 + (2 + 4) * 5) / 1000, rel=1e-15)
    assert total(found.costs.dense_twin).energy(MODEL) == pytest.approx((18.4 + 30 + 10) / 1000, rel=1e-15)


# the model


@pytest.mark.parametrize(
    ("size", "picojoules"),
    [(0, 10), (8192, 10), (20480, 15), (32768, 20), (540672, 60), (1048576, 100), (1048577, 1300), (1e9, 1300)],
)
def test_an_access_costs_by_the_size_of_its_memory(size: float, picojoules: float) -> None:
    assert MODEL.word(size) == pytest.approx(picojoules, rel=1e-12)


def test_memories_on_the_chip_may_be_larger_than_those_of_the_source() -> None:
    # 80 pJ more for 1016 KiB - 24 KiB more: the line goes on
    larger = EnergyModel(largest_sram=4096.0)
    assert larger.word(2 * 1048576) == pytest.approx(100 + 80 * 1024 / 992, rel=1e-12)
    assert EnergyModel(largest_sram=4.0).word(8000) == 1300


def test_fewer_bits_move_less_and_lie_in_smaller_memories() -> None:
    assert MODEL.access(Kind.WEIGHT, 262144) == 50.0  # 1 MiB
    assert EnergyModel(weight_bits=8.0).access(Kind.WEIGHT, 32768) == pytest.approx(20 / 8)
    assert EnergyModel(weight_bits=8.0).access(Kind.STATE, 262144) == 50.0


def test_a_model_tells_the_numbers_that_are_not_those_of_the_source() -> None:
    assert MODEL.changed == {}
    assert MODEL.with_numbers({"add": 0.1, "multiply": 3.7}).changed == {"add": 0.1}


@pytest.mark.parametrize("number", [{"add": -1.0}, {"dram": math.inf}, {"sram_8k": math.nan}, {"weight_bits": 0.0}])
def test_numbers_that_are_none_are_refused_by_name(number: dict[str, float]) -> None:
    with pytest.raises(NetworkError) as told:
        MODEL.with_numbers(number)
    assert next(iter(number)) in str(told.value)


def test_unknown_numbers_are_refused_with_the_known_ones() -> None:
    with pytest.raises(NetworkError, match="no number adds"):
        MODEL.with_numbers({"adds": 1.0})


# beside plain loops


def _constant_current() -> NetworkDescription:
    network = digits(encoder="encoders/constant_current", synapse=None, weight=Uniform(-0.1, 0.2), hidden=30)
    first, second = network.projections
    second = replace(second, synapse=find("synapses/delta"), weight=Uniform(-0.2, 0.4))
    return replace(network, projections=(first, second))


NETWORKS = {
    "dense": digits(hidden=30),
    "sparse": digits(hidden=30, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.3}),
    "recurrent": digits(hidden=30, more=(projection("around", "hidden", "hidden", delay=3.0),)),
    "convolution and pooling": convolutional(),
    "averages": averaging(),
    "constant current": _constant_current(),
    "changing currents": changing_currents(),
    "values": with_values_around(),
    "filtered and refractory": digits(
        hidden=20, neuron="neurons/leaky_integrate_and_fire", synapse=find("synapses/exponential_current"),
        weight=Uniform(0.0, 900.0), delay=2.0,
    ),
}  # fmt: skip


def _shown(network: NetworkDescription, seed: int) -> tuple[Circuit, list[int], dict[str, list[float]], Simulation]:
    """The circuit, the samples of a run, the spikes of every neuron in it, and the run."""
    found = circuit(network)
    simulation = Simulation(network, seed=seed, backend="numba")
    chunk = simulation.advance(found.steps * SHOWN)
    fired = {id: [0.0] * found.size(id) for id in chunk.spikes}
    for id, block in chunk.spikes.items():
        for neuron in block.neurons.tolist():
            fired[id][neuron] += 1
    presentation = Presentation(found.dataset, found.samples, network.resolution, seed)
    return found, [presentation.sample(n) for n in range(SHOWN)], fired, simulation


def _pairs(simulation: Simulation, link: Projection) -> Iterator[tuple[int, int]]:
    listed = simulation.connections(link.id)
    yield from zip(listed.pre.tolist(), listed.post.tolist(), strict=True)


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_cost_what_loops_over_spikes_and_connections_count(name: str) -> None:
    network, seed = NETWORKS[name], int(np.random.default_rng().integers(1, 1 << 31))
    print(f"seed {seed}")
    found, samples, fired, simulation = _shown(network, seed)
    costs = evaluate_samples(found, np.array(samples), seed=seed, costs_by_layer=True).costs
    assert costs is not None
    of = {layer.id: layer for layer in costs.spiking}
    assert list(of) == [id for p in found.populations for id in (*(link.id for link in found.into(p.id)), p.id)]
    for link in found.projections:
        additions = multiplications = sent = 0.0
        senders = {pre for pre, _ in _pairs(simulation, link)}
        if link.synapse is not None and not carries_current(found, link):
            for pre, _ in _pairs(simulation, link):
                additions += fired[link.source][pre]
            sent = sum(fired[link.source][pre] for pre in senders)
        else:
            times = SHOWN * (1 if link.source in found.constant_currents else found.steps)
            for _ in _pairs(simulation, link):
                additions += times
                multiplications += times
            sent = len(senders) * times
        layer = of[link.id]
        assert layer.additions == pytest.approx(additions / SHOWN, rel=1e-12)
        assert layer.multiplications == pytest.approx(multiplications / SHOWN, rel=1e-12)
        regular = len([*_pairs(simulation, link)]) == found.size(link.source) * found.size(link.target)  # by chance
        listed = additions * (link.wiring.key == "wiring/fixed_probability" and not regular)
        assert layer.accesses(Kind.WEIGHT) == pytest.approx(additions / SHOWN, rel=1e-12)
        assert layer.accesses() == pytest.approx((sent + listed + 3 * additions) / SHOWN, rel=1e-12)
    for population in found.populations:
        receptors = {f"r{n}": s for n, s in enumerate(_synapses(found, population.id))}
        work = step_work(population.model, receptors)
        spikes = sum(fired.get(population.id, [0.0])) / SHOWN
        each = population.size * found.steps
        layer = of[population.id]
        expected = work.each.additions * each + work.on_spike.additions * spikes
        assert layer.additions == pytest.approx(expected, rel=1e-12)
        assert layer.multiplications == pytest.approx(work.each.multiplications * each, rel=1e-12)
        assert layer.accesses(Kind.EVENT) == pytest.approx(spikes, rel=1e-12)


def _synapses(found: Circuit, population: str) -> list[type]:
    links = [p for p in found.into(population) if p.synapse is not None and not carries_current(found, p)]
    return list(dict.fromkeys(p.synapse for p in links if p.synapse is not None))


@pytest.mark.parametrize("name", NETWORKS)
def test_a_twin_costs_what_a_loop_over_its_values_counts(name: str) -> None:
    network, seed = NETWORKS[name], int(np.random.default_rng().integers(1, 1 << 31))
    print(f"seed {seed}")
    found, samples, _, simulation = _shown(network, seed)
    costs = evaluate_samples(found, np.array(samples), seed=seed, costs_by_layer=True).costs
    assert costs is not None
    expected: dict[str, float] = defaultdict(float)
    for sample in samples:
        sent = {found.encoders[0].id: np.atleast_2d(found.samples.values[sample]).mean(axis=0).tolist()}
        for population in found.populations:
            summed = [0.0] * population.size
            for link in found.into(population.id):
                weights = simulation.weights(link.id)
                for synapse, (pre, post) in enumerate(_pairs(simulation, link)):
                    if link.source in sent:
                        summed[post] += float(weights[synapse]) * sent[link.source][pre]
            is_last = population is found.output
            sent[population.id] = [value if is_last else max(value, 0.0) for value in summed]
        for link in found.projections:
            expected[link.id] += sum(sent[link.source][pre] != 0 for pre, _ in _pairs(simulation, link)) / SHOWN
    twin, dense = ({layer.id: layer for layer in layers} for layers in (costs.twin, costs.dense_twin))
    for link in found.projections:
        assert twin[link.id].multiplications == pytest.approx(expected[link.id], rel=1e-12)
        assert twin[link.id].additions == twin[link.id].multiplications
        assert dense[link.id].multiplications == sum(1 for _ in _pairs(simulation, link))
    for population in found.populations:
        assert twin[population.id].additions == population.size * (population is not found.output)
    assert total(costs.twin).energy(MODEL) <= total(costs.dense_twin).energy(MODEL)


def test_what_lies_in_memory_decides_what_moving_costs() -> None:
    """The states of a population are all numbers that its neurons keep; sums to come are among them."""
    found = circuit(NETWORKS["filtered and refractory"])
    costs = _costs(found)
    hidden = next(layer for layer in costs.spiking if layer.id == "hidden")
    kept = {one.kept for one in hidden.moved if one.kind is Kind.STATE}
    assert kept == {20 * (2 + 1 + 3)}  # V and the current, the refractory count, sums of three steps
    # of these V, the current and the count are read and written, and one sum, in 25 steps
    assert hidden.accesses(Kind.STATE) == 20 * 25 * (2 * 3 + 2)
    shared = _costs(circuit(NETWORKS["convolution and pooling"]))
    weights = {layer.id: one.kept for layer in shared.spiking for one in layer.moved if one.kind is Kind.WEIGHT}
    assert weights == {"in": 18, "pool": 1, "read": 180}


def test_biases_lie_in_memory_where_they_differ() -> None:
    network = digits(hidden=20)
    hidden, out = network.populations
    same = replace(network, populations=(replace(hidden, bias=0.1), out))
    own = replace(network, populations=(replace(hidden, bias=Uniform(0.0, 0.2)), out))
    before, alike, apart = (_costs(circuit(n)) for n in (network, same, own))

    def moved(costs: InferenceCosts) -> float:
        return next(layer.accesses(Kind.STATE) for layer in costs.spiking if layer.id == "hidden")

    def rectified(costs: InferenceCosts) -> LayerCost:
        return next(layer for layer in costs.twin if layer.id == "hidden")

    assert moved(alike) == moved(before) == moved(apart) - 20 * 25
    assert (rectified(before).additions, rectified(alike).additions) == (20, 40)
    assert rectified(apart).accesses() == rectified(alike).accesses() + 20


def _costs(found: Circuit) -> InferenceCosts:
    costs = evaluate_samples(found, np.arange(SHOWN), seed=SEED, costs_by_layer=True).costs
    assert costs is not None
    return costs


def test_a_count_that_leaves_something_out_says_so() -> None:
    network = digits(hidden=10)
    first, second = network.projections
    late = replace(network, projections=(replace(first, delay=Uniform(1.0, 3.0)), second))
    assert {layer.id: layer.is_least for layer in _costs(circuit(late)).spiking} == {
        "in": True, "hidden": False, "read": False, "out": False,
    }  # fmt: skip
    parts = find("neurons/adaptive_exponential_integrate_and_fire")
    assert step_work(parts, {"r0": find("synapses/exponential_current")}).is_least
