"""Scripts for other simulators: which networks they carry, what they refuse by name, that they are whole programs."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from engine.model.registry.discovery import find
from engine.network.description import (
    Connections,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.values import LogNormal, Normal, Uniform
from engine.neurons import AdaptiveExponentialIntegrateAndFire, LeakyIntegrateAndFire, TraubMiles
from engine.scripts.targets import targets
from engine.synapses import AlphaCurrent, Delta, ExponentialConductance, ExponentialCurrent
from engine.wiring import AllToAll, FixedInDegree, OneToOne
from tests.engine.scripts.pynn_stand_in import standing_in
from tests.laws.networks import NETWORKS

EXAMPLES = {example.path.stem: example.path for example in examples()}
DRAWN = ("balanced-network", "stdp", "tsodyks-markram")


def drawn(name: str) -> NetworkDescription:
    return meaning(open_document(EXAMPLES[name])).description


def fatal(name: str, description: NetworkDescription) -> list[str]:
    return [problem.code for problem in targets()[name].refusals(description) if problem.is_fatal]


@pytest.mark.parametrize("name", [*EXAMPLES, *NETWORKS])
def test_every_network_is_a_whole_program_or_refused_with_sentences(name: str) -> None:
    description = drawn(name) if name in EXAMPLES else NETWORKS[name]()
    ids = {p.id for p in description.populations}
    for target, simulator in targets().items():
        found = simulator.refusals(description)
        assert all(str(problem) for problem in found), target
        if any(problem.is_fatal for problem in found):
            assert name not in DRAWN, f"{target} carries ordinary drawings"
            continue
        written = simulator.script(description, seed=3, title='A "net" \\ of\nmine')
        ast.parse(written.text)
        lines = written.text.split("\n")
        assert ids <= written.lines.keys(), target
        assert all(" = " in lines[written.lines[id].start] for id in ids), target


def pair(neuron=LeakyIntegrateAndFire, synapse=ExponentialCurrent, source=None, **projection) -> NetworkDescription:
    given = {"wiring": AllToAll, "weight": 100.0, **projection}
    stimulus = source or Stimulus("s", find("stimuli/regular"))
    return NetworkDescription(
        populations=(Population("a", neuron, 3, title="A"),),
        stimuli=(stimulus,),
        projections=(Projection("p", "s", "a", synapse, **given),),
    )


@pytest.mark.parametrize("target", targets())
def test_what_a_simulator_lacks_is_refused_by_name(target: str) -> None:
    odd = pair(neuron=find("neurons/discrete_leaky_integrate_and_fire"), synapse=Delta)
    assert "target.cell" in fatal(target, odd)
    assert fatal(target, pair(delay=0.0)) == ["target.delay"]
    assert fatal(target, pair(source=Stimulus("s", find("stimuli/correlated_poisson")))) == ["target.source"]
    assert fatal(target, pair(wiring=find("wiring/gaussian_distance"))) == ["target.wiring"]
    assert fatal(target, pair(plasticity=find("plasticity/clopath"))) == ["target.rule"]
    noisy = Stimulus("s", find("stimuli/poisson"))
    assert fatal(target, pair(source=noisy, plasticity=find("plasticity/pair_stdp"))) == ["target.between"]
    injected = pair(source=Stimulus("s", find("stimuli/dc_current")), synapse=None, weight=2.0, delay=0.0)
    assert fatal(target, injected) == ["target.current"]
    assert not fatal(target, pair())


def test_a_synapse_whose_state_lasts_a_step_is_not_written_for_brian2() -> None:
    """It has no course in time: the script failed as it was written."""
    assert fatal("brian2", pair(neuron=find("neurons/fitzhugh_nagumo"), synapse=find("synapses/pulse"))) == [
        "target.cell"
    ]


CURRENTS = ("dc_current", "step_current", "sine_current", "array_current", "white_noise_current")
WORDS = {
    "nest": {
        "sine_current": "ac_generator",
        "array_current": "step_current_generator",
        "white_noise_current": "noise_generator",
    },
    "pynn": {
        "sine_current": "sim.ACSource",
        "array_current": "sim.StepCurrentSource",
        "white_noise_current": "sim.NoisyCurrentSource",
    },
    "brian2": {
        "sine_current": "sin(",
        "array_current": "b.TimedArray",
        "white_noise_current": "rng.normal(350.0, 200.0, (1000, 3))",
    },
}
"""What currents are called in three programs."""
LISTED_TARGETS = {
    "nest": "np.array([0, 2])",
    "brian2": "i=np.array([0, 2]), j=np.array([0, 2])",
    "pynn": "FromListConnector",
}
"""How targets that are listed are told in them."""


def fed(model: str, wiring=AllToAll, size: int = 1, **values) -> NetworkDescription:
    """Neurons into which a current flows."""
    stimulus = Stimulus("s", find(f"stimuli/{model}"), size, values, title="Drive")
    return pair(source=stimulus, synapse=None, wiring=wiring, weight=1.0, delay=0.0)


@pytest.mark.parametrize("target", WORDS)
def test_currents_that_every_simulator_has_are_written(target: str) -> None:
    """White noise, sines and tables of values were refused."""
    texts = {}
    for model in CURRENTS:
        network = fed(model, OneToOne, 3)
        assert not fatal(target, network)
        texts[model] = targets()[target].script(network).text
        ast.parse(texts[model])
    assert all(words in texts[model] for model, words in WORDS[target].items())
    assert fatal(target, fed("chirp_current")) == ["target.source"]


def test_noise_that_several_neurons_share_is_one_table() -> None:
    """NEST's own generator draws another one for each."""
    for target in targets().values():
        assert "rng.normal(350.0, 200.0, 1000)" in target.script(fed("white_noise_current")).text


