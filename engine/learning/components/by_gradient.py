"""Training by gradients: methods that go back from a loss, and learners that move weights by an optimizer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.weights import Key, Weights
from engine.learning.components.declared import HIDDEN, NONE, ONE
from engine.learning.components.drive import Drive
from engine.learning.components.figures import Metric
from engine.learning.components.gradient_refusals import BY_DECODER, loss_misfits, loss_of
from engine.learning.components.losses import VAN_ROSSUM
from engine.learning.components.memory import MemoryDemand, planned_way
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.components.optimizers import OPTIMIZERS, SCHEDULES, clipped, decay
from engine.problems import Problem

Array = NDArray[Any]
VALUE = "value"


class GradientMethod(LearningMethod, abstract=True):
    """A method that goes back through time from one of several losses."""

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        return loss_misfits(circuit)

    @classmethod
    def circumstances(cls, circuit: Circuit) -> dict[str, str]:
        hidden = any(p.id != circuit.output.id and p.model.fires() for p in circuit.populations)
        return {BY_DECODER: loss_of(circuit, {"loss": BY_DECODER}), HIDDEN.name: ONE if hidden else NONE}

    @classmethod
    def counts_by(cls, circuit: Circuit, settings: Settings) -> Metric:
        return Metric.CORRELATION if loss_of(circuit, settings) == VAN_ROSSUM else Metric.ACCURACY

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        return cls.way(circuit, settings).memory

    @classmethod
    def way(cls, circuit: Circuit, settings: Settings) -> MemoryDemand:
        """The way that a training takes which begins now."""
        return planned_way(circuit, cls.demands(circuit, settings), settings)


class GradientLearner:
    """A learner that moves its weights by the gradients of a batch; the optimizer's moments are part of its state."""

    weights: Weights

    def __init__(self, circuit: Circuit, settings: Settings, seed: int) -> None:
        self._circuit, self._settings, self._seed = circuit, settings, seed
        self.optimizer = OPTIMIZERS[str(settings["optimizer"])](float(settings["learning_rate"]))

    def learn(self, batch: Batch) -> BatchOutcome:
        outcome, gradients = self.backward(batch)
        self.step(batch, gradients)
        return outcome

    def backward(self, batch: Batch) -> tuple[BatchOutcome, dict[Key, Array]]:
        """The circuit's answers, and the gradients of its loss."""
        raise TypeError(f"{type(self).__name__} goes back through nothing")

    def step(self, batch: Batch, gradients: Mapping[Key, Array]) -> None:
        """Move what is trained by ``gradients`` of the batch that was gone back through last."""
        raise TypeError(f"{type(self).__name__} takes no step")

    def _descend(self, batch: Batch, gradients: Mapping[Key, Array], drive: Drive) -> None:
        """One step down the ``gradients``, counted as ``drive`` says, at the pace of the schedule."""
        settings, weights = self._settings, self.weights.values
        pace = SCHEDULES[str(settings["schedule"])](batch.share)
        self.optimizer.rate = pace * float(settings["learning_rate"])
        shortened = clipped(drive.counted(gradients), float(settings["largest_gradient"]))
        by = self.optimizer.rate * float(settings.get("weight_decay", 0.0))  # after clipping, which reads the weights
        decay((w for (_, name), w in weights.items() if name == "weight"), by)
        self.optimizer.step(weights, shortened, drive.units)

    def arrays(self) -> Arrays:
        return self.weights.outward()

    def state(self) -> dict[str, Array]:
        """Copies under names ``value/<id>/<name>`` and ``<moment>/<id>/<name>``."""
        flat = {f"{VALUE}/{id}/{name}": value for (id, name), value in self.weights.values.items()}
        for moment, arrays in self.optimizer.state().items():
            for key, array in arrays.items():
                flat[f"{moment}/{key[0]}/{key[1]}" if key else f"{moment}//"] = array
        return {name: np.array(self.weights.device.host(array)) for name, array in flat.items()}

    def restore(self, state: Mapping[str, Array]) -> None:
        moments: dict[str, dict[Any, Array]] = {moment: {} for moment in self.optimizer.state()}
        for flat, array in state.items():
            part, id, name = flat.split("/", 2)
            if part == VALUE:
                self.weights.put((id, name), array)
            elif part in moments:
                moments[part][(id, name) if id else ""] = self.weights.device.asarray(array) if id else array
        self.optimizer.restore(moments)
