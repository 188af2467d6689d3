"""Conductances that are far too large: a membrane is where they pull it, or the run stops and says which and when."""

from dataclasses import replace

import numpy as np
import pytest

from engine.backends.functions import elementary_numpy
from engine.learning.components.declared import PRESENT
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.network.values import Uniform
from engine.simulation.operations.finite import NumericalFailure
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import digits

H, ARRIVES = 0.1, 6.0  # ms
WEIGHTS = (1e4, 1e5, 1e6, 1e9, 1e12, 1e15)  # nS
CONDUCTANCES = ("exponential_conductance", "alpha_conductance", "double_exponential_conductance")
SILENT = {"V_th": 1e3}  # mV: a membrane that nothing resets


def struck(neuron, synapses, weights, parameters=None, watched="V"):
    """A neuron for each weight, which reaches it once by every one of ``synapses``: names with a sign."""
    size = len(weights)
    stimulus = Stimulus(
        "s", find("stimuli/spike_times"), size, {"times": np.full(size, ARRIVES - 1.0), "trains": np.arange(size) * 1.0}
    )
    links = tuple(
        Projection(f"p{i}", "s", "a", find(f"synapses/{name}"), find("wiring/one_to_one"), np.array(weights), 1.0, sign,
                   {"tau_syn": 2.0 + 3.0 * i} if "tau_syn" in find(f"synapses/{name}").parameters() else {})
        for i, (name, sign) in enumerate(synapses)
    )  # fmt: skip
    population = Population("a", find(f"neurons/{neuron}"), size, parameters or {})
    recording = Recording("V", "a", watched, interval=H)
    return NetworkDescription(H, (population,), links, (stimulus,), recordings=(recording,))


def run(network, duration=12.0, **how):
    return Simulation(network, **how).run(duration)


def at(record, ms):
    return record.samples["V"].values[round(ms / H) - 1]


@pytest.mark.parametrize("how", [{"backend": "numpy"}, {"backend": "numba"}, {"precision": "float32"}], ids=str)
@pytest.mark.parametrize("synapse", CONDUCTANCES)
def test_a_leaky_neuron_fires_at_once_however_large_the_conductance(synapse, how):
    """By Padé's fraction alone 1e6 nS fired it at 6.8 ms, 1e9 at 38 ms and 1e12 never."""
    record = run(struck("leaky_integrate_and_fire", [(synapse, Sign.EXCITATORY)], WEIGHTS), **how)
    spikes = record.spikes["a"]
    first = [spikes.steps[spikes.neurons == i].min(initial=10**6) * H for i in range(len(WEIGHTS))]
    assert first == pytest.approx([ARRIVES + H] * len(WEIGHTS))


@pytest.mark.parametrize("how", [{"backend": "numpy"}, {"backend": "numba"}, {"precision": "float32"}], ids=str)
def test_between_two_large_conductances_it_stands_where_they_cancel(how):
    """Of 0 and -80 mV, decaying in 2 and 5 ms: what the series says of their course would throw it by volts."""
    both = [("exponential_conductance", Sign.EXCITATORY), ("exponential_conductance", Sign.INHIBITORY)]
    record = run(struck("leaky_integrate_and_fire", both, WEIGHTS[1:], SILENT), **how)
    elapsed = 1.0
    exciting, inhibiting = np.exp(-elapsed / 2.0), np.exp(-elapsed / 5.0)
    expected = -80.0 * inhibiting / (exciting + inhibiting)
    assert at(record, ARRIVES + elapsed) == pytest.approx(np.full(len(WEIGHTS) - 1, expected), abs=1.0)


@pytest.mark.parametrize("how", [{"backend": "numpy"}, {"backend": "numba"}, {"precision": "float32"}], ids=str)
@pytest.mark.parametrize("neuron", ["hodgkin_huxley", "traub_miles", "morris_lecar"])
def test_a_membrane_with_channels_stands_where_a_large_conductance_pulls_it(neuron, how):
    strong = [("exponential_conductance", Sign.INHIBITORY)]
    record = run(struck(neuron, strong, WEIGHTS[1:]), **how)
    assert at(record, ARRIVES + 1.0) == pytest.approx(np.full(len(WEIGHTS) - 1, -80.0), abs=1.0)