def test_currents_flow_in_nest_from_the_first_step_on() -> None:
    """Its generators act from the third on."""
    text = targets()["nest"].script(fed("dc_current", amplitude=300.0), duration=10.0).text
    assert "early = [(a, np.array([300.0, 300.0]))]" in text and "nest.Simulate(9.8)" in text
    later = targets()["nest"].script(fed("step_current", onset=5.03, end=7.0)).text
    assert '"start": 4.9, "stop": 6.9' in later and "early" not in later


@pytest.mark.parametrize("target", LISTED_TARGETS)
def test_what_reaches_some_neurons_alone_is_not_written_as_if_it_reached_all(target: str) -> None:
    """Brian2's and PyNN's scripts gave a current, and trains of which each has its own, to every neuron."""
    some = find("wiring/fixed_probability")
    wired = {"wiring_parameters": {"p": 0.5}}
    current = fed("dc_current", some)
    current = replace(current, projections=(replace(current.projections[0], **wired),))
    trains = pair(source=Stimulus("s", find("stimuli/poisson")), wiring=some, **wired)
    assert fatal(target, current) == fatal(target, trains) == ([] if target == "nest" else ["target.wiring"])
    listed = Connections(np.array([0, 0]), np.array([0, 2]))
    few = pair(source=Stimulus("s", find("stimuli/poisson")), wiring=find("wiring/explicit_list"), connections=listed)
    assert LISTED_TARGETS[target] in targets()[target].script(few).text


@pytest.mark.parametrize("target", targets())
def test_delays_of_each_synapse_are_listed_with_their_synapses(target: str) -> None:
    """NEST and PyNN failed at such a script."""
    text = targets()[target].script(pair(delay=np.array([1.0, 2.0, 3.0]))).text
    assert "[0, 1, 2]" in text and "[1.0, 2.0, 3.0]" in text
    drawn_rule = {"wiring": find("wiring/fixed_probability"), "wiring_parameters": {"p": 0.5}}
    assert fatal(target, pair(delay=np.array([1.0, 2.0]), **drawn_rule)) == ["target.one-number"]


@pytest.mark.parametrize("target", targets())
def test_spikes_of_no_train_are_of_every_train_and_lie_on_the_grid(target: str) -> None:
    """Brian2's script gave them to the first."""
    listed = Stimulus("s", find("stimuli/spike_times"), 3, {"times": np.array([5.03, 5.04, 0.01])})
    text = targets()[target].script(pair(source=listed, wiring=OneToOne)).text
    assert "np.array([0, 1, 2])" in text
    assert ("[4.999999, 4.999999, 4.999999]" if target == "pynn" else "[5.0, 5.0, 5.0]") in text


