"""Exported scripts, run in the environment of the library that they are for, fire the spikes of the network."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.exporting.formats import formats
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription
from tests.engine.exporting.fitting import LATE, SUBTRACTIVE, continuous, drawn, late, recurrent
from tests.engine.exporting.test_nir_kernels import drawn as kernels
from tests.engine.learning.networks import digits
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
    "adaptive": lambda: drawn(digits(hidden=30, neuron=LATE)),
    "read-out": read_out,
    "exponential": lambda: continuous("exponential_current"),
    "alpha": lambda: continuous("alpha_current"),
    "jumps": lambda: continuous("delta"),
    "current": lambda: drawn(fed_by_current()),
}
COMMON = ["lif", "subtractive", "late", "cuba", "integrate", "recurrent", "delayed", "kernels", "current"]
CASES = {
    "snntorch": [*COMMON, "read-out"],
    "brian2": [*COMMON, "adaptive", "read-out"],
    "nest": ["exponential", "alpha", "jumps"],
    "norse": ["lif", "subtractive", "cuba", "integrate", "recurrent", "delayed", "kernels"],
}


@pytest.mark.peers
@pytest.mark.parametrize(("peer", "case"), [(peer, case) for peer, cases in CASES.items() for case in cases])
def test_a_script_that_is_run_fires_the_spikes_of_the_network(peer: str, case: str, tmp_path: Path) -> None:
    python, path = python_of(peer), tmp_path / "digits.py"
    if python is None:
        pytest.skip(f"make its environment: python -m tests.peers.environments {peer}")
    formats()[f"{peer}-script"].write(NETWORKS[case](), path, {"title": "Digits"})
    done = subprocess.run([python, path], capture_output=True, encoding="utf-8", timeout=280, check=False)
    told = re.search(r"(\d+) of (\d+) spikes differ", done.stdout)
    assert told, done.stderr[-2000:]
    print(f"{peer} {case}: {told[0]}")
    assert int(told[1]) == 0 and int(told[2]) > 300
