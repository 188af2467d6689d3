"""Drawn networks as modules of PyTorch: the spikes and the gradients of the engine, and weights that come back.

Where PyTorch is not installed, ``tests/peers/test_pytorch.py`` runs these tests in an environment that has it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import Network, NetworkError, load
from engine.checking.network import check
from engine.circuit.circuit import Circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.importing import weights_for
from engine.learning.components.declared import FIRING
from engine.learning.components.drive import counted_by
from engine.learning.passes.surrogates import SURROGATES
from engine.learning.passes.tape import Tape
from engine.learning.training.evaluation import evaluate
from engine.model.registry.discovery import find
from engine.model.typed.neuron import neuron
from engine.network.description import NetworkDescription, Population, Sign
from engine.network.values import Uniform
from tests.engine.exporting.fitting import continuous, drawn, late, recurrent
from tests.engine.learning.networks import (
    averaging,
    changing_currents,
    convolutional,
    digits,
    maxima_of_currents,
    maxima_of_values,
    of_few,
    of_maxima,
    projection,
    small,
    with_values_around,
)
from tests.engine.learning.random_networks import Chance
from tests.pairs import Neuron, Synapse, covering

torch = pytest.importorskip("torch", reason="PyTorch is an extra; tests/peers/test_pytorch.py runs these tests too")
if TYPE_CHECKING:
    from engine.pytorch.network import NetworkModule
else:
    NetworkModule = pytest.importorskip("engine.pytorch.network").NetworkModule

SAMPLES, SEED = 5, 3
EXACT = 1e-10  # of the largest gradient of an array
NOISE = 1e-11  # what rounding leaves of a gradient by a time constant, which is a difference of differences
ROOT = Path(__file__).parents[3]
ADAPTIVE_THRESHOLD = """
dv/dt = (E_L - v + R*I)/tau : mV
dtheta/dt = -theta/tau_theta : mV
threshold: v >= V_th + theta
reset: v = V_r; theta += jump
v(0) = E_L
tau = 10 ms (> 0, trainable)
tau_theta = 60 ms (> 0, trainable)
R = 40 MOhm (> 0)
E_L = -70 mV
V_th = -55 mV (trainable)
V_r = -68 mV
jump = 4 mV
"""
CHANNELS = """
dv/dt = (g_L*(E_L - v) + g_K*n**2*(E_K - v) + I)/C + sin(n)*log(2 + n)*(1 mV/ms) : mV
dn/dt = (0.1/exprel(-(v + 50 mV)/(10 mV))*(1 - n) - 0.125*exp(-(v + 60 mV)/(40 mV))*n)/tau : 1
threshold: v >= V_th
reset: v = V_r
v(0) = E_L
n(0) = n_0
C = 200 pF (> 0)
g_L = 10 nS (> 0)
g_K = 40 nS (> 0, trainable)
E_L = -65 mV
E_K = -80 mV
V_th = -50 mV (trainable)
V_r = -62 mV
n_0 = 0.2
tau = 2 ms (> 0, trainable)
I : pA
"""


def in_groups() -> NetworkDescription:
    """Two channels convolved apart, with a stride and a padding, summed up by windows that overlap, then read."""
    network = convolutional(encoder="encoders/regular", sample_time=15.0)
    grid, (maps, pooled, out) = find("positions/grid"), network.populations
    encoded, pool, read = network.projections
    apart = replace(maps, id="apart", size=64, positions_parameters={"rows": 4.0, "columns": 4.0, "channels": 4.0})
    few = {"rows": 2.0, "columns": 2.0, "channels": 4.0}
    window = {"height": 3.0, "width": 2.0, "stride": 1.0, "how": "sum"}
    pooled = replace(pooled, size=24, positions=grid, positions_parameters={**few, "columns": 3.0})
    strided = {"channels": 4.0, "groups": 2.0, "stride": 2.0, "padding": 2.0}
    return replace(
        network,
        populations=(maps, apart, pooled, out),
        projections=(
            encoded,
            replace(encoded, id="grouped", source="hidden", target="apart", wiring_parameters=strided, delay=1.0),
            replace(pool, source="apart", wiring_parameters=window, weight=0.4, delay=2.0),
            read,
        ),
    )


def of_many_delays() -> NetworkDescription:
    """Each connection has a delay of its own, in a loop too."""
    network = recurrent(hidden=12, sample_time=20.0, encoder="encoders/latency")
    first, second, loop = network.projections
    drawn = Uniform(1.0, 6.0)
    strong = replace(first, weight=Uniform(-0.2, 0.6))
    links = (strong, replace(second, delay=drawn), replace(loop, delay=drawn, weight=Uniform(-0.2, 0.6)))
    return replace(network, projections=links)


def of_currents() -> NetworkDescription:
    """A current for each pixel, neurons that differ, and a read-out that never fires."""
    network = digits(hidden=15, encoder="encoders/constant_current", decoder="decoders/largest_value")
    hidden, _ = network.populations
    varied = {"beta": Uniform(0.5, 0.95), "V_th": np.linspace(0.6, 1.4, 15)}
    leaking = Population("out", find("neurons/discrete_leaky_integrator"), 10)
    current = projection("in", "code", "hidden", synapse=None, delay=0.0, weight=Uniform(-0.3, 0.6))
    return replace(
        network,
        populations=(replace(hidden, parameters=varied, bias=Uniform(0.0, 0.2)), leaking),
        projections=(current, network.projections[1]),
    )


def of_neurons(model: Neuron, synapse: Synapse) -> NetworkDescription:
    """Digits → such neurons, driven so that they fire, which also send spikes to each other."""
    network, discrete = recurrent(hidden=6, sample_time=30.0, synapse=synapse), model.is_discrete()
    most = 0.6 if discrete else 2 * max(synapse.weight.default, 3.0)
    bias = Uniform(0.0, 0.3 if discrete else 900.0)
    return replace(
        network,
        populations=tuple(replace(p, model=model, bias=bias) for p in network.populations),
        projections=tuple(replace(p, weight=Uniform(0.0, most)) for p in network.projections),
    )


NEURONS = [
    (model, synapse)
    for model, synapse in covering()
    if model.fires() and not (model.goes_in_parts() or model.fires_by_chance() or model.upward_crossing)
]
CASES = {
    "dense": lambda: drawn(digits(hidden=20)),
    "convolution": lambda: convolutional(sample_time=15.0),
    "groups": in_groups,
    "recurrent": lambda: drawn(recurrent(hidden=20)),
    "late reset": lambda: drawn(late(hidden=20)),
    "many delays": of_many_delays,
    "currents": of_currents,
    "changing currents": changing_currents,
    "continuous": lambda: continuous("alpha_current", 20),
    "pools of values": averaging,
    "largest spikes": lambda: of_maxima(2.0),
    "largest values": maxima_of_values,
    "largest currents": maxima_of_currents,
    "values around": with_values_around,
}


def reference(module: NetworkModule, batch: int, surrogate: str, width: float) -> Tape:
    """The engine's own passes of the same network."""
    circuit: Circuit = module.circuit
    weights = Weights(circuit, SEED, "float64", parameters=True)
    gaps = counted_by({"measure": FIRING}, circuit, SEED).gaps
    return Tape(circuit, weights, batch, SEED, surrogate, width, gaps=gaps)