@pytest.mark.parametrize("target", ["nest", "pynn"])
def test_two_time_constants_of_one_sign_are_refused_and_of_two_signs_are_not(target: str) -> None:
    network = pair(synapse_parameters={"tau_syn": 2.0})
    other = replace(network.projections[0], id="q", synapse_parameters={"tau_syn": 3.0})
    both = replace(network, projections=(network.projections[0], other))
    assert fatal(target, both) == ["target.several"]
    back = replace(other, sign=Sign.INHIBITORY, weight=-30.0)
    two = replace(network, projections=(network.projections[0], back))
    assert not fatal(target, two)
    assert "2.0" in targets()[target].script(two).text and "3.0" in targets()[target].script(two).text


def test_what_cannot_be_said_in_numbers_is_refused() -> None:
    drawn_taus = pair(synapse_parameters={"tau_syn": Uniform(1.0, 5.0)})
    assert fatal("nest", drawn_taus) == fatal("brian2", drawn_taus) == ["target.one-number"]
    flat = pair(plasticity=find("plasticity/pair_stdp"), plasticity_parameters={"A_plus": 0.0})
    assert fatal("nest", flat) == ["target.must-be"]
    arrays = pair(synapse_parameters={"tau_syn": np.array([1.0, 2.0, 3.0])})
    assert fatal("nest", arrays) == ["target.one-number"]


def test_pynn_refuses_weights_of_both_signs() -> None:
    assert fatal("pynn", pair(sign=Sign.MIXED, weight=Normal(0.0, 1.0))) == ["target.signs"]


def recorded(*recordings: Recording, neuron=LeakyIntegrateAndFire, synapse=ExponentialCurrent) -> NetworkDescription:
    return replace(pair(neuron, synapse), recordings=recordings)


def left(target: str, description: NetworkDescription) -> list[str]:
    return [p.place for p in targets()[target].refusals(description) if p.code == "target.left"]


def test_states_of_neurons_are_recorded_and_what_cannot_be_is_named() -> None:
    """Recorders of membranes were left out of every script."""
    wanted = (
        Recording("r", "a", "V", interval=0.5, title="Membrane"), Recording("few", "a", "V", (2, 0), 0.5, "Membrane"),
        Recording("row", "a", "V", (0, 1, 2), 0.5), Recording("w", "p", "weight"), Recording("s", "a", "spikes"),
    )  # fmt: skip
    network = recorded(*wanted)
    assert all(left(target, network) == ["w"] for target in targets())
    nest, brian2, pynn = (targets()[target].script(network).text for target in ("nest", "brian2", "pynn"))
    assert 'params={"record_from": ["V_m"], "interval": 0.5}' in nest
    assert "nest.Connect(membrane, a)" in nest and "nest.Connect(membrane_2, a[[0, 2]])" in nest and "a[0:3]" in nest
    assert 'membrane = b.StateMonitor(a, "V", record=True, dt=0.5 * ms)' in brian2 and "record=[0, 2]" in brian2
    assert "membrane_2 = a[[0, 2]]" in pynn and 'membrane_2.record("v", sampling_interval=0.5)' in pynn
    for text in (nest, brian2, pynn):
        assert all(f'"Membrane ({name})": ' in text for name in ("membrane", "membrane_2"))
        assert "values from {" in text.splitlines()[-1]
    assert "traces" not in targets()["nest"].script(pair()).text


def test_a_simulator_records_what_its_neuron_has_and_names_the_rest() -> None:
    gates = recorded(*(Recording(n, "a", n) for n in "Vmhn"), neuron=TraubMiles, synapse=ExponentialConductance)
    assert left("nest", gates) == [] and left("pynn", gates) == ["m", "h", "n"]
    assert all(f'["{name}"]' in targets()["nest"].script(gates).text for name in ("V_m", "Act_m", "Inact_h", "Act_n"))
    slower = recorded(Recording("r", "a", "V", interval=0.5), Recording("q", "a", "V", interval=1.0))
    assert left("pynn", slower) == ["q"] and left("nest", slower) == left("brian2", slower) == []


