"""Each ``.nir`` file gives the same spikes in every library that it is for, and ONNX models the same scores."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.exporting.formats import formats
from engine.files.onnx import unpacked
from engine.learning.calibration.rectified import RectifiedNetwork
from engine.learning.passes.tape import Tape
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from tests.engine.exporting.fitting import COUNTING, drawn, fitting, recurrent
from tests.engine.exporting.test_nir_kernels import drawn as kernels
from tests.engine.learning.networks import digits, of_maxima
from tests.engine.learning.test_residual import block as residual
from tests.engine.learning.test_residual import kernels_around
from tests.patience import ENDLESS
from tests.peers.environments import python_of

PEERS = Path(__file__).parents[2] / "peers"
SAMPLES = 100
READERS = [
    ("nir-spikingjelly", "spikingjelly"), ("nir-norse", "norse"), ("nir-norse", "spikingjelly"),
    ("nir-sinabs", "sinabs"), ("nir-spyx", "spyx"), ("nir-rockpool", "rockpool"),
]  # fmt: skip


def asked(python: Path | None, peer: str, *arguments: object) -> None:
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    subprocess.run([python, *map(str, arguments)], check=True, timeout=ENDLESS)


def differing(format: str, peer: str, network: NetworkDescription, folder: Path) -> tuple[int, int]:
    """Output spikes that differ from ours, and ours."""
    chosen, path = formats()[format], folder / "network.nir"
    chosen.write(network, path, {})
    found = circuit(network)
    tape = Tape(found, Weights(found, 1, "float64", parameters=False), SAMPLES, 1)
    ours = tape.forward(found.samples.values[:SAMPLES], np.arange(SAMPLES))
    np.savez(folder / "in.npz", spikes=tape.spikes("code"))
    asked(python_of(peer), peer, PEERS / "nir_spikes.py", peer, path, folder / "in.npz", folder / "out.npz")
    theirs = np.load(folder / "out.npz")["out"].reshape(ours.shape)
    lag = chosen.lag
    late = int((ours[: len(ours) - lag] != theirs[lag:]).sum()) + int(theirs[:lag].sum())
    return late, int(ours.sum())


@pytest.mark.peers
@pytest.mark.parametrize(("format", "peer"), READERS)
def test_readers_of_one_mind_fire_the_same_spikes(format: str, peer: str, tmp_path: Path) -> None:
    wrong, spikes = differing(format, peer, fitting(format), tmp_path)
    print(f"{format} in {peer}: {wrong} of {spikes} output spikes differ over {SAMPLES} samples")
    assert spikes > SAMPLES and wrong == 0


CURRENT, PULSE = "neurons/current_based_leaky_integrate_and_fire", "synapses/pulse"


@pytest.mark.peers
@pytest.mark.parametrize("peer", ["snntorch", "norse", "spikingjelly"])
def test_neurons_with_a_current_fire_alike_in_all_three(peer: str, tmp_path: Path) -> None:
    network = drawn(digits(hidden=30, neuron=CURRENT, synapse=find(PULSE)), factor=0.5)
    wrong, spikes = differing("nir", peer, network, tmp_path)
    print(f"nir with currents in {peer}: {wrong} of {spikes} output spikes differ over {SAMPLES} samples")
    assert spikes > SAMPLES and wrong == 0


@pytest.mark.peers
def test_snntorch_still_loses_feedback_and_so_is_not_named_for_it(tmp_path: Path) -> None:
    """When this fails, snnTorch reads graphs within graphs, and the file that it reads should say so."""
    format = formats()["nir-spikingjelly"]
    wrong, spikes = differing(format.name, "snntorch", fitting(format.name), tmp_path)
    print(f"{format.name} in snntorch: {wrong} of {spikes} output spikes differ over {SAMPLES} samples")
    assert wrong > 0.1 * spikes and "snnTorch" not in format.readers.names  # type: ignore[attr-defined]


@pytest.mark.peers
@pytest.mark.parametrize(("format", "peer"), READERS[:3])
def test_populations_with_synapses_feed_themselves_alike(format: str, peer: str, tmp_path: Path) -> None:
    network = drawn(recurrent(hidden=30, neuron=CURRENT, synapse=find(PULSE)), factor=0.5)
    wrong, spikes = differing(format, peer, network, tmp_path)
    assert spikes > SAMPLES and wrong == 0


def biased() -> NetworkDescription:
    """A block after training: without a bias a spike of weight 1 meets the threshold of 1, where rounding decides."""
    network = residual()
    return replace(network, populations=tuple(replace(p, bias=0.02) for p in network.populations))


@pytest.mark.peers
@pytest.mark.parametrize("block", [biased, kernels_around], ids=["one to one", "kernels"])
def test_spikingjelly_adds_up_what_a_shortcut_brings(block: Callable[[], NetworkDescription], tmp_path: Path) -> None:
    wrong, spikes = differing("nir-spikingjelly", "spikingjelly", block(), tmp_path)
    print(f"a residual block in SpikingJelly: {wrong} of {spikes} output spikes differ over {SAMPLES} samples")
    assert spikes > SAMPLES and wrong == 0


SCORES = """
import sys, numpy as np, onnx, onnx.reference, onnxruntime
model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
given = np.load(sys.argv[2])["given"].astype(np.float32)
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
np.savez(sys.argv[3], runtime=session.run(None, {"input": given})[0],
         reference=onnx.reference.ReferenceEvaluator(model).run(None, {"input": given})[0])
"""


@pytest.mark.peers
@pytest.mark.parametrize("case", ["dense", "kernels", "maxima"])
def test_onnx_models_give_the_scores_of_the_rectified_network(case: str, tmp_path: Path) -> None:
    network = fitting("onnx")
    if case != "dense":
        counting = find(COUNTING)
        gridded = kernels() if case == "kernels" else of_maxima()
        network = replace(
            gridded, populations=tuple(replace(p, model=counting, parameters={}) for p in gridded.populations)
        )
    path = tmp_path / "network.onnx"
    formats()["onnx"].write(network, path, {"title": "Digits"})
    assert unpacked(path.read_bytes(), 1 << 30).exit == ("scores", 10)
    found = circuit(network)
    ours = RectifiedNetwork(found, Weights(found, 1, "float64", parameters=False), 1)
    expected = ours.forward(found.samples.values[:SAMPLES])
    np.savez(tmp_path / "in.npz", given=ours.sent["code"])
    script = tmp_path / "scores.py"
    script.write_text(SCORES, encoding="utf-8")
    asked(python_of("onnx"), "onnx", script, path, tmp_path / "in.npz", tmp_path / "out.npz")
    limit = 1e-6 * max(float(np.abs(expected).max()), 1.0)
    for name, scores in np.load(tmp_path / "out.npz").items():
        worst = float(np.abs(scores - expected).max())
        print(f"{case}, {name}: at most {worst:.1e} apart, scores to {np.abs(expected).max():.2f}")
        assert worst <= limit
