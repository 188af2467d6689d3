"""Synapses that learn and tire at once have Brian2's spikes and weights, in a recurrent network that both shape."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.network.description import Connections, NetworkDescription, Population, Projection
from engine.neurons import LeakyIntegrateAndFire
from engine.plasticity import PairSTDP
from engine.short_term import TsodyksMarkram
from engine.simulation.simulation import Simulation
from engine.synapses import ExponentialCurrent
from engine.wiring import ExplicitList
from tests.peers.environments import python_of
from tests.peers.validation import Row, record

RUN = Path(__file__).with_name("brian2_learning_and_releasing.py")
SIZE, OUT_DEGREE, H, DURATION = 60, 12, 0.1, 600.0
TAU_M, C_M, REST, THRESHOLD, T_REF, TAU_S = 10.0, 250.0, -70.0, -55.0, 2.0, 5.0
LEARNS = {"tau_plus": 20.0, "tau_minus": 25.0, "A_plus": 0.01, "A_minus": 0.012, "w_max": 900.0}
RELEASES = {"U": 0.3, "tau_rec": 150.0, "tau_fac": 80.0}
CLOSE = 1e-6  # pA


def network() -> NetworkDescription:
    """Neurons that fire by themselves at different rates; no delay is as long as a neuron is refractory."""
    random = np.random.default_rng(5)
    pre = np.repeat(np.arange(SIZE), OUT_DEGREE)
    post = np.concatenate([random.choice(np.delete(np.arange(SIZE), i), OUT_DEGREE, False) for i in range(SIZE)])
    weight, delay = random.uniform(100.0, 800.0, len(pre)), random.integers(1, 20, len(pre)) * H
    start, bias = random.uniform(REST, THRESHOLD - 1.0, SIZE), random.uniform(380.0, 480.0, SIZE)
    cell = {"tau_m": TAU_M, "C_m": C_M, "E_L": REST, "V_reset": REST, "V_th": THRESHOLD, "t_ref": T_REF}
    return NetworkDescription(
        H,
        (Population("cells", LeakyIntegrateAndFire, SIZE, cell, {"V": start}, bias),),
        (Projection("link", "cells", "cells", ExponentialCurrent, ExplicitList, weight, delay,
                    synapse_parameters={"tau_syn": TAU_S}, connections=Connections(pre, post),
                    plasticity=PairSTDP, plasticity_parameters=LEARNS,
                    short_term=TsodyksMarkram, short_term_parameters=RELEASES),),
    )  # fmt: skip


def ours(network: NetworkDescription) -> tuple[set[tuple[int, int]], np.ndarray]:
    simulation = Simulation(network, backend="numpy")
    spikes = simulation.run(DURATION).spikes["cells"]
    weights = simulation.weights("link")
    simulation.close()
    return set(zip(spikes.steps.tolist(), spikes.neurons.tolist(), strict=True)), weights


def theirs(network: NetworkDescription, folder: Path) -> tuple[set[tuple[int, int]], np.ndarray]:
    python = python_of("brian2")
    if python is None:
        pytest.skip("run `python -m tests.peers.environments brian2` first")
    (cells,), (link,) = network.populations, network.projections
    assert link.connections is not None
    np.savez(
        folder / "case.npz", **LEARNS, **RELEASES, h=H, duration=DURATION, tau_m=TAU_M, tau_s=TAU_S, E_L=REST,
        V_th=THRESHOLD, R=TAU_M / C_M, t_ref=T_REF, start=cells.start["V"], bias=cells.bias, weight=link.weight,
        delay=link.delay, pre=link.connections.pre, post=link.connections.post,
    )  # fmt: skip
    subprocess.run([python, RUN, folder / "case.npz", folder / "out.npz"], check=True)
    with np.load(folder / "out.npz") as found:
        return set(zip(found["steps"].tolist(), found["neurons"].tolist(), strict=True)), found["weights"]


@pytest.mark.peers
def test_synapses_that_learn_and_tire_have_the_spikes_and_weights_of_brian2(tmp_path):
    drawn = network()
    (spikes, weights), (peers, found) = ours(drawn), theirs(drawn, tmp_path)
    largest, moved = np.abs(weights - found).max(), np.abs(weights - drawn.projections[0].weight).mean()
    measured = f"{len(spikes ^ peers)} differing spikes; weights within {largest:.1e} pA"
    compared = f"{len(weights)} synapses, {len(spikes)} spikes, weights moved by {moved:.1f} pA"
    record("Brian2", Row("pair STDP with short-term plasticity", compared, measured, f"0; weights within {CLOSE:g} pA"))
    assert spikes == peers and len(spikes) > 10 * SIZE
    assert largest < CLOSE < moved
    slower = replace(drawn.projections[0], short_term_parameters={**RELEASES, "tau_rec": 165.0})
    assert len(ours(replace(drawn, projections=(slower,)))[0] ^ peers) > 0.05 * len(peers), "the comparison can fail"
