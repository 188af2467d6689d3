"""Every problem of a network can be provoked, names its place and says what to do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.checking.network import check
from engine.model.registry import discovery
from engine.model.registry.discovery import find
from engine.model.topology import ProjectionSide
from engine.network import problems_found
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.values import ByDistance, LogNormal, Normal, Uniform
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation
from tests.engine.network.reckoned import reckoned
from tests.engine.simulation.test_compartments import values_into_a_dendrite

LIF, READOUT = find("neurons/leaky_integrate_and_fire"), find("neurons/leaky_integrator")
DISCRETE = find("neurons/discrete_leaky_integrate_and_fire")
CONDUCTANCE = find("synapses/exponential_conductance")
EXPONENTIAL, DELTA = find("synapses/exponential_current"), find("synapses/delta")
ALL, LISTED, PAIRS = find("wiring/all_to_all"), find("wiring/explicit_list"), find("wiring/one_to_one")
STDP, POISSON, REGULAR = find("plasticity/pair_stdp"), find("stimuli/poisson"), find("stimuli/regular")
TIRING = find("short_term/short_term_depression")
REWARDED, CLOPATH = find("plasticity/reward_modulated_stdp"), find("plasticity/clopath")
CURRENT, DIGITS = find("stimuli/step_current"), find("datasets/digits")

A, B = Population("a", LIF, 4), Population("b", LIF, 3)
AB = Projection("ab", "a", "b", EXPONENTIAL, ALL, 10.0)
LEARNS = replace(AB, synapse=DELTA, plasticity=STDP)
NETWORK = NetworkDescription(populations=(A, B), projections=(AB,))
DATA = Dataset("d", DIGITS)
ANSWER = Decoder("answer", find("decoders/spike_count"), "a")
CODE = Encoder("e", find("encoders/poisson"), "d")
ED = Projection("ed", "e", "a", EXPONENTIAL, ALL, 10.0)
LIST, GAP = Connections(np.array([0, 1]), np.array([2, 0])), find("synapses/gap_junction")


def with_population(**changes) -> NetworkDescription:
    return replace(NETWORK, populations=(replace(A, **changes), B))


def with_projection(**changes) -> NetworkDescription:
    return replace(NETWORK, projections=(replace(AB, **changes),))


def with_stimulus(stimulus, **projection) -> NetworkDescription:
    link = Projection("s", stimulus.id, "a", EXPONENTIAL, ALL, 10.0)
    return replace(NETWORK, stimuli=(stimulus,), projections=(AB, replace(link, **projection)))


def with_dataset(dataset=DATA, encoder=CODE, **more) -> NetworkDescription:
    return replace(NETWORK, **{"datasets": (dataset,), "encoders": (encoder,), "projections": (AB, ED), **more})


def cycle() -> NetworkDescription:
    back = Projection("ba", "b", "a", EXPONENTIAL, ALL, 1.0, 0.0)
    return replace(NETWORK, projections=(replace(AB, delay=0.0), back))


LARGEST = {"wiring": find("wiring/pooling"), "wiring_parameters": {"how": "maximum"}}
WRONG = {
    "duplicate-id": replace(NETWORK, populations=(A, A, B)),
    "nothing-to-run": NetworkDescription(),
    "resolution": replace(NETWORK, resolution=0.0),
    "size": with_population(size=0),
    "own-train-size": with_stimulus(Stimulus("p", POISSON, 2)),
    "unknown-element": with_projection(source="nobody"),
    "unknown-name": with_population(parameters={"tau": 1.0}),
    "out-of-bounds": with_population(parameters={"tau_m": -5.0}),
    "not-finite": with_population(parameters={"E_L": np.nan}),
    "wrong-length": with_population(parameters={"tau_m": np.ones(3)}),
    "one-value-only": with_projection(
        wiring=find("wiring/fixed_probability"), wiring_parameters={"p": Uniform(0.1, 0.2)}
    ),
    "no-distance": with_population(bias=ByDistance("linear", 1.0, 2.0)),
    "distribution": with_population(start={"V": Normal(-60.0, -1.0)}),
    "choice": with_projection(wiring_parameters={"self_connections": "perhaps"}),
    "synapse-does-not-fit": replace(NETWORK, populations=(A, replace(B, model=DISCRETE))),
    "needs-synapse": with_projection(synapse=None),
    "needs-no-synapse": with_stimulus(Stimulus("c", CURRENT)),
    "silent-source": replace(NETWORK, populations=(replace(A, model=READOUT), B), projections=(), decoders=(ANSWER,)),
    "uneven-trains": replace(NETWORK, decoders=(Decoder("x", find("decoders/cumulative_sum"), "b"),)),
    "other-trains": with_dataset(decoders=(Decoder("x", find("decoders/gaussian_receptive_fields"), "e"),)),
    "no-values": with_dataset(decoders=(Decoder("answer", find("decoders/largest_value"), "e"),)),
    "no-potential": with_stimulus(Stimulus("r", REGULAR), synapse=GAP),
    "unknown-input": with_projection(into="I_axon"),
    "values-choose-no-input": values_into_a_dendrite(),
    "largest-delays": with_projection(**LARGEST, delay=Uniform(1.0, 2.0)),
    "largest-coupling": with_projection(**LARGEST, synapse=GAP),
    "largest-short-term": with_projection(**LARGEST, short_term=TIRING),
    "wrong-sign": with_projection(sign=Sign.INHIBITORY),
    "no-connections": with_projection(wiring=LISTED),
    "bad-connections": with_projection(wiring=LISTED, connections=Connections(np.array([0]), np.array([3]))),
    "learning.couples": with_dataset(
        projections=(replace(AB, synapse=GAP),),
        decoders=(Decoder("answer", find("decoders/spike_count"), "b", "d"),),
    ),
    "unequal-sizes": with_projection(wiring=PAIRS),
    "zero-delay-cycle": cycle(),
    "delays-in-a-table": with_projection(delay=np.ones((3, 1))),
    "negative-delay": with_projection(delay=-1.0),
    "plastic-source": with_stimulus(Stimulus("p", POISSON), plasticity=STDP),
    "plastic-current": with_stimulus(Stimulus("c", CURRENT), synapse=None, plasticity=STDP),
    "short-term-source": with_stimulus(Stimulus("p", POISSON), short_term=TIRING),
    "short-term-current": with_stimulus(Stimulus("c", CURRENT), synapse=None, short_term=TIRING),
    "silent-target": replace(NETWORK, populations=(A, replace(B, model=READOUT)), projections=(LEARNS,)),
    "no-spike-source": with_projection(plasticity=REWARDED),
    "lost-spike-source": with_projection(plasticity=REWARDED, plasticity_sources={"reward": "nobody"}),
    "unheard-spike-source": with_stimulus(
        Stimulus("p", POISSON), source="b", plasticity=REWARDED, plasticity_sources={"reward": "p"}
    ),
    "unjudged-answer": replace(
        NETWORK,
        projections=(replace(AB, plasticity=REWARDED, plasticity_sources={"reward": "answer"}),),
        decoders=(ANSWER,),
    ),
    "no-membrane": replace(
        NETWORK, populations=(A, replace(B, model=DISCRETE)), projections=(replace(LEARNS, plasticity=CLOPATH),)
    ),
    "membrane-dendrite": with_projection(plasticity=CLOPATH, plasticity_parameters={"dendritic_fraction": 0.0}),
    "membrane-delay": with_projection(delay=0.0, plasticity=CLOPATH),
    "sample-time": with_dataset(replace(DATA, sample_time=0.0)),
    "sample-gap": with_dataset(replace(DATA, gap=-1.0)),
    "unrecordable": replace(NETWORK, recordings=(Recording("r", "a", "w"),)),
    "record-index": replace(NETWORK, recordings=(Recording("r", "a", "V", (4,)),)),
    "record-interval": replace(NETWORK, recordings=(Recording("r", "a", "V", interval=0.0),)),
    "too-much-drive": with_stimulus(Stimulus("p", POISSON, parameters={"rate": 1e8})),
    "too-large": with_population(size=2_000_000_000),
    "delays-too-large": replace(NETWORK, populations=(A, replace(B, size=3000)), projections=(replace(AB, delay=1e8),)),
    "recording-too-large": replace(
        NETWORK, populations=(A, replace(B, size=10_000_000)), recordings=(Recording("r", "ab", "weight"),)
    ),
    "endless-delay": with_projection(delay=2e6),
    "other-sign": with_population(sign=Sign.INHIBITORY),
    "both-signs": replace(NETWORK, projections=(AB, replace(AB, id="ba", weight=-10.0, sign=Sign.INHIBITORY))),
    "delay-rounded": with_projection(delay=1.23),
    "delays-rounded": with_projection(wiring=LISTED, connections=LIST, delay=np.array([1.0, 1.23])),
    "delays-drawn-again": with_projection(delay=Uniform(0.05, 2.0)),
    "delays-too-short": with_projection(delay=Normal(0.02, 0.01)),
    "more-than-there-are": with_projection(wiring=find("wiring/fixed_in_degree"), wiring_parameters={"in_degree": 5.0}),
    "code-cut-short": with_dataset(replace(DATA, sample_time=10.0), Encoder("e", find("encoders/rank_order"), "d")),
    "current-has-no-delay": with_stimulus(Stimulus("c", CURRENT), synapse=None, delay=5.0),
    "junction-has-no-delay": with_projection(synapse=GAP, wiring=PAIRS, delay=5.0, target="a"),
    "delay-below-step": with_projection(delay=0.01),
    "refractory-rounded": with_population(parameters={"t_ref": 1.93}),
    "reset-to-firing": with_population(parameters={"V_th": -70.0, "V_reset": -70.0}),
    "dendrite-rounded": with_projection(plasticity=STDP, plasticity_parameters={"dendritic_fraction": 0.25}),
    "interval-rounded": with_projection(plasticity=find("plasticity/hebb"), plasticity_parameters={"interval": 0.25}),
    "coarse-resolution": replace(NETWORK, resolution=5.0),
    "rate-too-high": with_stimulus(Stimulus("r", REGULAR, parameters={"rate": 5000.0})),
    "negative-plastic": with_projection(weight=Uniform(-1.0, 1.0), sign=Sign.MIXED, plasticity=STDP),
    "above-largest-weight": with_projection(weight=200.0, plasticity=STDP, plasticity_parameters={"w_max": 100.0}),
    "unconnected": replace(NETWORK, populations=(A, B, Population("c", LIF, 1))),
    "negative-conductance": with_projection(synapse=CONDUCTANCE, weight=-1.0),
    "still-samples": with_dataset(encoder=Encoder("e", find("encoders/delta_modulation"), "d")),
}
NOT_YET = {"no-input": "every discovered neuron takes a current", "no-samples": "it is told where samples are read"}
WARNINGS = {
    "nothing-to-run", "delay-rounded", "delays-rounded", "delays-drawn-again", "code-cut-short", "delay-below-step",
    "dendrite-rounded", "refractory-rounded", "reset-to-firing", "interval-rounded", "coarse-resolution",
    "rate-too-high", "negative-plastic", "above-largest-weight", "unconnected", "still-samples", "learning.couples",
    "current-has-no-delay", "junction-has-no-delay", "other-sign", "both-signs",
}  # fmt: skip


@pytest.mark.parametrize("code", WRONG)
def test_every_problem_is_found_and_says_what_to_do(code):
    found = [p for p in check(WRONG[code]) if p.code == code]
    assert found
    assert found[0].is_fatal == (code not in WARNINGS)
    sentence = str(found[0])
    assert sentence.endswith(".") and "{" not in sentence


@pytest.mark.parametrize("name", ["sample_time", "gap", "interval"])
def test_a_time_of_a_whole_element_is_one_number(name):
    drawn = {name: Uniform(10.0, 20.0)}
    kept = Recording("r", "a", "V")
    shown, recorded = (DATA, replace(kept, **drawn)) if name == "interval" else (replace(DATA, **drawn), kept)
    found = check(with_dataset(shown, recordings=(recorded,)))
    assert [(p.code, p.quantity) for p in found] == [("one-value-only", name)]


def test_no_problem_is_left_unprovoked():
    declared = {code for name, code in vars(problems_found).items() if name.isupper()}
    assert declared == set(WRONG) | set(NOT_YET)


def test_a_sound_network_has_no_problem():
    assert check(NETWORK) == []
    assert check(with_dataset(decoders=(Decoder("x", find("decoders/spike_count"), "b", "d"),))) == []


@pytest.mark.parametrize(
    "changed",
    [
        with_projection(source="nobody"),
        with_projection(weight=LogNormal(-1.0, 1.0)),
        with_projection(weight=np.ones((2, 2))),
        with_dataset(encoder=replace(CODE, dataset="nobody")),
        with_dataset(decoders=(Decoder("x", find("decoders/spike_count"), "nobody"),)),
        with_population(start={"W": 1.0}),
        with_population(bias=np.ones(5)),
    ],
)
def test_a_fatal_problem_refuses_the_run(changed):
    with pytest.raises(NetworkError):
        Simulation(changed)


RULES = discovery.models("wiring")


@pytest.mark.parametrize("own", [False, True], ids=["to others", "to itself"])
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_that_asks_for_more_than_there_is_is_refused_and_otherwise_makes_what_it_asks(rule, own):
    ends = ProjectionSide(6), ProjectionSide(6 if own else 4)
    single = {name: "no" for name in rule.choices if "connections" in name}
    demand = rule.demand(*ends, own, single)
    if demand is None:
        assert not {"in_degree", "out_degree", "number"} & set(rule.parameters())
        return
    link = replace(AB, target="a" if own else "b", wiring=rule)
    network = replace(NETWORK, populations=(replace(A, size=6), replace(B, size=4)), projections=(link,))

    def asking(number, **choices):
        wanted = replace(link, wiring_parameters={**single, demand.name: float(number), **choices})
        return replace(network, projections=(wanted,))

    most, asked_too_much = demand.possible, asking(demand.possible + 1)
    (problem,) = [p for p in check(asked_too_much) if p.is_fatal]
    assert (problem.code, problem.place, problem.quantity) == ("more-than-there-are", "ab", demand.name)
    assert str(most) in str(problem) and str(most + 1) in str(problem)
    for allowed in (asking(most), asking(most + 1, multiple_connections="yes")):
        values = allowed.projections[0].wiring_parameters
        assert not [p for p in check(allowed) if p.is_fatal]
        made = len(Simulation(allowed, backend="numpy").connections("ab").pre)
        assert made == rule.expected(*ends, own, values) > 0


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_one_neuron_alone_has_no_other_to_be_connected_with_however_often(rule):
    often = {"multiple_connections": "yes"} if "multiple_connections" in rule.choices else {}
    demand = rule.demand(ProjectionSide(1), ProjectionSide(1), True, often)
    if demand is None:
        return
    link = replace(AB, target="a", wiring=rule, wiring_parameters={**often, demand.name: 1.0})
    alone = replace(NETWORK, populations=(replace(A, size=1), B), projections=(link,))
    (problem,) = [p for p in check(alone) if p.is_fatal]
    assert demand.possible == 0 and problem.code == "more-than-there-are"
    values = {**link.wiring_parameters, "self_connections": "yes"}
    itself = replace(alone, projections=(replace(link, wiring_parameters=values),))
    assert not [p for p in check(itself) if p.is_fatal]


def test_an_image_with_too_few_channels_for_a_degree_is_refused_when_it_is_known():
    many = replace(ED, wiring=find("wiring/fixed_in_degree"), wiring_parameters={"in_degree": 65.0})
    network = with_dataset()
    with pytest.raises(NetworkError, match="65"):
        Simulation(replace(network, projections=(AB, many)), backend="numpy")


@pytest.mark.parametrize(
    ("times", "code", "count"),
    [([0.0, 1.0], "lost-spikes", 1), ([1.0, 1.02, 2.0], "lost-spikes", 1), ([1.0, 1.53, 2.27], "times-rounded", 2)],
)
def test_listed_spikes_that_no_step_has_are_counted(times, code, count):
    listed = Stimulus("list", find("stimuli/spike_times"), 1, {"times": np.array(times)})
    found = [p for p in check(with_stimulus(listed)) if p.code == code]
    assert [p.values["count"] for p in found] == [count] and not found[0].is_fatal
    run = Simulation(with_stimulus(listed), backend="numpy").run(5.0)
    assert len(run.spikes["list"]) == len(times) - (count if code == "lost-spikes" else 0)


def test_a_list_that_nobody_can_write_to_is_counted_once(monkeypatch):
    sort, counted = np.sort, []
    monkeypatch.setattr(np, "sort", lambda array: counted.append(len(array)) or sort(array))
    times = np.array([1.0, 1.02, 2.0, 2.5])

    def lost() -> list[int]:
        listed = Stimulus("list", find("stimuli/spike_times"), 1, {"times": times})
        return [p.values["count"] for p in check(with_stimulus(listed)) if p.code == "lost-spikes"]

    assert lost() == lost() == [1] and counted == [4, 4]
    times[3] = 2.0
    assert lost() == [2]
    times.setflags(write=False)
    counted.clear()
    assert lost() == lost() == [2] and counted == [4]
    times = times.copy()
    times.setflags(write=False)
    assert lost() == [2] and counted == [4, 4]


@pytest.mark.parametrize(("name", "value"), [("weight", (2.0, -4.0)), ("delay", (1.5, -4.0))])
def test_what_falls_with_the_distance_below_what_is_allowed_is_said(name, value):
    line = find("positions/line")
    placed = tuple(replace(p, positions=line) for p in (A, B))
    for slope, expected in ((value[1], ["falls-to-zero"]), (-0.1, [])):
        link = replace(AB, **{name: ByDistance("linear", value[0], slope)})
        found = check(replace(NETWORK, populations=placed, projections=(link,)))
        assert [p.code for p in found] == expected and not any(p.is_fatal for p in found)


def test_a_window_larger_than_the_grid_is_said():
    grid = find("positions/grid")
    placed = (replace(A, size=9, positions=grid, positions_parameters={"rows": 3.0, "columns": 3.0}),)
    link = replace(AB, target="a", wiring=find("wiring/local_receptive_field"))
    for size, expected in ((5.0, ["window-cut"]), (3.0, [])):
        wide = replace(link, wiring_parameters={"width": size, "height": 3.0})
        assert [p.code for p in check(replace(NETWORK, populations=placed, projections=(wide,)))] == expected


def test_inhibitory_weights_may_learn_and_their_strength_is_bound():
    assert check(with_projection(weight=-1.0, sign=Sign.INHIBITORY, plasticity=STDP)) == []
    wrong = check(with_projection(weight=-300.0, sign=Sign.INHIBITORY, plasticity=STDP))
    assert [problem.code for problem in wrong] == ["above-largest-weight"]


def test_a_reward_may_come_from_any_element_with_spikes():
    regular = Stimulus("r", REGULAR)
    for id, stimuli in (("a", ()), ("b", ()), ("r", (regular,))):
        rewarded = replace(AB, plasticity=REWARDED, plasticity_sources={"reward": id})
        assert check(replace(NETWORK, stimuli=stimuli, projections=(rewarded,))) == []


def test_fatal_problems_come_first():
    problems = check(with_population(parameters={"t_ref": 1.93, "tau_m": -5.0}))
    assert [p.is_fatal for p in problems] == sorted((p.is_fatal for p in problems), reverse=True)


def test_the_cycle_is_named():
    (problem,) = [p for p in check(cycle()) if p.code == "zero-delay-cycle"]
    assert problem.values["path"] in ("a → b → a", "b → a → b")


def test_discrete_networks_may_fire_in_every_step():
    network = replace(
        with_dataset(encoder=replace(CODE, parameters={"max_rate": 1000.0})),
        resolution=1.0,
        populations=(replace(A, model=DISCRETE), replace(B, model=DISCRETE)),
        projections=(replace(AB, synapse=DELTA), replace(ED, synapse=DELTA)),
    )
    assert check(network) == []


@pytest.mark.parametrize(("encoder", "most"), [("regular", 1.0), ("poisson", 0.1)])
def test_a_code_without_chance_may_fire_in_every_step_and_one_by_chance_may_not(encoder, most):
    for share in (0.99, 1.01):
        rate = share * most * 1000.0 / NETWORK.resolution
        network = with_dataset(encoder=Encoder("e", find(f"encoders/{encoder}"), "d", {"max_rate": rate}))
        told = {p.code for p in check(network) if p.place == "e"}
        assert ("rate-too-high" in told) is (share > 1.0)


def test_the_memory_estimate_grows_with_connections():
    small, large = (replace(NETWORK, populations=(replace(A, size=n), replace(B, size=n))) for n in (10, 1000))
    assert reckoned(large) > 20 * 1000 * 1000
    assert reckoned(small) < reckoned(large) / 100


def test_what_a_network_takes_is_about_what_was_estimated(monkeypatch):
    import tracemalloc

    for module in ("engine.simulation.connections.compiled_wiring", "engine.checking.memory"):
        monkeypatch.setattr(f"{module}.SOON", 1_000_000)

    sparse = replace(AB, wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.1}, weight=Uniform(1, 2))
    network = replace(NETWORK, populations=(replace(A, size=4000), replace(B, size=4000)), projections=(sparse,))
    Simulation(network, backend="numpy")  # what is loaded once
    tracemalloc.start()
    Simulation(network, backend="numpy")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.3 * reckoned(network) < peak < 1.5 * reckoned(network)


def test_a_warning_of_places_hides_no_wrong_weight() -> None:
    grid, wide = find("positions/grid"), {"rows": 2.0, "columns": 2.0}
    cells = replace(A, positions=grid, positions_parameters=wide)
    sinks = ByDistance("linear", 0.2, -1.0)
    link = Projection("aa", "a", "a", DELTA, ALL, LogNormal(50.0, 20.0), sinks, Sign.INHIBITORY)
    told = {p.code: p.is_fatal for p in check(NetworkDescription(populations=(cells,), projections=(link,)))}
    assert told["falls-to-zero"] is False and told["wrong-sign"] is True