@pytest.mark.parametrize("how", [{"backend": "numba"}, {"precision": "float32"}], ids=str)
def test_an_adaptive_exponential_neuron_fires_at_once_and_its_run_ends(how):
    """1e12 nS kept one neuron for more than a minute: between two slopes that overflow it never came to rest."""
    network = struck("adaptive_exponential_integrate_and_fire", [("exponential_conductance", Sign.EXCITATORY)], WEIGHTS)
    record = run(network, 8.0, **how)
    spikes = record.spikes["a"]
    first = [spikes.steps[spikes.neurons == i].min(initial=10**6) * H for i in range(len(WEIGHTS))]
    assert first == pytest.approx([ARRIVES + H] * len(WEIGHTS))
    assert np.isfinite(record.samples["V"].values).all() and np.abs(record.samples["V"].values).max() < 100.0


def test_on_arrays_only_those_whose_step_goes_on_take_its_further_parts(monkeypatch):
    """One neuron that a strong conductance drives through hundreds of parts took all others through them."""
    neurons, strong = 200, (10.0, 1e4)
    model, excited = "adaptive_exponential_integrate_and_fire", [("exponential_conductance", Sign.EXCITATORY)]
    taken: list[int] = []
    function = elementary_numpy._function

    def counted(*which):
        assert which == ("exp", 8, True)
        return lambda x: (taken.append(np.size(x)), function(*which)(x))[1]

    monkeypatch.setattr(elementary_numpy, "_function", counted)
    alone = run(struck(model, excited, strong), 6.2, backend="numpy")
    before, _ = sum(taken), taken.clear()
    many = run(struck(model, excited, [*strong, *[10.0] * (neurons - 2)]), 6.2, backend="numpy")
    few = sum(size for size in taken if size < neurons)
    whole = sum(size for size in taken if size == neurons)
    assert few < before and whole < 20 * 6.2 / H * neurons
    for one in range(2):
        for_one = [record.spikes["a"].steps[record.spikes["a"].neurons == one].tolist() for record in (alone, many)]
        assert for_one[0] == for_one[1] and (one == 0) == (for_one[0] == [])
        assert np.array_equal(alone.samples["V"].values[:, one], many.samples["V"].values[:, one])


@pytest.mark.parametrize("neuron", ["adaptive_exponential_integrate_and_fire", "exponential_integrate_and_fire"])
def test_inhibition_that_is_far_too_large_holds_a_neuron_at_its_reversal(neuron):
    record = run(struck(neuron, [("exponential_conductance", Sign.INHIBITORY)], WEIGHTS), 8.0)
    assert at(record, ARRIVES + 1.0)[1:] == pytest.approx(np.full(len(WEIGHTS) - 1, -80.0), abs=1.0)


def learning(rule, values, w_max, duration, apart=5.0):
    """A synapse of 10 nS that a rule drives to ``w_max``: its source fires before another fires their target."""
    times = np.arange(5.0, duration, apart)
    stimuli = tuple(
        Stimulus(id, find("stimuli/spike_times"), 1, {"times": times + later, "trains": 0.0 * times})
        for id, later in (("s", 0.0), ("k", 0.4 * apart))
    )
    conductance, one = find("synapses/exponential_conductance"), find("wiring/one_to_one")
    given = {"plasticity": find(f"plasticity/{rule}"), "plasticity_parameters": {"w_max": w_max, **values}}
    links = (
        Projection("p", "s", "a", conductance, one, 10.0, 1.0, Sign.EXCITATORY, **given),
        Projection("q", "k", "a", conductance, one, 200.0, 1.0, Sign.EXCITATORY),
    )
    population = Population("a", find("neurons/leaky_integrate_and_fire"), 1)
    return NetworkDescription(H, (population,), links, stimuli, recordings=(Recording("V", "a", "V", interval=H),))


