"""Conversion: the gradient of the rectified network, rates that are its values, and what cannot be converted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.format import VerificationTrial
from engine.exporting.formats import formats
from engine.learning.calibration.counting import CountingNeuron, charge, counting
from engine.learning.calibration.mean_input import MeanInput
from engine.learning.calibration.rectified import RectifiedNetwork
from engine.learning.components.losses import softmax_cross_entropy
from engine.learning.methods.conversion import AS_THEY_ARE, Conversion, ConversionLearner
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.model.typed.neuron import neuron
from engine.network.description import NetworkDescription, Population, Sign
from engine.network.values import Uniform
from engine.simulation.simulation import Simulation
from tests.engine.learning.networks import convolutional, digits, projection

COUNTS = "neurons/discrete_integrate_and_fire_subtractive"
LEAKY = "neurons/discrete_leaky_integrate_and_fire_subtractive"
CAPACITOR = """
dv/dt = I/C : mV
threshold: v >= V_th
reset: v -= 15*mV
v(0) = -70 mV
C = 250 pF (> 0)
V_th = -55 mV
I : pA
"""


def counted(**changes: Any) -> NetworkDescription:
    """Digits as a constant current into neurons that count."""
    values: dict[str, Any] = {"neuron": COUNTS, "encoder": "encoders/constant_current", "hidden": 20, **changes}
    network = digits(**values)
    first = replace(network.projections[0], synapse=None)
    return replace(network, projections=(first, *network.projections[1:]))


def by_membrane(**changes: Any) -> NetworkDescription:
    network = counted(**changes)
    hidden, out = network.populations
    return replace(
        network,
        populations=(hidden, replace(out, model=find("neurons/discrete_integrator"))),
        decoders=(replace(network.decoders[0], model=find("decoders/largest_value")),),
    )


def convolved() -> NetworkDescription:
    network = convolutional(neuron=COUNTS, encoder="encoders/constant_current", sample_time=200.0)
    first = replace(network.projections[0], synapse=None)
    return replace(network, projections=(first, *network.projections[1:]))


def learner(network: NetworkDescription, **settings: Any) -> ConversionLearner:
    return Conversion.learner(circuit(network), Conversion.complete(settings), 1)


@pytest.mark.parametrize("network", [counted, convolved])
def test_the_gradient_is_that_of_finite_differences(network: Callable[[], NetworkDescription]) -> None:
    found = circuit(network())
    weights = Weights(found, 1, "float64", parameters=False)
    weights.draw_fresh(1)
    rectified = RectifiedNetwork(found, weights, 1)
    values, labels = found.samples.values[:6], found.samples.labels[:6]

    def loss() -> float:
        return softmax_cross_entropy(rectified.forward(values), labels)[0]

    gradients = rectified.backward(softmax_cross_entropy(rectified.forward(values), labels)[1])
    random = np.random.default_rng(0)
    for key, gradient in gradients.items():
        if key in weights.fixed:
            continue
        array = weights.values[key]
        direction = random.normal(size=array.shape)
        kept, ends = array.copy(), []
        for step in (1e-6, -1e-6):
            array[...] = kept + step * direction
            ends.append(loss())
        array[...] = kept
        assert (gradient * direction).sum() == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-9), key


def rates(network: NetworkDescription, arrays: Any, samples: int = 40) -> dict[str, np.ndarray]:
    found = circuit(with_arrays(network, arrays))
    tape = Tape(found, Weights(found, 1, "float64", parameters=False), samples, 1)
    tape.forward(found.samples.values[:samples], np.arange(samples))
    return {p.id: tape.spikes(p.id).mean(axis=0) for p in found.populations}


@pytest.mark.parametrize(
    ("setting", "ahead"), [("half a spike before the threshold", 0.5), ("a whole spike before it", 0)]
)
def test_a_first_layer_counts_the_values_of_its_units(setting: str, ahead: float) -> None:
    network, steps = counted(sample_time=32.0), 32
    result = fit(network, Conversion, epochs=3, seed=1, settings={"membrane": setting})
    ours = learner(network)
    ours.restore(result.checkpoint.state)
    weight, bias = (ours.weights.values[key].astype(float) for key in (("in", "weight"), ("hidden", "bias")))
    values = circuit(network).samples.values[:40]
    scale = ours.scales()["hidden"][0]
    wanted = np.clip((values @ weight.T + bias) / scale, 0, 1)
    found = rates(network, result.arrays)["hidden"]
    assert 0.05 < found.mean() < 0.9
    assert np.abs(found - wanted).max() <= 1 / steps
    # to the spike, but where float32 and float64 round to other sides
    exact = np.abs(found * steps - np.floor(wanted * steps + ahead)) < 1e-9
    assert exact.mean() > 0.995


@pytest.mark.parametrize("share", [99.9, 70.0, 30.0])
def test_scales_are_percentiles_over_all_training_samples(share: float) -> None:
    """Rueckauer et al. (2017), section 2.2.2, of the values above zero; of the read-out the range of its winners.

    Below 50 that range was below zero: all weights of the read-out changed their sign, and the worst class won.
    """
    network = counted()
    ours = learner(network, percentile=share)
    arrays, samples = ours.weights.outward(), network.datasets[0].samples()
    train, _ = network.datasets[0].model.split(samples, network.datasets[0].parameters)
    values = samples.values[np.asarray(train)]
    hidden = np.maximum(values @ arrays["in", "weight"].T + arrays["hidden", "bias"], 0)
    winning = (hidden @ arrays["read", "weight"].T + arrays["out", "bias"]).max(axis=1)
    found = ours.scales()
    assert found["code"] == (1.0, 0.0)
    assert found["hidden"] == (pytest.approx(np.percentile(hidden[hidden > 0], share), rel=1e-5), 0.0)
    least, most = sorted(np.percentile(winning, [100 - share, share]))
    assert found["out"] == (pytest.approx(most - least, rel=1e-5), pytest.approx(least, rel=1e-5))


def test_deep_layers_of_shared_kernels_fire_at_the_values_of_their_units() -> None:
    network = convolved()
    assert Conversion.refusals(network) == []
    result = fit(network, Conversion, epochs=4, seed=1)
    ours = learner(network)
    ours.restore(result.checkpoint.state)
    ours.network.forward(circuit(network).samples.values[:40])
    found, scales = rates(network, result.arrays), ours.scales()
    ours.network.forward(circuit(network).samples.values[:40])
    for id in ("hidden", "pooled", "out"):
        scale, least = scales[id]
        wanted = np.clip((ours.network.sent[id] - least) / scale, 0, 1)
        assert np.abs(found[id] - wanted).mean() < 0.01, id
        assert np.corrcoef(found[id].ravel(), wanted.ravel())[0, 1] > 0.99


def test_the_read_out_by_membrane_gives_the_scores_of_the_rectified_network() -> None:
    network = by_membrane(sample_time=64.0)
    result = fit(network, Conversion, epochs=3, seed=1)
    ours = learner(network)
    ours.restore(result.checkpoint.state)
    evaluation = evaluate(with_arrays(network, result.arrays), seed=1)
    outputs = ours.network.forward(circuit(network).samples.values[evaluation.samples])
    assert evaluation.scores / 64 == pytest.approx(outputs, abs=0.25)
    assert (evaluation.answers == outputs.argmax(axis=1)).mean() > 0.98


def test_an_evaluation_by_membrane_gives_the_scores_of_a_run() -> None:
    network = by_membrane(sample_time=8.0)
    network = with_arrays(network, fit(network, Conversion, epochs=1, seed=1).arrays)
    answers = Simulation(network, seed=1, backend="numpy").advance(8 * 12).answers["answer"]
    evaluation = evaluate(network, seed=1)
    assert np.array_equal([a.scores for a in answers], evaluation.scores[:12])
    assert [a.answer for a in answers] == evaluation.answers[:12].tolist()


def test_imported_weights_are_only_scaled() -> None:
    network = counted(sample_time=256.0)
    trained = learner(network)
    trained.restore(fit(network, Conversion, epochs=3, seed=1).checkpoint.state)
    raw = with_arrays(network, trained.weights.outward())
    result = fit(raw, Conversion, epochs=1, seed=1, settings={"start": AS_THEY_ARE})
    outputs = trained.network.forward(circuit(network).samples.values[result.test.samples])  # type: ignore[union-attr]
    assert result.history[0].training_accuracy > 0.7
    assert (result.test.answers == outputs.argmax(axis=1)).mean() > 0.97  # type: ignore[union-attr]
    given, found = trained.weights.values["in", "weight"], result.arrays["in", "weight"]
    assert found == pytest.approx(given * (found[0, 0] / given[0, 0]), rel=1e-5)


def by_mean(gain: float = 1.0, encoder: str = "encoders/constant_current", **parameters: float) -> NetworkDescription:
    network = counted(sample_time=20.0)
    if encoder != network.encoders[0].model.key:
        network = digits(neuron=COUNTS, encoder=encoder, hidden=20, sample_time=20.0)
    code = replace(network.encoders[0], parameters=parameters or {"gain": gain})
    return replace(network, encoders=(code,))


def in_mv_and_pa(gain: float) -> NetworkDescription:
    network = by_mean(gain)
    into, read = network.projections
    read = replace(read, synapse=find("synapses/exponential_current"), delay=1.0)
    capacitors = tuple(replace(p, model=neuron(CAPACITOR)) for p in network.populations)
    return replace(network, populations=capacitors, projections=(into, read))


UNITS: dict[str, Callable[[], NetworkDescription]] = {
    "a strong current": lambda: by_mean(1000.0),
    "pA": lambda: in_mv_and_pa(1.0),
    "a current in pA": lambda: in_mv_and_pa(500.0),
    "seldom a spike": lambda: by_mean(encoder="encoders/regular", max_rate=500.0),
}


@pytest.mark.parametrize("case", UNITS)
def test_a_converted_network_learns_further_from_where_it_was_in_any_units(case: str) -> None:
    """In other units than plain ones its weights counted as if they were plain: it began anew, and far off."""
    network = UNITS[case]()
    result = fit(network, Conversion, epochs=3, seed=1)
    trained, again = learner(network), learner(with_arrays(network, result.arrays), start="present weights")
    trained.restore(result.checkpoint.state)
    values = circuit(network).samples.values[:200]
    first, second = trained.network.forward(values), again.network.forward(values)
    assert second == pytest.approx((first - trained.scales()["out"][1]) / trained.scales()["out"][0], abs=1e-4)
    for key, array in again.arrays().items():
        assert array == pytest.approx(result.arrays[key], rel=1e-4, abs=1e-4 * np.abs(array).max()), key


def test_what_counts_is_measured_in_the_units_of_the_declaration() -> None:
    population = Population("p", neuron(CAPACITOR), 3)
    found = counting(population, 0.5, 1)
    assert isinstance(found, CountingNeuron)
    assert found.gain == pytest.approx(0.5 / 250.0)
    assert (found.threshold, found.taken) == (pytest.approx(-55.0), pytest.approx(15.0))
    current = projection("c", "a", "p", synapse=find("synapses/exponential_current"))
    held = charge(current, population, 0.5, 1)
    assert held == pytest.approx(5.0 / 250.0, rel=1e-5)  # the time constant over the capacitance
    jump = projection("d", "a", "p", synapse=find("synapses/delta"))
    assert charge(jump, population, 0.5, 1) == pytest.approx(1.0)
    leak_free = Population("q", find(LEAKY), 2, {"beta": 1.0})
    assert counting(leak_free, 1.0, 1) == CountingNeuron(pytest.approx(1.0), pytest.approx(1.0), pytest.approx(1.0))


def test_a_neuron_with_units_and_a_current_is_converted() -> None:
    network = counted(sample_time=200.0)
    synapse = {"synapse": find("synapses/exponential_current"), "delay": 1.0}
    first, second = network.projections
    network = replace(
        network,
        populations=tuple(replace(p, model=neuron(CAPACITOR)) for p in network.populations),
        projections=(first, replace(second, **synapse)),
    )
    assert Conversion.refusals(network) == []
    result = fit(network, Conversion, epochs=6, seed=1)
    assert result.arrays["hidden", "start:v"] == pytest.approx(-55.0 - 15.0 / 2)
    assert result.accuracy > 0.85
    assert result.accuracy == pytest.approx(result.history[-1].training_accuracy, abs=0.06)


def test_the_mean_of_an_encoder_is_over_chance_and_time() -> None:
    network = digits(sample_time=20.0)
    values = circuit(network).samples.values[:5]

    def mean(model: str, **parameters: float) -> MeanInput:
        encoder = replace(network.encoders[0], model=find(model), parameters=parameters)
        return MeanInput(circuit(replace(network, encoders=(encoder,))), encoder, 1)

    chance = mean("encoders/poisson", max_rate=300.0)
    assert chance.sent(values) == pytest.approx(0.3 * values, abs=0.51 / 200)
    assert chance.largest == pytest.approx(0.3)
    assert mean("encoders/constant_current", gain=3.0).sent(values) == pytest.approx(3.0 * values)
    assert mean("encoders/regular", max_rate=500.0).sent(values) == pytest.approx(np.floor(values * 10 + 1e-6) / 20)


def test_a_cancelled_conversion_goes_on_as_if_it_had_not_been(tmp_path: Path) -> None:
    network, path = counted(sample_time=10.0), tmp_path / "training.npz"
    whole = fit(network, Conversion, epochs=4, seed=1, validation=0.1)
    fit(network, Conversion, epochs=4, seed=1, validation=0.1, checkpoint=path, on_progress=lambda p: p.epoch < 3)
    resumed = fit(network, Conversion, epochs=4, seed=1, validation=0.1, resume=path)
    assert whole.arrays.keys() == resumed.arrays.keys()
    assert all(np.array_equal(whole.arrays[key], resumed.arrays[key]) for key in whole.arrays)
    assert (whole.epoch, whole.accuracy) == (resumed.epoch, resumed.accuracy)


def _hidden(network: NetworkDescription, **changes: Any) -> NetworkDescription:
    hidden, out = network.populations
    return replace(network, populations=(replace(hidden, **changes), out))


CAPACITOR_RESTING = CAPACITOR.replace("I : pA", "refractory: t_ref = 2 ms\nI : pA")
REFUSED: dict[str, tuple[Callable[[], NetworkDescription], str]] = {
    "learning.counting.reset": (lambda: counted(neuron="neurons/discrete_integrate_and_fire"), "hidden"),
    "learning.counting.leak": (lambda: counted(neuron=LEAKY), "hidden"),
    "learning.counting.rate": (lambda: _hidden(counted(), model=neuron(CAPACITOR_RESTING)), "hidden"),
    "learning.counting.unequal": (lambda: _hidden(counted(), parameters={"V_th": Uniform(1.0, 2.0)}), "hidden"),
    "learning.counting.charge": (
        lambda: replace(
            _hidden(counted(), model=neuron(CAPACITOR)),
            projections=(
                projection("in", "code", "hidden", synapse=find("synapses/exponential_conductance"), weight=1.0),
                counted().projections[1],
            ),
            encoders=digits().encoders,
        ),
        "in",
    ),
    "learning.conversion.silent": (lambda: _hidden(counted(), model=find("neurons/discrete_integrator")), "hidden"),
    "learning.conversion.loop": (lambda: counted(more=(projection("back", "out", "hidden", delay=1.0),)), "hidden"),
    "learning.conversion.counts": (
        lambda: replace(by_membrane(), populations=counted().populations),
        "answer",
    ),
    "learning.mean_input.time": (lambda: digits(neuron=COUNTS, encoder="encoders/latency"), "code"),
    "learning.plastic": (lambda: counted(plasticity=find("plasticity/pair_stdp")), "read"),
    "learning.surrogate.classes": (
        lambda: replace(counted(), populations=(counted().populations[0], Population("out", find(COUNTS), 9))),
        "out",
    ),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_converted_is_told_where_and_why(code: str) -> None:
    network, place = REFUSED[code]
    found = [p for p in Conversion.refusals(network()) if p.code == code]
    assert place in {p.place for p in found}, [(p.code, p.place) for p in Conversion.refusals(network())]
    assert "{" not in str(found[0])


def test_files_of_arrays_carry_a_converted_network_and_say_that_its_first_membranes_are_left_out(
    tmp_path: Path,
) -> None:
    network = by_membrane(sample_time=8.0)
    network = with_arrays(network, fit(network, Conversion, epochs=1, seed=1).arrays)
    for name in ("npz", "safetensors"):
        format, path = formats()[name], tmp_path / f"network.{name}"
        (told,) = format.refusals(network)
        assert (told.code, told.place, told.is_fatal) == ("tensors.start", "hidden", False)
        format.write(network, path, {})
        assert format.verify(network, path, VerificationTrial(samples=20)).holds


def test_synapses_that_differ_are_refused_where_they_are() -> None:
    read = projection(
        "read", "hidden", "out",
        synapse=find("synapses/exponential_current"), synapse_parameters={"tau_syn": Uniform(1.0, 5.0)},
    )  # fmt: skip
    network = replace(counted(neuron=COUNTS), projections=(counted().projections[0], read))
    (problem,) = Conversion.refusals(network)
    assert (problem.code, problem.place, problem.quantity) == ("learning.counting.unequal", "read", "tau_syn")


def test_a_refused_neuron_is_told_one_that_fits() -> None:
    (first, *_) = Conversion.refusals(counted(neuron="neurons/discrete_integrate_and_fire"))
    assert find(COUNTS).title in str(first)


def test_weights_stay_on_their_side_of_zero() -> None:
    network = counted(sample_time=10.0)
    read = replace(network.projections[1], sign=Sign.EXCITATORY, weight=Uniform(0.0, 0.2))
    network = replace(network, projections=(network.projections[0], read))
    arrays = fit(network, Conversion, epochs=1, seed=1).arrays
    assert (arrays["read", "weight"] >= 0).all()
    assert (arrays["in", "weight"] < 0).any()


def test_the_course_over_steps_is_that_of_a_plain_loop() -> None:
    """Neurons that count, one step after another: the answer after each number of steps."""
    network = counted(sample_time=10.0)
    result = fit(network, Conversion, epochs=2, seed=1)
    assert result.course is not None and result.course.steps == (1, 2, 4, 8, 10)
    trained = with_arrays(network, result.arrays)
    (first, second), (hidden, out) = trained.projections, trained.populations
    samples = network.datasets[0].samples()
    _, test = network.datasets[0].model.split(samples, network.datasets[0].parameters)
    values, right = samples.values[test], []
    membranes = [np.full((len(test), p.size), float(p.start["V"])) for p in (hidden, out)]
    counts = np.zeros((len(test), out.size))
    for _ in range(10):
        sent = values
        for membrane, population, into in zip(membranes, (hidden, out), (first, second), strict=True):
            membrane += sent @ np.asarray(into.weight).T + population.bias
            fired = membrane > 1.0
            membrane -= fired
            sent = fired.astype(float)
        counts += sent
        right.append(float(np.mean(counts.argmax(axis=1) == samples.labels[test])))
    assert np.allclose(result.course.accuracies, [right[k - 1] for k in result.course.steps], atol=2 / len(test))
    assert result.course.accuracies[-1] == result.accuracy > result.course.accuracies[0]
