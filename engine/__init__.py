"""Spikeloom's engine: describe a spiking network, run it, change it while it runs, train it, take it away.

Put a network together by names (:class:`Network` shows a Brunel network, and how values are changed):

>>> from engine import Network
>>> net = Network()
>>> cells = net.add_population("A", "leaky_integrate_and_fire", 10, bias=500.0)  # pA
>>> record = net.run(100.0, seed=1)  # ms
>>> len(record.times("A")), record.rate("A")
(60, 60.0)

:func:`load` reads a project of the window, :func:`train` learns from arrays, :class:`TrainingLoop` in one's own loop,
:func:`evaluate` tells how good that is, :func:`export` writes the weights, :func:`sweep` varies values and seeds, and
:meth:`Record.to_pandas` gives spikes as a table. :func:`models` lists what there is; its classes stand in
``engine.neurons``, ``synapses``, ``plasticity``, ``short_term``, ``encoders``, ``stimuli``, ``decoders``, ``wiring``,
``positions`` and ``recorders``. ``docs/api.md`` has all of them with their parameters.

Or describe it as frozen data, which the window's own scripts do:

>>> from engine import NetworkDescription, Population, Simulation, neurons
>>> population = Population("A", neurons.LeakyIntegrateAndFire, size=10, bias=500.0)
>>> record = Simulation(NetworkDescription(populations=(population,)), seed=1).run(100.0)
>>> len(record.times("A"))
60
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.model.registry.discovery import find, models
from engine.model.typed.equations import equations
from engine.network.description import (
    Connections,
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Sign,
    Stimulus,
)
from engine.network.values import ByDistance, LogNormal, Normal, Uniform
from engine.problems import NetworkError, Problem

if TYPE_CHECKING:
    from engine import (
        decoders,
        encoders,
        neurons,
        plasticity,
        positions,
        recorders,
        short_term,
        stimuli,
        synapses,
        wiring,
    )
    from engine.api.experiments import sweep
    from engine.api.files import export, load
    from engine.api.logs import MLflowLog, TensorBoardLog
    from engine.api.network import Network
    from engine.api.own_loop import TrainingLoop
    from engine.api.training import evaluate, step_costs, train
    from engine.checking.network import check
    from engine.learning.training.energy import EnergyModel, InferenceCosts, LayerCost
    from engine.learning.training.evaluation import Evaluation
    from engine.learning.training.fitting import fit
    from engine.learning.training.step_costs import StepCosts
    from engine.learning.training.training_progress import TrainingEnd
    from engine.learning.training.training_result import TrainingResult
    from engine.simulation.chunk import Record
    from engine.simulation.simulation import Simulation

__all__ = [
    "ByDistance",
    "Connections",
    "Dataset",
    "Decoder",
    "Encoder",
    "EnergyModel",
    "Evaluation",
    "InferenceCosts",
    "LayerCost",
    "LogNormal",
    "MLflowLog",
    "Network",
    "NetworkDescription",
    "NetworkError",
    "Normal",
    "Population",
    "Problem",
    "Projection",
    "Record",
    "Recording",
    "Sign",
    "Simulation",
    "StepCosts",
    "Stimulus",
    "TensorBoardLog",
    "TrainingEnd",
    "TrainingLoop",
    "TrainingResult",
    "Uniform",
    "check",
    "decoders",
    "encoders",
    "equations",
    "evaluate",
    "export",
    "find",
    "fit",
    "load",
    "models",
    "neurons",
    "plasticity",
    "positions",
    "recorders",
    "short_term",
    "step_costs",
    "stimuli",
    "sweep",
    "synapses",
    "train",
    "wiring",
]

import_module("engine.models")  # takes the name of the function now, not with the first model, and is called like it
LATE = {
    "MLflowLog": "engine.api.logs",
    "TensorBoardLog": "engine.api.logs",
    "EnergyModel": "engine.learning.training.energy",
    "Evaluation": "engine.learning.training.evaluation",
    "InferenceCosts": "engine.learning.training.energy",
    "LayerCost": "engine.learning.training.energy",
    "Network": "engine.api.network",
    "Record": "engine.simulation.chunk",
    "Simulation": "engine.simulation.simulation",
    "StepCosts": "engine.learning.training.step_costs",
    "TrainingLoop": "engine.api.own_loop",
    "TrainingEnd": "engine.learning.training.training_progress",
    "TrainingResult": "engine.learning.training.training_result",
    "check": "engine.checking.network",
    "evaluate": "engine.api.training",
    "export": "engine.api.files",
    "fit": "engine.learning.training.fitting",
    "load": "engine.api.files",
    "step_costs": "engine.api.training",
    "sweep": "engine.api.experiments",
    "train": "engine.api.training",
}
"""What would slow down ``import engine``: found when it is first asked for."""


def __getattr__(name: str) -> Any:
    if name in LATE:
        return getattr(import_module(LATE[name]), name)
    if name in __all__:
        return import_module(f"engine.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
