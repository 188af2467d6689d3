"""Exported scripts, run in the environment of the library that they are for, fire the spikes of the network."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.circuit.trained import with_arrays
from engine.exporting.formats import formats
from engine.importing import weights_for
from engine.learning.methods import methods
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from tests.engine.exporting.fitting import LATE, SUBTRACTIVE, continuous, drawn, late, recurrent
from tests.engine.exporting.test_nir_kernels import drawn as kernels
from tests.engine.learning.networks import convolutional, digits, of_few, of_maxima
from tests.peers.environments import python_of

PULSE = find("synapses/pulse")


def read_out() -> NetworkDescription:
    network = drawn(digits(hidden=30))
    hidden, out = network.populations
    out = replace(out, model=find("neurons/discrete_leaky_integrator"), parameters={})
    answer = replace(network.decoders[0], model=find("decoders/largest_value"))
    return replace(network, populations=(hidden, out), decoders=(answer,))


def fed_by_current() -> NetworkDescription:
    network = digits(hidden=30, encoder="encoders/constant_current")
    first, second = network.projections
    return replace(network, projections=(replace(first, synapse=None), second))


NETWORKS: dict[str, Callable[[], NetworkDescription]] = {
    "lif": lambda: drawn(digits(hidden=30)),
    "subtractive": lambda: drawn(digits(hidden=30, neuron=SUBTRACTIVE)),
    "late": lambda: drawn(late(hidden=30)),
    "cuba": lambda: drawn(
        digits(hidden=30, neuron="neurons/current_based_leaky_integrate_and_fire", synapse=PULSE), factor=1.0
    ),
    "integrate": lambda: drawn(digits(hidden=30, neuron="neurons/discrete_integrate_and_fire")),
    "recurrent": lambda: drawn(recurrent(hidden=30)),
    "delayed": lambda: drawn(digits(hidden=30, delay=2.0)),
    "kernels": kernels,
    "maxima": lambda: of_maxima(2.0),
    "adaptive": lambda: drawn(digits(hidden=30, neuron=LATE)),
    "read-out": read_out,
    "exponential": lambda: continuous("exponential_current"),
    "alpha": lambda: continuous("alpha_current"),
    "jumps": lambda: continuous("delta"),
    "current": lambda: drawn(fed_by_current()),
}
COMMON = ["lif", "subtractive", "late", "cuba", "integrate", "recurrent", "delayed", "kernels", "current"]
CASES = {
    "snntorch": [*COMMON, "maxima", "read-out"],
    "brian2": [*COMMON, "adaptive", "read-out"],
    "nest": ["exponential", "alpha", "jumps"],
    "norse": ["lif", "subtractive", "cuba", "integrate", "recurrent", "delayed", "kernels", "maxima"],
    "spikingjelly": [
        "lif",
        "subtractive",
        "integrate",
        "recurrent",
        "delayed",
        "kernels",
        "maxima",
        "current",
        "read-out",
    ],
}


@pytest.mark.peers
@pytest.mark.parametrize(("peer", "case"), [(peer, case) for peer, cases in CASES.items() for case in cases])
def test_a_script_that_is_run_fires_the_spikes_of_the_network(peer: str, case: str, tmp_path: Path) -> None:
    python, path = python_of(peer), tmp_path / "digits.py"
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    formats()[peer].write(NETWORKS[case](), path, {"title": "Digits"})
    done = ran(python, path)
    told = re.search(r"(\d+) of (\d+) spikes differ", done.stdout)
    assert told, done.stderr[-2000:]
    print(f"{peer} {case}: {told[0]}")
    assert int(told[1]) == 0 and int(told[2]) > 300


def four_kernels() -> NetworkDescription:
    """Digits as rates without chance → four maps → ten neurons."""
    network = convolutional(encoder="encoders/regular", sample_time=20.0)
    (maps, _, out), (first, _, read) = network.populations, network.projections
    grid = {"rows": 6.0, "columns": 6.0, "channels": 4.0}
    return replace(
        network,
        encoders=(replace(network.encoders[0], parameters={"max_rate": 500.0}),),
        populations=(replace(maps, size=144, positions_parameters=grid), out),
        projections=(replace(first, wiring_parameters={"channels": 4.0}), replace(read, source="hidden")),
    )


def maxima_of_kernels() -> NetworkDescription:
    """Eight maps instead → whether any neuron of a window fires → ten neurons."""
    network = four_kernels()
    (maps, out), (first, read) = network.populations, network.projections
    eight = replace(maps, size=288, positions_parameters={**maps.positions_parameters, "channels": 8.0})
    pooled = replace(maps, id="pooled", size=72, positions_parameters={"rows": 3.0, "columns": 3.0, "channels": 8.0})
    pool = replace(convolutional().projections[1], wiring_parameters={"how": "maximum"})
    return replace(
        network,
        populations=(eight, pooled, out),
        projections=(replace(first, wiring_parameters={"channels": 8.0}), pool, replace(read, source="pooled")),
    )


def by_first_spikes() -> NetworkDescription:
    """Digits as rates without chance → twenty neurons → ten, of which all stay silent for some."""
    network = digits(hidden=20, encoder="encoders/regular", sample_time=10.0, decoder="decoders/first_to_spike")
    (answer,), (code,) = network.decoders, network.encoders
    return replace(
        network,
        encoders=(replace(code, parameters={"max_rate": 500.0}),),
        decoders=(replace(answer, parameters={"silence": "highest membrane"}),),
    )


TAUGHT = {
    "first spikes": (10, by_first_spikes),
    "currents": (10, fed_by_current),
    "kernels": (8, four_kernels),
    "maxima": (24, maxima_of_kernels),
    "read-out": (6, read_out),
}
"""Networks that scripts train, and for how many epochs."""


@pytest.mark.peers
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("peer", ["snntorch", "norse", "spikingjelly"])
@pytest.mark.parametrize("case", TAUGHT)
def test_a_script_trains_the_network_as_far_as_here_and_gives_it_back(peer: str, case: str, tmp_path: Path) -> None:
    python, path = python_of(peer), tmp_path / "digits.py"
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    epochs, made = TAUGHT[case]
    network = of_few(made())
    formats()[peer].write(network, path, {"title": "Digits"})
    done = ran(python, path, str(epochs))
    told = re.findall(r"([\d.]+) % right", done.stdout)
    assert len(told) == epochs, done.stderr[-2000:]
    there = float(told[-1]) / 100
    here = fit(network, methods()["surrogate_gradient"], epochs=epochs, seed=1).accuracy
    taken = with_arrays(network, weights_for(network, path.with_suffix(".trained.npz")))
    print(f"{peer} {case}: {there:.3f} there, {here:.3f} trained here, in {epochs} epochs")
    assert there > max(here - 0.1, 0.6)
    if case != "read-out":  # its encoder falls by chance, for each presentation anew
        answered = evaluate(taken)
        assert answered.accuracy == pytest.approx(there, abs=1e-3)
        assert case != "first spikes" or not answered.spikes_of["out"].all(), "some are answered by their membranes"


def ran(python: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """A program of a peer's, on one thread."""
    return subprocess.run(
        [python, *arguments], capture_output=True, encoding="utf-8", timeout=1100, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
    )  # fmt: skip
