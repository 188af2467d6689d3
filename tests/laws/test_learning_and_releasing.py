"""Every rule that learns beside every model that says what is released: the same to the last bit, however it is run."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Recording
from engine.network.values import Uniform
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.laws.networks import OTHERS, RELEASING, RULES, STDP, learning, name_of

STEPS = 250
PAIRS = list(product(RULES, RELEASING))
DENDRITIC = [rule for rule in RULES if rule.dendritic() is not None]


def watched(network: NetworkDescription) -> NetworkDescription:
    """All that the link from a to b knows, every step."""
    names = next(p for p in network.projections if p.id == "ab").variables()
    return replace(network, recordings=tuple(Recording(name, "ab", name, None, 0.1) for name in names))


def changed(network: NetworkDescription, **fields) -> NetworkDescription:
    links = tuple(replace(p, **fields) if p.id in ("ab", "ba") else p for p in network.projections)
    return replace(network, projections=links)


def story(
    network: NetworkDescription, pieces=(STEPS,), between=lambda simulation: None, **how
) -> dict[str, np.ndarray]:
    """Spikes and all that was watched, by name, of a run in pieces."""
    simulation = Simulation(network, **how)
    parts = []
    for number, steps in enumerate(pieces):
        if number:
            between(simulation)
        parts.append(simulation.advance(steps))
    simulation.close()
    result = {}
    for id in ("a", "b"):
        fired = [np.stack([part.spikes[id].steps, part.spikes[id].neurons]) for part in parts]
        result[f"spikes of {id}"] = np.concatenate(fired, 1)
    return result | {name: np.concatenate([p.samples[name].values for p in parts]) for name in parts[0].samples}


def assert_same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> None:
    assert one.keys() == other.keys()
    for name, values in one.items():
        assert np.array_equal(values, other[name]), name


@pytest.fixture(autouse=True)
def as_many_threads_as_asked(monkeypatch):
    monkeypatch.setattr("engine.simulation.arrays.network_arrays.worthwhile", lambda network, asked: asked)


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_compiled_loops_and_numpy_agree_on_any_rule_beside_any_release(pair):
    network = watched(learning(*pair))
    assert not [p for p in check(network) if p.is_fatal]
    one, other = story(network, backend="numpy"), story(network, backend="numba", threads=2)
    assert_same(one, other)
    assert one["spikes of a"].size and one["spikes of b"].size
    assert np.ptp(one["weight"]) > 0.0 and all(np.ptp(one[state]) > 0.0 for state in released(network))


def released(network: NetworkDescription) -> list[str]:
    variables = next(p for p in network.projections if p.id == "ab").variables()
    return [name for name, variable in variables.items() if variable.part == "short_term"]


@pytest.mark.parametrize("rule", OTHERS, ids=lambda rule: rule.key)
def test_the_rule_never_sees_what_is_released(rule):
    """Onto a target that does not fire back, weights go the same way whatever the terminals release of them."""
    alone = changed(learning(rule), weight=Uniform(1.0, 5.0))
    beside = changed(learning(rule, RELEASING[0]), weight=Uniform(1.0, 5.0))
    quiet = [replace(n, populations=tuple(replace(p, bias=0.0) if p.id == "b" else p for p in n.populations),
                     projections=tuple(p for p in n.projections if p.id != "ba"))
             for n in (alone, beside)]  # fmt: skip
    if rule.membrane_read() is not None or rule.spike_sources():
        pytest.skip("this rule sees the target's membrane, or spikes of a population that what is sent may move")
    weights = [story(watched(network), backend="numba")["weight"] for network in quiet]
    assert np.array_equal(*weights)


@pytest.mark.parametrize("share", [0.0, 0.4])
@pytest.mark.parametrize("pair", list(product(DENDRITIC[:2], RELEASING)), ids=name_of)
def test_what_is_released_at_the_soma_meets_the_weight_at_the_synapse(pair, share):
    """An axonal part of the delay makes threads, chunks and backends differ in nothing."""
    name = pair[0].dendritic().name
    network = watched(changed(learning(*pair), plasticity_parameters={name: share}))
    one = story(network, backend="numpy")
    assert_same(one, story(network, (7, 100, STEPS - 107), backend="numba", threads=2))


def test_a_copied_state_goes_on_as_the_first_did():
    network = watched(learning(STDP, find("short_term/tsodyks_markram")))
    simulation = Simulation(network)
    simulation.advance(200)
    kept = simulation.state()
    first = simulation.advance(STEPS)
    simulation.restore(kept)
    second = simulation.advance(STEPS)
    simulation.close()
    for name in first.samples:
        assert np.array_equal(first.samples[name].values, second.samples[name].values), name
    assert np.array_equal(first.spikes["b"].steps, second.spikes["b"].steps)


def test_parameters_of_either_part_change_while_running():
    network = watched(learning(STDP, find("short_term/tsodyks_markram")))

    def change(simulation: Simulation) -> None:
        simulation.apply(SetValue("ab", "short_term.U", 0.6))
        simulation.apply(SetValue("ab", "tau_rec", 20.0))
        simulation.apply(SetValue("ab", "plasticity.A_plus", 0.2))

    ways = [story(network, (200, STEPS), change, backend=backend) for backend in ("numpy", "numba")]
    assert_same(*ways)
    still = story(network, (200, STEPS), backend="numba")
    for name in ("weight", "u", "short_term.x" if "short_term.x" in still else "x"):
        assert np.array_equal(ways[0][name][:200], still[name][:200]) and not np.array_equal(ways[0][name], still[name])
