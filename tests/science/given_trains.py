"""A plastic link between given spike trains: neurons that fire exactly when a listed spike reaches them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from engine.model.declaration import PlasticityModel
from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording, Stimulus
from engine.simulation.simulation import Simulation

DELTA, ALL, ONE = find("synapses/delta"), find("wiring/all_to_all"), find("wiring/one_to_one")
TIMES = find("stimuli/spike_times")
RELAY = find("neurons/discrete_leaky_integrate_and_fire")

Steps = np.ndarray[Any, np.dtype[np.int64]]


def listed(id: str, trains: Sequence[Steps], h: float) -> Stimulus:
    """One train of stamps in steps for each element."""
    times = np.concatenate([np.asarray(train) for train in trains]) * h
    element = np.repeat(np.arange(len(trains)), [len(train) for train in trains])
    return Stimulus(id, TIMES, len(trains), {"times": times, "trains": element.astype(np.float64)})


def learning(
    rule: type[PlasticityModel], pre: Sequence[Steps], post: Sequence[Steps], parameters: Mapping[str, float], *,
    weight: float, h: float = 0.1, delay: float | None = None, wiring: Any = ALL, heard: Sequence[Steps] = (),
    watched: bool = False,
) -> NetworkDescription:  # fmt: skip
    """Sources that fire at stamps ``pre`` onto targets that fire at ``post``; ``heard`` is what the rule hears."""
    sources = dict.fromkeys(rule.spike_sources(), "reward")
    plastic = Projection(
        "plastic", "pre", "target", DELTA, wiring, weight, h if delay is None else delay, plasticity=rule,
        plasticity_parameters=parameters, plasticity_sources=sources,
    )  # fmt: skip
    rewards = (listed("reward", heard, h),) if sources else ()
    return NetworkDescription(
        h,
        (Population("target", RELAY, len(post), {"beta": 0.0, "V_th": 1e9}),),
        (Projection("fire", "post", "target", DELTA, ONE, 2e9, h), plastic),
        (listed("pre", pre, h), listed("post", [np.asarray(train) - 1 for train in post], h), *rewards),
        recordings=(Recording("w", "plastic", "weight", None, h),) if watched else (),
    )


def learnt(network: NetworkDescription, steps: int, backend: str = "numba") -> np.ndarray[Any, np.dtype[np.float64]]:
    """Weights (synapses,) after so many steps."""
    simulation = Simulation(network, backend=backend)
    simulation.advance(steps)
    return simulation.weights("plastic")
