"""One neuron against closed forms."""

import csv
from pathlib import Path

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.simulation.simulation import Simulation

TABLE = Path(__file__).parent / "data" / "lif_fi_curve_analytic.csv"
LIF = find("neurons/leaky_integrate_and_fire")


def rows():
    with TABLE.open(encoding="utf-8") as file:
        return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['I_pA']:g} pA")
@pytest.mark.parametrize("backend", ["numba", "numpy"])
def test_intervals_under_a_steady_current_are_exact_on_the_grid(row, backend):
    names = {
        "C_m": "C_m_pF",
        "tau_m": "tau_m_ms",
        "E_L": "E_L",
        "V_th": "V_th",
        "V_reset": "V_reset",
        "t_ref": "t_ref_ms",
    }
    neuron = Population("a", LIF, 1, {name: row[column] for name, column in names.items()}, bias=row["I_pA"])
    record = Simulation(NetworkDescription(0.1, (neuron,)), backend=backend).run(300.0)
    intervals = np.diff(record.spikes["a"].steps)
    assert len(intervals) > 2
    assert set(intervals) == {round(row["ISI_grid0.1_ms"] / 0.1)}


def test_an_exponential_current_gives_the_textbooks_potential():
    tau_m, tau_s, weight, c_m = 10.0, 2.0, 50.0, 250.0
    network = NetworkDescription(
        populations=(Population("a", LIF, 1, {"tau_m": tau_m, "C_m": c_m}),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([1.0])}),),
        projections=(
            Projection(
                "p", "s", "a", find("synapses/exponential_current"), find("wiring/all_to_all"), weight, 1.5,
                synapse_parameters={"tau_syn": tau_s},
            ),
        ),
        recordings=(Recording("V", "a", "V"),),
    )  # fmt: skip
    samples = Simulation(network).run(30.0).samples["V"]
    t = samples.steps * 0.1 - 2.5  # the spike of 1 ms arrives at 2.5 ms
    kernel = weight * tau_s * tau_m / (c_m * (tau_m - tau_s)) * (np.exp(-t / tau_m) - np.exp(-t / tau_s))
    assert np.allclose(samples.values[:, 0], -70.0 + np.where(t > 0, kernel, 0.0), atol=1e-10)


def test_a_spike_that_arrives_while_refractory_is_lost_to_a_delta_synapse():
    network = NetworkDescription(
        populations=(Population("a", LIF, 1),),
        stimuli=(Stimulus("s", find("stimuli/spike_times"), parameters={"times": np.array([1.0, 2.0])}),),
        projections=(Projection("p", "s", "a", find("synapses/delta"), find("wiring/all_to_all"), 20.0, 1.0),),
        recordings=(Recording("V", "a", "V"),),
    )
    record = Simulation(network).run(6.0)
    assert list(record.spikes["a"].steps) == [20]
    assert record.samples["V"].values.max() == -70.0