@pytest.mark.parametrize("how", [{"backend": "numpy"}, {"backend": "numba"}, {"precision": "float32"}], ids=str)
@pytest.mark.parametrize("w_max", [1e5, 1e6, 1e9])
@pytest.mark.parametrize(
    ("rule", "values"), [("pair_stdp", {"A_plus": 0.5, "A_minus": 0.1}), ("hebb", {"eta": 100.0})], ids=str
)
def test_a_weight_that_learning_drives_far_too_high_fires_its_neuron_whenever_it_may(rule, values, w_max, how):
    simulation = Simulation(learning(rule, values, w_max, 60.0), **how)
    record = simulation.run(60.0)
    assert simulation.weights("p") == pytest.approx([w_max])
    late = np.diff(record.spikes["a"].steps[record.spikes["a"].steps * H > 30.0]) * H
    assert len(late) > 10 and late == pytest.approx(np.full(len(late), 2.0 + H)), "once its refractory time is over"
    assert np.isfinite(record.samples["V"].values).all()


@pytest.mark.parametrize("how", [{"backend": "numpy"}, {"backend": "numba"}], ids=str)
def test_a_weight_that_learning_drives_beyond_all_numbers_stops_the_run_within_a_chunk(how):
    network = learning("pair_stdp", {"A_plus": 0.5, "A_minus": 0.1}, 1.7e308, 60.0, apart=0.5)
    with pytest.raises(NumericalFailure) as stopped:
        run(network, 60.0, **how)
    values = stopped.value.problem.values
    assert values["neuron"] == 0 and values["variable"] in ("V", "g (p)", "g (q)") and 0.008 < values["time"] <= 0.06


@pytest.mark.parametrize("largest", [1e5, 1e6, 1e9, 1e12])
def test_training_with_conductances_that_are_far_too_large_is_finite_and_counts_the_spikes_of_a_run(largest):
    """All that learns by gradients goes the steps of a run: every neuron fires at once and whenever it may again."""
    network = digits(
        hidden=8, sample_time=10.0, neuron="neurons/leaky_integrate_and_fire", sign=Sign.EXCITATORY,
        synapse=find("synapses/exponential_conductance"), weight=Uniform(0.5 * largest, largest),
    )  # fmt: skip
    result = fit(network, SurrogateGradient, epochs=2, batch=719, seed=1, settings={"start": PRESENT})
    assert all(np.isfinite(epoch.loss) for epoch in result.history)
    assert all(np.isfinite(array).all() for array in result.arrays.values())
    weights = np.concatenate([array.ravel() for (_, name), array in result.arrays.items() if name == "weight"])
    assert weights.min() > 0.4 * largest, "it is these that were learnt with"
    each = result.spikes_per_sample / (8 + 10)
    assert each == pytest.approx(result.history[-1].spikes_per_sample / (8 + 10), abs=0.01) and each > 2.9


def test_what_is_beyond_all_numbers_stops_the_run_within_a_chunk_with_neuron_variable_and_time():
    network = struck("leaky_integrate_and_fire", [("exponential_conductance", Sign.EXCITATORY)], [1.0, 1.5e308])
    again = Stimulus("s", find("stimuli/spike_times"), 2, {"times": ARRIVES - 1.0 + np.array([0.0, 0.0, H, 2.0 * H]),
                                                          "trains": np.array([0.0, 1.0, 1.0, 1.0])})  # fmt: skip
    with pytest.raises(NumericalFailure) as stopped:
        run(replace(network, stimuli=(again,)))
    values = stopped.value.problem.values
    assert values["neuron"] == 1 and values["variable"] in ("V", "g (p0)")
    assert ARRIVES / 1000.0 <= values["time"] <= 0.0121