def samples(module: NetworkModule) -> NDArray[np.float64]:
    _, test = module.circuit.dataset.model.split(module.circuit.samples, module.circuit.dataset.parameters)
    return np.asarray(module.circuit.samples.values[np.asarray(test)[:SAMPLES]])


def compared(network: NetworkDescription, surrogate: str = "arctangent", width: float = 2.0) -> int:
    """Spikes of all populations, each of which must be the engine's, as every gradient must be."""
    module = NetworkModule(network, seed=SEED, surrogate=surrogate, width=width)
    for parameter in module.parameters():
        parameter.requires_grad_(True)
    x, circuit = samples(module), module.circuit
    tape = reference(module, len(x), surrogate, width)
    tape.forward(x, np.arange(len(x)))
    shown, count = module.encode(x), 0
    for name, spikes in module.spikes(shown).items():
        id = next(id for id, known in module.names.items() if known == name)
        assert np.array_equal(spikes.detach().numpy(), tape.spikes(id)), name
        count += int(tape.spikes(id).sum())
    out = module(shown)
    if not circuit.output.model.fires():
        membranes = tape.spikes(circuit.output.id)
        assert np.abs(out.detach().numpy() - membranes).max() <= EXACT * np.abs(membranes).max()
    slope = np.random.default_rng(SEED).normal(size=tuple(out.shape))
    expected = tape.backward(slope)
    (out * torch.as_tensor(slope)).sum().backward()
    for (id, name), by in expected.items():
        if (id, name) in tape.weights.fixed:
            continue
        part = getattr(module, module.names[id])
        parameter = part.weight if name == "weight" else part.parameter_of(name)
        found = np.zeros_like(by) if parameter.grad is None else parameter.grad.numpy()
        if name == "bias":  # each neuron of a channel has the derivative by all
            places = tape.weights.sharing[id]
            assert np.array_equal(found, np.repeat(found[::places], places))
            found = found[::places]
        assert np.abs(found - by).max(initial=0.0) <= EXACT * np.abs(by).max(initial=0.0) + NOISE, (id, name)
    return count


