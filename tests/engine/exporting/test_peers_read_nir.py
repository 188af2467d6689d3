"""The same ``.nir`` file gives the same spikes in snnTorch, Norse and SpikingJelly."""

import subprocess
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.trained import with_arrays
from engine.circuit.weights import Weights
from engine.exporting.formats import formats
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.passes.tape import Tape
from engine.learning.training.fitting import fit
from engine.network.description import NetworkDescription
from tests.engine.exporting.test_nir_kernels import drawn
from tests.engine.learning.networks import digits
from tests.patience import ENDLESS
from tests.peers.environments import python_of

SCRIPT = Path(__file__).parents[2] / "peers" / "nir_spikes.py"
SAMPLES = 360


@pytest.fixture(scope="module")
def trained() -> NetworkDescription:
    network = digits()
    return with_arrays(network, fit(network, SurrogateGradient, epochs=8, seed=0).arrays)


@pytest.mark.peers
@pytest.mark.parametrize("peer", ["snntorch", "norse", "spikingjelly"])
def test_a_peer_fires_the_same_spikes(peer: str, trained: NetworkDescription, tmp_path: Path) -> None:
    python = python_of(peer)
    if python is None:
        pytest.skip(f"make its environment: python tests/peers/environments.py {peer}")
    path = tmp_path / "digits.nir"
    formats()["nir"].write(trained, path, {"seed": 0})
    found = circuit(trained)
    _, test = found.dataset.model.split(found.samples, {})
    tape = Tape(found, Weights(found, 1, "float64", parameters=False), SAMPLES, 1)
    expected = tape.forward(found.samples.values[test[:SAMPLES]], np.arange(SAMPLES))
    np.savez(tmp_path / "in.npz", spikes=tape.spikes("code"))
    out = tmp_path / "out.npz"
    subprocess.run([python, SCRIPT, peer, path, tmp_path / "in.npz", out], check=True, timeout=ENDLESS)
    theirs = np.load(out)["out"]
    differing = int((theirs != expected).sum())
    print(f"{peer}: {differing} of {int(expected.sum())} output spikes differ over {SAMPLES} samples")
    assert expected.sum() > SAMPLES and differing == 0


@pytest.mark.peers
@pytest.mark.parametrize("peer", ["snntorch", "norse", "spikingjelly"])
@pytest.mark.parametrize("bias", [0.03, None], ids=["kernels kept", "kernels written out"])
def test_a_peer_fires_the_same_spikes_behind_a_convolution_and_a_pool(
    peer: str, bias: float | None, tmp_path: Path
) -> None:
    python, network, path = python_of(peer), drawn(bias), tmp_path / "kernels.nir"
    if python is None:
        pytest.skip(f"make its environment: python tests/peers/environments.py {peer}")
    formats()["nir"].write(network, path, {})
    found, samples = circuit(network), 60
    tape = Tape(found, Weights(found, 1, "float64", parameters=False), samples, 1)
    expected = tape.forward(found.samples.values[:samples], np.arange(samples))
    np.savez(tmp_path / "in.npz", spikes=tape.spikes("code"))
    out = tmp_path / "out.npz"
    subprocess.run([python, SCRIPT, peer, path, tmp_path / "in.npz", out], check=True, timeout=ENDLESS)
    theirs = np.load(out)["out"].reshape(expected.shape)
    assert expected.sum() > 5 * samples and int((theirs != expected).sum()) == 0
