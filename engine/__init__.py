"""Spikeloom's engine: describe a spiking network, run it, change it while it runs.

>>> from engine import NetworkDescription, Population, Simulation, find
>>> neurons = Population("A", find("neurons/leaky_integrate_and_fire"), size=10, bias=500.0)
>>> record = Simulation(NetworkDescription(populations=(neurons,)), seed=1).run(100.0)
>>> record.times("A")  # ms
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.model.registry.discovery import find, models
from engine.model.typed.neuron import neuron as equations
from engine.network.description import (
    Connections,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Stimulus,
)
from engine.problems import NetworkError, Problem

if TYPE_CHECKING:
    from engine.checking.network import check
    from engine.learning.training.evaluation import evaluate
    from engine.learning.training.fitting import fit
    from engine.simulation.simulation import Simulation

__all__ = [
    "Connections",
    "NetworkDescription",
    "NetworkError",
    "Population",
    "Problem",
    "Projection",
    "Recording",
    "Simulation",
    "Stimulus",
    "check",
    "equations",
    "evaluate",
    "find",
    "fit",
    "models",
]

import_module("engine.models")  # takes the name of the function now, not with the first model, and is called like it
LATE = {
    "Simulation": "engine.simulation.simulation",
    "check": "engine.checking.network",
    "evaluate": "engine.learning.training.evaluation",
    "fit": "engine.learning.training.fitting",
}
"""What would slow down ``import engine``: found when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name not in LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(LATE[name]), name)