@pytest.mark.parametrize("surrogate", SURROGATES)
def test_every_surrogate_has_the_gradients_of_training(surrogate: str) -> None:
    assert compared(drawn(recurrent(hidden=15)), surrogate, 3.0) > 100


@pytest.mark.parametrize("case", CASES)
def test_a_drawn_network_fires_its_spikes_and_has_its_gradients(case: str) -> None:
    assert compared(CASES[case]()) > 20


@pytest.mark.parametrize(("model", "synapse"), NEURONS, ids=lambda m: m.key.partition("/")[2])
def test_every_neuron_fires_its_spikes_and_has_its_gradients(model: Neuron, synapse: Synapse) -> None:
    assert compared(of_neurons(model, synapse)) > 20


@pytest.mark.parametrize("text", [ADAPTIVE_THRESHOLD, CHANNELS])
def test_a_typed_neuron_does_too(text: str) -> None:
    assert compared(of_neurons(neuron(text), find("synapses/exponential_current"))) > 20


def test_any_network_is_refused_in_sentences_or_fires_its_spikes() -> None:
    seed = int(np.random.default_rng().integers(1 << 30))
    print(f"networks of seed {seed}")
    chance, done, spikes = Chance(seed), 0, 0
    while done < 12:
        network = chance.network()
        if any(p.is_fatal for p in check(network)):
            continue
        try:
            spikes += compared(network)
        except NetworkError as refused:
            assert all(str(problem) for problem in refused.problems)
        else:
            done += 1
    assert spikes > 100


def test_weights_trained_in_pytorch_come_back_and_answer_as_there() -> None:
    net = Network(of_few(drawn(digits(hidden=40, encoder="encoders/regular", sample_time=20.0))))
    before, module = evaluate(net.description).accuracy, net.to_torch(seed=SEED)
    data, labels = module.circuit.samples.values, torch.as_tensor(module.circuit.samples.labels)
    train, test = module.circuit.dataset.model.split(module.circuit.samples, module.circuit.dataset.parameters)
    optimizer, random = torch.optim.Adam(module.parameters(), lr=5e-3), np.random.default_rng(SEED)
    for _ in range(12):
        order = random.permutation(train)
        for some in np.array_split(order, len(order) // 48):
            counts = module(module.encode(data[some])).sum(0)
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(counts, labels[some]).backward()
            optimizer.step()
            module.keep_bounds()
    with torch.no_grad():
        there = module(module.encode(data[test])).sum(0).argmax(1)
    net.take(module)
    here = evaluate(net.description, seed=SEED)
    assert here.accuracy > max(before + 0.3, 0.7)
    assert np.mean(there.numpy() == module.circuit.samples.labels[test]) == pytest.approx(here.accuracy, abs=1e-12)


def test_a_state_dictionary_is_read_by_the_names_of_the_drawing(tmp_path: Path) -> None:
    network = drawn(digits(hidden=12))
    module = NetworkModule(network, seed=SEED)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.01 * torch.arange(parameter.numel()).reshape(parameter.shape))
    path = tmp_path / "trained.npz"
    np.savez(path, **{name: tensor.numpy() for name, tensor in module.state_dict().items()})
    assert "hidden.beta" in module.state_dict() and "code_to_hidden.weight" in module.state_dict()
    found, expected = weights_for(network, path), module.arrays()
    assert expected.keys() == {key for key in found if key in expected}
    assert all(np.array_equal(found[key], value) for key, value in expected.items())


