"""Every rule of plasticity on every synapse through every kind of wiring: it learns, or one sentence says why not."""

from __future__ import annotations

from itertools import cycle, product
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.pairing import accepts
from engine.model.registry.discovery import find, models
from engine.network.description import Connections, NetworkDescription, Population, Projection, Recording, Stimulus
from engine.problems import SENTENCES
from engine.simulation.simulation import Simulation
from tests.laws.networks import DISCRETE, LIF, RULES, name_of
from tests.laws.ways import CHECKED, open_ways

H, STEPS, SIZE = 0.5, 60, 6
SYNAPSES = list(models("synapses").values())
LISTED = Connections(np.array([0, 5, 2, 2, 4, 0, 3]), np.array([5, 0, 1, 1, 4, 2, 3]))  # one pair of neurons twice
WIRINGS: dict[str, dict[str, Any]] = {
    "all_to_all": {},
    "fixed_probability": {"wiring_parameters": {"p": 0.6}},
    "explicit_list": {"connections": LISTED},
    "one_to_one": {},
    "convolution": {"wiring_parameters": {"height": 1.0, "width": 2.0}},
    "pooling": {"wiring_parameters": {"height": 1.0, "width": 1.0, "stride": 1.0}},
}
RUNNING = [wiring for wiring in WIRINGS if not find(f"wiring/{wiring}").shared]


def target_of(synapse: Any) -> Any:
    return DISCRETE if not synapse.couples() and not accepts(LIF, synapse) else LIF


def linked(rule: Any, synapse: Any, wiring: str) -> NetworkDescription:
    """Given trains onto neurons that a bias makes fire; what couples has neurons on both sides."""
    neuron, pace, random = target_of(synapse), rule.pace(), np.random.default_rng(3)
    times = np.sort(random.choice(np.arange(1, STEPS - 4), 40)) * H
    grid: dict[str, Any] = {"positions": find("positions/grid")}
    places = {"positions_parameters": {"rows": 2.0, "columns": 3.0}}
    narrow = {"positions_parameters": {"rows": 2.0, "columns": 2.0}}
    size = 4 if wiring == "convolution" else SIZE
    target = Population(
        "b", neuron, size, bias=700.0 if neuron is LIF else 0.4, **grid, **(narrow if size == 4 else places)
    )
    source = Population("a", LIF, SIZE, bias=900.0, **grid, **places)
    trains = {"times": times, "trains": random.integers(0, SIZE, 40).astype(float)}
    given = Stimulus("s", find("stimuli/spike_times"), SIZE, trains)
    link = Projection(
        "p", "a" if wiring in ("convolution", "pooling") or synapse.couples() else "s", "b", synapse,
        find(f"wiring/{wiring}"), synapse.weight.default, 2 * H, plasticity=rule,
        plasticity_parameters={pace.name: 4 * H} if pace is not None else {},
        plasticity_sources=dict.fromkeys(rule.spike_sources(), "s"), **WIRINGS[wiring],
    )  # fmt: skip
    state = next(iter(neuron.states()))
    return NetworkDescription(H, (source, target), (link,), (given,), recordings=(Recording("V", "b", state, None, H),))


def reasons(rule: Any, synapse: Any, wiring: str) -> set[str]:
    """What must keep a rule from a link: no spikes, weights that are shared, or no membrane to read."""
    membrane, neuron = rule.membrane_read(), target_of(synapse)
    foreign = membrane is not None and neuron.states()[neuron.membrane].unit != membrane.unit
    found = {"plastic-current": synapse.couples(), "shared-plastic": find(f"wiring/{wiring}").shared,
             "no-membrane": foreign and not synapse.couples()}  # fmt: skip
    return {code for code, holds in found.items() if holds}


@pytest.mark.parametrize("wiring", WIRINGS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_is_refused_where_it_has_no_meaning_and_nowhere_else(rule: Any, wiring: str) -> None:
    for synapse in SYNAPSES:
        problems = [p for p in check(linked(rule, synapse, wiring)) if p.is_fatal]
        assert {p.code for p in problems} == reasons(rule, synapse, wiring), synapse.key
        for problem in problems:
            assert problem.place == "p" and SENTENCES[problem.code].remedy and "{" not in str(problem)


MEANT = [pair for pair in product(RULES, SYNAPSES) if not reasons(*pair, RUNNING[0])]
TRIED = [(*pair, wiring) for pair, wiring in zip(MEANT, cycle(RUNNING), strict=False)]


@pytest.mark.parametrize(("rule", "synapse", "wiring"), TRIED, ids=lambda p: p if isinstance(p, str) else name_of([p]))
def test_a_rule_learns_on_a_link_the_same_by_arrays_and_by_loops_with_checked_bounds(
    rule: Any, synapse: Any, wiring: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ways(monkeypatch)
    network = linked(rule, synapse, wiring)
    one, other = (Simulation(network, backend=backend) for backend in ("numpy", CHECKED))
    start = one.weights("p").copy()
    plain, checked = one.advance(STEPS), other.advance(STEPS)
    assert len(plain.spikes["b"]) > 3, "targets fire"
    assert np.array_equal(plain.spikes["b"].steps, checked.spikes["b"].steps)
    assert np.array_equal(plain.samples["V"].values, checked.samples["V"].values)
    assert np.isfinite(one.weights("p")).all() and np.array_equal(one.weights("p"), other.weights("p"))
    assert not np.array_equal(one.weights("p"), start), "it learns"
