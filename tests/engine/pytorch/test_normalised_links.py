"""Links that learn normalised weights, in modules of PyTorch: as training here has them, and as they come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from engine import NetworkError
from engine.circuit.circuit import Circuit
from engine.circuit.normalising import GAMMA, MEAN, VARIANCE
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.files.problem import ImportProblem
from engine.importing import weights_for
from engine.learning.components.declared import FIRING
from engine.learning.components.drive import counted_by
from engine.learning.components.normalised import normalisations
from engine.learning.passes.tape import Tape
from engine.network.description import Learns, NetworkDescription
from tests.engine.learning.networks import small
from tests.engine.learning.test_normalised import NETWORKS, learning

torch = pytest.importorskip("torch", reason="PyTorch is an extra; tests/peers/test_pytorch.py runs these tests too")
if TYPE_CHECKING:
    from engine.pytorch.network import NetworkModule
else:
    NetworkModule = pytest.importorskip("engine.pytorch.network").NetworkModule

SEED, SAMPLES = 3, np.arange(6)
EXACT = 1e-8  # of the largest of an array
STEP = 0.02  # by which a parameter is moved along its gradient, as a share of its largest entry


def reference(circuit: Circuit) -> Tape:
    weights = Weights(circuit, SEED, "float64", parameters=False, normal=normalisations(circuit, SEED))
    gaps = counted_by({"measure": FIRING}, circuit, SEED).gaps
    return Tape(circuit, weights, len(SAMPLES), SEED, "arctangent", 2.0, gaps=gaps)


def alike(found: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.abs(found - expected).max(initial=0.0) <= EXACT * max(np.abs(expected).max(initial=0.0), 1e-6))


@pytest.mark.parametrize("name", NETWORKS)
def test_batches_are_normalised_as_in_training_and_answers_go_by_averages(name: str) -> None:
    network: NetworkDescription = NETWORKS[name]()
    module = NetworkModule(network, seed=SEED)
    tape = reference(module.circuit)
    values, weights = module.circuit.samples.values[SAMPLES], tape.weights
    with tape.normalised.passing():
        drawn = tape.forward(values, SAMPLES).copy()
    weights.keep_function(tape.normalised.statistics())
    shown, random = module.encode(values), np.random.default_rng(SEED)
    slope = random.normal(size=drawn.shape)
    for batch in range(2):
        expected = tape.forward(values, SAMPLES).copy()
        found = module(shown)
        assert np.abs(found.detach().numpy() - expected).max() <= EXACT
        if not batch:
            assert np.abs(expected - drawn).max() <= EXACT
        gradients = tape.backward(slope)
        module.zero_grad()
        (found * torch.as_tensor(slope)).sum().backward()
        weights.follow(tape.normalised.estimates())
        for (id, kind), by in gradients.items():
            if (id, kind) in weights.fixed:
                continue
            parameter = getattr(getattr(module, module.names[id]), kind)
            places = weights.sharing[id] if kind == "bias" else 1
            assert alike(parameter.grad.numpy()[::places], by), (id, kind)
            moved = weights.values[id, kind]
            moved -= STEP * np.abs(moved).max(initial=0.1) * by / max(np.abs(by).max(initial=0.0), 1e-12)
            with torch.no_grad():
                parameter.copy_(torch.as_tensor(np.repeat(moved, places) if places > 1 else moved))
    module.eval()
    folded, there = module.arrays(), weights.outward()
    assert there.keys() <= folded.keys() and not {GAMMA, MEAN, VARIANCE} & {kind for _, kind in folded}
    assert all(alike(folded[key], there[key]) for key in there)
    kept = NetworkModule(with_arrays(network, folded), seed=SEED).eval()
    with torch.no_grad():
        answers, run, spikes = module(shown), kept(shown), module.spikes(shown)
    assert (answers - run).abs().max() <= EXACT and sum(int(sent.sum()) for sent in spikes.values()) > 0
    assert all(torch.equal(sent, kept.spikes(shown)[name]) for name, sent in spikes.items())


def test_a_module_that_saw_no_batch_answers_as_drawn_and_keeps_its_weights() -> None:
    network = learning(small())
    module = NetworkModule(network, seed=SEED).eval()
    plain = NetworkModule(learning(network, learns=Learns.WEIGHTS), seed=SEED)
    shown = module.encode(module.circuit.samples.values[SAMPLES])
    assert torch.equal(module(shown), plain(shown)) and plain(shown).sum() > 0
    assert all(np.array_equal(value, plain.arrays()[key]) for key, value in module.arrays().items())


def test_what_cannot_be_normalised_is_refused_as_in_training() -> None:
    network = small()
    first, second = network.projections
    loop = replace(second, id="loop", source="hidden", target="hidden", delay=2.0, learns=Learns.NORMALISED)
    with pytest.raises(NetworkError, match="is part of a loop"):
        NetworkModule(replace(network, projections=(first, second, loop)), seed=SEED)


def test_a_state_dictionary_carries_the_normalisation_and_a_drawing_takes_it_in_folded(tmp_path: Path) -> None:
    network = learning(small())
    module, other = (NetworkModule(network, seed=SEED) for _ in range(2))
    shown = module.encode(module.circuit.samples.values[SAMPLES])
    module(shown)
    with torch.no_grad():
        module.code_to_hidden.gamma.mul_(1.5)
    other.load_state_dict(module.state_dict())
    for one in (module, other):
        one.eval()
    assert torch.equal(module(shown), other(shown))
    path, folded = tmp_path / "state.npz", module.arrays()
    np.savez(path, **{name: tensor.numpy() for name, tensor in module.state_dict().items()})
    found = weights_for(network, path)
    assert all(alike(found[key], value) for key, value in folded.items())
    with pytest.raises(ImportProblem, match=r"is normalised in state\.npz; let this link learn normalised weights"):
        weights_for(learning(network, learns=Learns.WEIGHTS), path)