def test_what_is_trained_keeps_its_bounds_or_is_refused() -> None:
    network = small()
    first, second = network.projections
    one_sided = replace(first, sign=Sign.EXCITATORY, weight=Uniform(0.0, 0.2))
    net = Network(replace(network, projections=(one_sided, second)))
    module = net.to_torch(seed=SEED)
    with torch.no_grad():
        module.code_to_hidden.weight[0] = -1.0
        module.hidden.beta.fill_(1.5)
    with pytest.raises(NetworkError):
        net.take(module)
    module.keep_bounds()
    net.take(module)
    assert net.projections["in"].weight.min() == 0.0 and net.populations["hidden"].parameters["beta"] <= 1.0


def test_a_parameter_moves_where_it_is_asked_to() -> None:
    module = NetworkModule(drawn(digits(hidden=12)), seed=SEED)
    shown = module.encode(samples(module))
    module(shown).sum().backward()
    assert module.hidden.beta.grad is None and module.code_to_hidden.weight.grad is not None
    module.hidden.beta.requires_grad_(True)
    before = module.spikes(shown)["hidden"].sum()
    module(shown).sum().backward()
    assert module.hidden.beta.grad is not None
    with torch.no_grad():
        module.hidden.beta.fill_(0.2)
    assert module.spikes(shown)["hidden"].sum() < before


def test_gradients_reach_what_is_shown() -> None:
    module = NetworkModule(drawn(digits(hidden=12)), seed=SEED)
    shown = module.encode(samples(module))["code"].requires_grad_(True)
    module(shown).sum().backward()
    assert shown.grad is not None and shown.grad.abs().sum() > 0


def test_a_name_that_modules_have_themselves_ends_in_a_line() -> None:
    network = digits(hidden=8)
    hidden, out = network.populations
    module = NetworkModule(replace(network, populations=(replace(hidden, title="train"), out)), seed=SEED)
    assert "train_.bias" in module.state_dict() and module.train() is module
    assert set(module.spikes(module.encode(samples(module)))) == {"train_", "out"}


def test_in_single_precision_nearly_all_spikes_stay() -> None:
    module = NetworkModule(drawn(digits(hidden=20)), seed=SEED)
    shown = module.encode(samples(module))
    double = module(shown)
    single = module.float()(shown)
    assert single.dtype == torch.float32 and (single.double() != double).sum() < 0.01 * double.sum()


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (lambda x: x[:-1], r"what code sends must have the shape \(25, samples, 64\), not \(24, 5, 64\)"),
        (lambda x: {"other": x}, "tensors must be given for code, not for other"),
    ],
)
def test_what_is_shown_in_another_shape_is_refused(shown: Any, words: str) -> None:
    module = NetworkModule(digits(hidden=8), seed=SEED)
    with pytest.raises(ValueError, match=words):
        module(shown(module.encode(samples(module))["code"]))


def test_samples_and_settings_are_held_against_what_there_is() -> None:
    with pytest.raises(ValueError, match="surrogate must be one of 'arctangent'"):
        NetworkModule(digits(hidden=8), surrogate="step")
    with pytest.raises(ValueError, match=r"x must have the shape \(samples, 64\)"):
        NetworkModule(digits(hidden=8)).encode(np.zeros((3, 63)))


def test_a_module_of_another_network_is_not_taken() -> None:
    network = digits(hidden=8)
    other = Network(replace(network, projections=network.projections[:1]))
    with pytest.raises(ValueError, match="the module has 'read', which the network lacks"):
        other.take(NetworkModule(network))


def test_an_example_of_the_window_learns_on() -> None:
    module = load(ROOT / "resources/examples/digits.spikeloom").to_torch()
    assert with_arrays(module.circuit.description, module.arrays()).populations[0].size > 1
