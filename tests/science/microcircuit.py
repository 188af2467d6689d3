"""The cortical microcircuit of Potjans & Diesmann (2014), 10.1093/cercor/bhs358, at any share of its size.

Smaller than whole, weights grow by the square root and a steady current replaces the mean of what is missing
(van Albada, Helias & Diesmann 2015, 10.1371/journal.pcbi.1004490).
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Sign, Stimulus
from engine.network.values import Normal

DATA = Path(__file__).parent / "data"
H, TAU_SYN = 0.1, 0.5  # ms
WEIGHT, G, RELATIVE_STD = 87.81, -4.0, 0.1  # pA for a potential of 0.15 mV
DELAYS = {"E": Normal(1.5, 0.75), "I": Normal(0.75, 0.375)}  # ms
BACKGROUND, BACKGROUND_DELAY = 8.0, 1.5  # spikes per second of each of K_ext sources, ms
NEURON = {"C_m": 250.0, "tau_m": 10.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0, "t_ref": 2.0}
RATE = "rate_sps_inm6_repo_one_run_DC_input_optimized_V0"
S_PER_MS = 1e-3


def table(name: str) -> list[dict[str, str]]:
    with (DATA / f"potjans_diesmann_2014_{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published_rates() -> dict[str, float]:
    """Spikes per second of each population, from one run of the published code."""
    return {row["population"]: float(row[RATE]) for row in table("populations")}


def full_number(p: float, pre: int, post: int) -> float:
    """Connections between whole populations: so many draws connect a pair at least once with probability ``p``."""
    return math.log(1.0 - p) / math.log(1.0 - 1.0 / (pre * post))


def mean_weight(source: str, target: str) -> float:
    """pA; the connection from L4E to L23E is twice as strong."""
    if source.endswith("I"):
        return WEIGHT * G
    return WEIGHT * (2.0 if (source, target) == ("L4E", "L23E") else 1.0)


def microcircuit(scale: float = 1.0) -> NetworkDescription:
    """Eight populations, their connections and Poisson background; neurons and in-degrees shrink by ``scale``."""
    rows = {row["population"]: row for row in table("populations")}
    full = {name: int(row["N_full"]) for name, row in rows.items()}
    rates, root = published_rates(), math.sqrt(scale)
    synapse, tau = find("synapses/exponential_current"), {"tau_syn": TAU_SYN}
    projections, current = [], dict.fromkeys(rows, 0.0)
    for row in table("connprob_target_by_source"):
        target = row["target\\source"]
        for source in rows:
            number = full_number(float(row[source]), full[source], full[target])
            weight, sign = mean_weight(source, target), Sign.INHIBITORY if source.endswith("I") else Sign.EXCITATORY
            current[target] += weight * number / full[target] * rates[source]
            if number >= 0.5:
                values = {"number": float(round(number * scale * scale)), "self_connections": "yes"}
                projections.append(
                    Projection(
                        f"{source}-{target}", source, target, synapse, find("wiring/fixed_total_number"),
                        Normal(weight / root, abs(weight) / root * RELATIVE_STD), DELAYS[source[-1]], sign, tau, values,
                    )
                )  # fmt: skip
    stimuli, populations = [], []
    for name, row in rows.items():
        sources = float(row["K_ext"])
        current[name] += WEIGHT * sources * BACKGROUND
        stimuli.append(Stimulus(f"B{name}", find("stimuli/poisson"), 1, {"rate": BACKGROUND * sources * scale}))
        projections.append(
            Projection(f"B-{name}", f"B{name}", name, synapse, find("wiring/all_to_all"), WEIGHT / root,
                       BACKGROUND_DELAY, Sign.EXCITATORY, tau)
        )  # fmt: skip
        start = {"V": Normal(float(row["V0_mean_mV"]), float(row["V0_std_mV"]))}
        bias = TAU_SYN * S_PER_MS * (1.0 - root) * current[name]
        size = round(full[name] * scale)
        populations.append(Population(name, find("neurons/leaky_integrate_and_fire"), size, NEURON, start, bias))
    return NetworkDescription(H, tuple(populations), tuple(projections), tuple(stimuli))


def synapses(network: NetworkDescription) -> int:
    """Connections between neurons."""
    return int(sum(np.asarray(p.wiring_parameters.get("number", 0.0)) for p in network.projections))
