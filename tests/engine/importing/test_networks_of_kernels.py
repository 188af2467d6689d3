"""Networks of kernels as snnTorch, Norse, SpikingJelly and sinabs wrote them fire here what they fire there.

The files stand in ``tests/golden/nir``; ``tests/peers/test_imported_networks.py`` has the libraries write them anew.
"""

from __future__ import annotations

import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine import Dataset, Decoder, Encoder, evaluate
from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights
from engine.importing import read_network
from engine.learning.passes.tape import Tape
from engine.model.registry.discovery import find
from tests.peers.imported import described, fired

FILES = Path(__file__).parents[2] / "golden" / "nir"
CHANNELS, ANSWERS = 64, 5
LIBRARY = pytest.mark.parametrize("library", ["norse", "sinabs", "snntorch", "spikingjelly"])


def kept(library: str, folder: Path) -> tuple[Path, NDArray[np.uint8], NDArray[np.uint8]]:
    """The file, the spikes (steps, samples, channels) that came in, and those of the last layer."""
    path = folder / f"{library}.nir"
    path.write_bytes(lzma.decompress((FILES / f"{library}.nir.xz").read_bytes()))
    with np.load(FILES / f"{library}.npz") as made:
        return path, *(np.unpackbits(made[n], axis=2, count=c) for n, c in (("spikes", CHANNELS), ("out", ANSWERS)))


@LIBRARY
def test_a_network_of_kernels_fires_what_it_fires_in_its_library(library: str, tmp_path: Path) -> None:
    path, shown, out = kept(library, tmp_path)
    found = read_network(path)
    assert len({k.wiring for k in found.links} & {"wiring/convolution"}) == 1, "kernels are drawn as kernels"
    assert out.sum() > 30 and not found.lag
    for sample in range(shown.shape[1]):
        assert np.array_equal(fired(path, shown[:, sample]), out[:, sample])


@LIBRARY
def test_it_answers_samples_of_ones_own_as_its_library_does(library: str, tmp_path: Path) -> None:
    """Signals of one value a step in the place of the stimulus, encoded so that a 1 fires; the most spikes answer."""
    path, shown, out = kept(library, tmp_path)
    network, _ = described(read_network(path))
    (stimulus,), h, steps = network.stimuli, network.resolution, len(shown)
    labels = out.sum(axis=0, dtype=np.int64).argmax(axis=1)
    samples = {"x": shown.transpose(1, 0, 2).astype(np.float64), "labels": labels.astype(np.float64)}
    names = {"classes": ", ".join(f"c{number}" for number in range(ANSWERS))}
    after = {p.source for p in network.projections}
    (last,) = (p.id for p in network.populations if p.id not in after)
    evaluated = replace(
        network,
        stimuli=(),
        datasets=(Dataset("data", find("datasets/own_signals"), {**samples, **names}, sample_time=steps * h),),
        encoders=(Encoder(stimulus.id, find("encoders/regular"), "data", {"max_rate": 1000.0 / h}),),
        decoders=(Decoder("answer", find("decoders/spike_count"), last, labels="data"),),
        recordings=(),
    )
    found = evaluate(evaluated, split="all")
    assert np.array_equal(found.answers, labels)
    circuit_of_it = circuit(evaluated)
    tape = Tape(circuit_of_it, Weights(circuit_of_it, 1, "float64", parameters=False), len(labels), 1)
    assert np.array_equal(tape.forward(circuit_of_it.samples.values, np.arange(len(labels))), out)
