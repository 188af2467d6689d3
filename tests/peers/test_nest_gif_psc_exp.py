"""The generalized integrate-and-fire neuron against NEST's gif_psc_exp, without its noise and with it.

Without: where the escape rate is as good as a threshold both fire alike, up to how a step is taken. NEST holds the
current that spikes set off, and the raised threshold, at their values of the start of a step, here they move within it;
so counts are equal, times meet, and the distance shrinks with the step. An incoming spike acts on NEST's membrane in
the step that ends with its arrival, here in the next one, which is one step of delay. The currents, 200 to 400 pA, were
raised after a first comparison: with 60 to 140 pA spikes lay up to 1 ms apart at a step of 0.02 ms.

With: chance is each simulator's own, so the laws of the intervals are compared. The distance of Kolmogorov and Smirnov
between two samples of n intervals of one law passes 1.95 sqrt(2 / n) once in a thousand times.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ks_2samp

from engine.analysis.intervals import intervals
from engine.analysis.rates import spike_counts
from engine.model.registry.discovery import find
from engine.network.description import Connections, NetworkDescription, Population, Projection, Stimulus
from engine.neurons import GeneralizedIntegrateAndFire
from engine.synapses import ExponentialCurrent
from tests.peers.against_nest import Case, Cell, Comparison

SIZE, TRAINS, HEARD, TAU_SYN = 100, 40, 20, 3.0
COARSE, FINE = 0.1, 0.02  # ms
OURS = {"q_eta": 20.0, "tau_eta": 50.0, "q_gamma": 5.0, "tau_gamma": 100.0}
NAMES = {name: name for name in ("C_m", "g_L", "E_L", "V_reset", "Delta_V", "lambda_0", "t_ref")}
CELL = Cell(
    "gif_psc_exp",
    NAMES | {"V_T_star": "V_T", "V_m": "start V", "I_e": "bias", "tau_syn_ex": TAU_SYN, "tau_syn_in": TAU_SYN}
    | {"q_stc": (OURS["q_eta"],), "tau_stc": (OURS["tau_eta"],)}
    | {"q_sfa": (OURS["q_gamma"],), "tau_sfa": (OURS["tau_gamma"],)},
)  # fmt: skip


def driven(h: float, duration: float, noise: dict[str, float]) -> NetworkDescription:
    """Uncoupled neurons with currents of their own that hear listed spikes."""
    random = np.random.default_rng(12)
    each = round(duration / 1000.0 * 12)
    times = np.round(random.uniform(5.0, duration, (TRAINS, each)) / COARSE) * COARSE
    trains = np.repeat(np.arange(TRAINS), each).astype(float)
    pre = np.concatenate([random.choice(TRAINS, HEARD, replace=False) for _ in range(SIZE)])
    cells = Population(
        "a", GeneralizedIntegrateAndFire, SIZE, OURS | noise,
        {"V": random.uniform(-70.0, -55.0, SIZE)}, random.uniform(200.0, 400.0, SIZE),
    )  # fmt: skip
    heard = Projection(
        "s-a", "s", "a", ExponentialCurrent, find("wiring/explicit_list"), random.uniform(5.0, 40.0, len(pre)),
        random.integers(1, 30, len(pre)) * COARSE, synapse_parameters={"tau_syn": TAU_SYN},
        connections=Connections(pre, np.repeat(np.arange(SIZE), HEARD)),
    )  # fmt: skip
    source = Stimulus("s", find("stimuli/spike_times"), TRAINS, {"times": times.ravel(), "trains": trains})
    return NetworkDescription(h, (cells,), (heard,), (source,))


SHARP = {"Delta_V": 1e-3, "lambda_0": 1000.0}
NOISY = {"Delta_V": 2.0, "lambda_0": 50.0}
LATER = 1  # steps by which NEST's delays must be longer


def sharp(h: float, folder: Path) -> tuple[Case, Comparison]:
    folder.mkdir()
    case = Case("gif_psc_exp, without noise", driven(h, 500.0, SHARP), {"a": CELL}, 500.0, later=LATER)
    return case, case.compared(folder)


@pytest.mark.peers
def test_without_noise_gif_psc_exp_fires_the_same_spikes_as_the_step_shrinks(tmp_path):
    case, fine = sharp(FINE, tmp_path / "fine")
    _, coarse = sharp(COARSE, tmp_path / "coarse")
    words = f"{fine.spikes:,} spikes; " + "; ".join(
        f"{found.counts_differing} neurons with another count, times within {found.latest:.2g} ms at {h} ms"
        for h, found in ((FINE, fine), (COARSE, coarse))
    )
    case.record(fine, f"equal counts, times within 0.2 ms at {FINE} ms, more than twice as far at {COARSE} ms",
                "uncoupled, driven by listed spikes and currents; escape as good as a threshold", words)  # fmt: skip
    assert fine.spikes > 1000
    assert fine.counts_differing == 0 and fine.latest <= 0.2
    assert coarse.latest > 2 * fine.latest


def chance(folder: Path, wrong: dict[str, float] | None = None) -> tuple[Case, Comparison]:
    network = driven(COARSE, 5000.0, NOISY)
    (cells,) = network.populations
    cell = replace(CELL, parameters={**CELL.parameters, **(wrong or {})})
    case = Case("gif_psc_exp", network, {cells.id: cell}, 5000.0, later=LATER)
    return case, case.compared(folder)


def distance(found: Comparison) -> tuple[float, float, float]:
    """Between the laws of the intervals, its limit, and the standard score between the mean counts."""
    ours, theirs = ((t[:, 0] * COARSE, t[:, 1]) for t in found.trains["a"])
    first, second = intervals(*ours)[0], intervals(*theirs)[0]
    limit = 1.95 * np.sqrt(1 / len(first) + 1 / len(second))
    apart = spike_counts(ours[1], SIZE) - spike_counts(theirs[1], SIZE)
    score = apart.mean() / (apart.std(ddof=1) / np.sqrt(SIZE))
    return float(ks_2samp(first, second).statistic), float(limit), abs(float(score))


@pytest.mark.peers
def test_the_intervals_of_gif_psc_exp_follow_the_same_law(tmp_path):
    case, found = chance(tmp_path)
    apart, limit, score = distance(found)
    words = f"{found.spikes:,} spikes; distance of intervals {apart:.4f}; mean counts {score:.1f} standard errors apart"
    case.record(found, f"a distance below {limit:.4f}, passed by chance once in a thousand times; 3.3 standard errors",
                "uncoupled, driven by listed spikes and currents; each fires by chance of its own", words)  # fmt: skip
    assert found.spikes > 5000
    assert apart < limit and score < 3.3


@pytest.mark.peers
def test_a_threshold_a_millivolt_higher_is_noticed(tmp_path):
    _, found = chance(tmp_path, {"V_T_star": -49.0})
    apart, limit, score = distance(found)
    assert apart > limit and score > 3.3