def test_groups_of_one_title_are_counted_apart() -> None:
    """Of two populations with the same title, the rates of one alone were told."""
    network = pair()
    twice = replace(network, populations=(*network.populations, replace(network.populations[0], id="b")))
    for target in targets().values():
        text = target.script(twice).text
        assert '"A (a)": a' in text and '"A (a_2)": a_2' in text


LISTED = {"times": np.arange(9.0), "trains": np.arange(9.0) % 4}
PYNN = {
    "exponential": lambda: pair(),
    "alpha": lambda: pair(synapse=AlphaCurrent, sign=Sign.INHIBITORY, weight=Uniform(-2.0, -1.0)),
    "delta": lambda: pair(synapse=Delta, weight=1.5),
    "opening": lambda: pair(synapse=ExponentialConductance, weight=LogNormal(2.0, 0.5)),
    "inhibited": lambda: pair(synapse=ExponentialConductance, weight=2.0, sign=Sign.INHIBITORY),
    "adaptive": lambda: pair(AdaptiveExponentialIntegrateAndFire, ExponentialConductance, weight=2.0),
    "channels": lambda: pair(TraubMiles, ExponentialConductance, weight=2.0),
    "degree": lambda: pair(
        source=Stimulus("s", find("stimuli/spike_times"), 4, LISTED),
        wiring=FixedInDegree, wiring_parameters={"in_degree": 2.0},
    ),
    "recorded": lambda: recorded(Recording("r", "a", "V", (0, 2), 0.5), Recording("q", "a", "V", interval=0.5)),
    "weights": lambda: pair(weight=np.array([[1.0], [2.0], [3.0]])),
    "current": lambda: pair(source=Stimulus("s", find("stimuli/step_current")), synapse=None, weight=1.0, delay=0.0),
    "delays": lambda: pair(delay=np.array([1.0, 2.0, 3.0])),
    "sine": lambda: fed("sine_current"),
    "sines": lambda: fed("sine_current", size=2),
    "table": lambda: fed("array_current", signal=np.arange(20.0)),
    "tables": lambda: fed("array_current", OneToOne, 3, signal=np.arange(60.0).reshape(20, 3)),
    "noise": lambda: fed("white_noise_current", OneToOne, 3),
    "shared noise": lambda: fed("white_noise_current"),
    **{name: (lambda name=name: drawn(name)) for name in DRAWN},
}  # fmt: skip


@pytest.mark.parametrize("name", PYNN)
def test_a_script_for_pynn_says_what_pynn_understands(name: str, tmp_path: Path) -> None:
    path = tmp_path / "network.py"
    assert not fatal("pynn", PYNN[name]())
    targets()["pynn"].script(PYNN[name](), duration=200.0).write(path)
    made = {"__file__": str(path)}
    with standing_in() as done:
        exec(compile(path.read_text(encoding="utf-8"), path, "exec"), made)  # written by this program
    if "arrays" in made:
        made["arrays"].close()
    assert done == ["setup", "run"]


def test_the_stand_in_refuses_what_pynn_would() -> None:
    with standing_in(), pytest.raises(AssertionError):
        exec("import pyNN.nest as sim\nsim.IF_curr_exp(tau=3.0)", {})  # a parameter that PyNN has not


def test_what_pynn_lacks_of_a_cell_is_given_to_it() -> None:
    """It passed over where jumping membranes start, and could not record them."""
    jumping = targets()["pynn"].script(pair(synapse=Delta, weight=1.5)).text
    assert 'sim.IF_curr_delta.variable_map = {"v": "V_m"}' in jumping
    assert "variable_map" not in targets()["pynn"].script(pair()).text


def test_units_are_those_of_pynn() -> None:
    text = targets()["pynn"].script(pair(weight=250.0)).text
    assert "cm=0.25" in text and "weight=0.25" in text and "tau_m=10.0" in text


def test_what_pynn_draws_follows_the_seed_of_the_drawing() -> None:
    """Its wiring and its Poisson spikes followed seeds of its own."""
    network = pair(wiring=find("wiring/fixed_probability"), wiring_parameters={"p": 0.5})
    text = targets()["pynn"].script(network, seed=7).text
    assert "random = NumpyRNG(seed=7)" in text and "rng_seed=7" in text
    assert "FixedProbabilityConnector(0.5, rng=random)" in text
    assert "rng=random" not in targets()["pynn"].script(pair()).text
