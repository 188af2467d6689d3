"""Brunel's network at its full size in the four regimes of his figure 8, judged by rates, regularity and synchrony.

Brunel (2000), Dynamics of sparsely connected networks of excitatory and inhibitory spiking neurons, Journal of
Computational Neuroscience 8, 183-208, 10.1023/A:1008925309027.

The rates of the inhibition-dominated regimes and the frequencies of their oscillations are those that he gives beside
the figure; their theory, and the rate of the regular regime, are computed here. Neurons are irregular where chance, not
the drift, brings them to threshold: a coefficient of variation above 0.3. The theory of white noise gives 0.7, which
no network reaches whose own trains are less variable than Poisson's, and a train whose intervals vary by a tenth is
regular. Synchronous is a network whose activity an oscillation stops in each of its cycles: a rate that a sine just
brings to zero has a standard deviation of its mean over the square root of two. Where neurons fire asynchronously the
sources that they share by chance, a tenth, leave fluctuations too, but smaller ones.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.signal import welch
from scipy.special import erfcx

from engine.analysis.intervals import coefficients_of_variation, known_mean
from engine.analysis.rates import population_rate
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign, Stimulus
from engine.network.values import Uniform
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation

DATA = Path(__file__).parent / "data"
MS_PER_S = 1000.0
SEED = 1
WARM_UP, BIN = 100.0, 0.5  # ms
LONGEST_WINDOW = 500.0  # ms of a spectrum
STOPPED = 1.0 / np.sqrt(2.0)
DURATIONS = {"A": 100.0, "B": 400.0, "C": 400.0, "D": 2500.0}  # ms: some thousand spikes a hundred neurons
PUBLISHED = {"B": (60.7, 180.0), "C": (37.7, None), "D": (5.5, 22.0)}  # spikes/s, Hz


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"brunel2000_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GIVEN = {row["parameter"]: float(row["value"]) for row in table("parameters")}
REGIMES = {row["panel"]: (float(row["g"]), float(row["nu_ext_over_nu_thr"])) for row in table("fig8")}
C_E, J, TAU, THETA, V_R = (GIVEN[name] for name in ("C_E=C_ext", "J", "tau", "theta", "V_r"))
GAMMA = GIVEN["C_I"] / C_E


def external(eta: float) -> float:
    """Spikes per second that the outside sends to each neuron."""
    return eta * GIVEN["nu_thr"] * C_E


def network(g: float, eta: float) -> NetworkDescription:
    """The whole network; ``g`` is how much stronger inhibition is, ``eta`` the outside in units of its threshold."""
    delta, chosen, every = find("synapses/delta"), find("wiring/fixed_in_degree"), find("wiring/all_to_all")
    cell = {"tau_m": TAU, "C_m": 1.0, "E_L": 0.0, "V_th": THETA, "V_reset": V_R, "t_ref": GIVEN["tau_rp"]}
    start = {"V": Uniform(0.0, THETA)}
    lif = find("neurons/leaky_integrate_and_fire")
    sizes = {"e": round(GIVEN["N_E"]), "i": round(GIVEN["N_I"])}
    projections = []
    for target in sizes:
        projections.append(Projection(f"x{target}", "x", target, delta, every, J, GIVEN["D"]))
        for source, weight, sign, number in (
            ("e", J, Sign.EXCITATORY, C_E),
            ("i", -g * J, Sign.INHIBITORY, C_E * GAMMA),
        ):
            degree = {"in_degree": number}
            projections.append(
                Projection(source + target, source, target, delta, chosen, weight, GIVEN["D"], sign,
                           wiring_parameters=degree)
            )  # fmt: skip
    return NetworkDescription(
        populations=tuple(Population(id, lif, count, cell, start) for id, count in sizes.items()),
        projections=tuple(projections),
        stimuli=(Stimulus("x", find("stimuli/poisson"), parameters={"rate": external(eta)}),),
    )


def stationary_rate(g: float, eta: float) -> float:
    """The largest rate (spikes/s) at which neurons fire that hear each other as white noise: his equation 21."""

    def excess(rate: float) -> float:
        per_ms, outside = rate / MS_PER_S, external(eta) / C_E / MS_PER_S
        mean = C_E * J * TAU * (outside + per_ms * (1 - g * GAMMA))
        width = J * np.sqrt(C_E * TAU * (outside + per_ms * (1 + g * g * GAMMA)))
        waiting = quad(lambda u: erfcx(-u), (V_R - mean) / width, (THETA - mean) / width)[0]
        return float(MS_PER_S / (GIVEN["tau_rp"] + TAU * np.sqrt(np.pi) * waiting) - rate)

    return float(brentq(excess, 1.0, MS_PER_S / GIVEN["tau_rp"]))


@dataclass(frozen=True)
class Measured:
    """Spikes/s, coefficient of variation of intervals, that of the activity of all, Hz of its strongest oscillation."""

    rate: float
    variation: float
    depth: float
    frequency: float


def measured(simulation: Simulation, panel: str) -> Measured:
    """Run on in one regime."""
    g, eta = REGIMES[panel]
    for target in "ei":
        simulation.apply(SetValue(f"i{target}", "weight", -g * J))
    simulation.apply(SetValue("x", "rate", external(eta)))
    simulation.run(WARM_UP)
    record, stop = simulation.run(DURATIONS[panel]), simulation.time
    spikes, size = record.spikes["e"], simulation.description.populations[0].size
    times = spikes.steps * record.resolution
    _, activity = population_rate(times, size, stop - DURATIONS[panel], stop, BIN)
    frequency, power = welch(activity, MS_PER_S / BIN, nperseg=min(len(activity), round(LONGEST_WINDOW / BIN)))
    mean = float(activity.mean())
    variation = known_mean(coefficients_of_variation(times, spikes.neurons, size))
    return Measured(mean, variation, float(activity.std()) / mean, float(frequency[power.argmax()]))


@pytest.fixture(scope="module")
def regimes() -> dict[str, Measured]:
    """Every regime from the same wiring and the same start."""
    simulation = Simulation(network(*REGIMES["A"]), seed=SEED, threads=1)
    start, found = simulation.state(), {}
    for panel in REGIMES:
        simulation.restore(start)
        found[panel] = measured(simulation, panel)
    simulation.close()
    return found


def faults(found: Measured, panel: str) -> list[str]:
    """What of a regime is not as it should be; empty if all is."""
    rate, frequency = PUBLISHED.get(panel, (stationary_rate(*REGIMES[panel]), None))
    demands = {
        "rate": abs(found.rate / rate - 1.0) < 0.05,
        "regularity": found.variation < 0.1 if panel == "A" else 0.3 < found.variation < 1.2,
        "synchrony": (found.depth < STOPPED) == (panel == "C"),
        "frequency": frequency is None or abs(found.frequency / frequency - 1.0) < 0.15,
    }
    return [name for name, holds in demands.items() if not holds]


@pytest.mark.parametrize("panel", REGIMES)
def test_each_regime_fires_varies_and_oscillates_as_published(panel, regimes):
    assert faults(regimes[panel], panel) == [], regimes[panel]


@pytest.mark.parametrize("panel", REGIMES)
def test_no_regime_passes_for_another(panel, regimes):
    for other in REGIMES:
        if other != panel:
            assert len(faults(regimes[panel], other)) >= 2, (other, regimes[panel])


def test_the_theory_of_the_stationary_states_is_brunels():
    assert [stationary_rate(*REGIMES[panel]) for panel in "BCD"] == pytest.approx([55.8, 38.0, 6.5], abs=0.06)
