"""Training by gradients: methods that go back from a loss, and learners that move weights by an optimizer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from engine.circuit.circuit import Arrays, Circuit
from engine.circuit.weights import Key, Weights
from engine.learning.components.averages import WeightAverage
from engine.learning.components.declared import HIDDEN, NONE, ONE
from engine.learning.components.drive import Drive
from engine.learning.components.figures import Metric
from engine.learning.components.gradient_refusals import BY_DECODER, loss_misfits, loss_of, metric_of
from engine.learning.components.memory import MemoryDemand, planned_way
from engine.learning.components.method import Batch, BatchOutcome, LearningMethod, Settings
from engine.learning.components.optimizers import OPTIMIZERS, clipped, decay, pace
from engine.network.description import Learns
from engine.problems import Problem

Array = NDArray[Any]
VALUE = "value"


class NotFinite(ArithmeticError):
    """The loss is no finite number by the membrane of ``place``, or the gradient of its arrays is none.

    Nothing was changed by it.
    """

    def __init__(self, place: str, of_gradient: bool) -> None:
        super().__init__(place)
        self.place, self.of_gradient = place, of_gradient


class GradientMethod(LearningMethod, abstract=True):
    """A method that goes back through time from one of several losses; through ``rates``, and the ``largest``, too."""

    rates: ClassVar[bool] = True
    largest: ClassVar[bool] = True
    learns = frozenset({Learns.WEIGHTS, Learns.NOTHING})

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        return loss_misfits(circuit, cls.rates, cls.largest)

    @classmethod
    def circumstances(cls, circuit: Circuit) -> dict[str, str]:
        hidden = any(p.id != circuit.output.id and p.model.fires() for p in circuit.populations)
        return {BY_DECODER: loss_of(circuit, {"loss": BY_DECODER}), HIDDEN.name: ONE if hidden else NONE}

    @classmethod
    def counts_by(cls, circuit: Circuit, settings: Settings) -> Metric:
        return metric_of(loss_of(circuit, settings))

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
        self._rate = float(settings["learning_rate"])
        self.optimizer = OPTIMIZERS[str(settings["optimizer"])](self._rate)
        self._average = WeightAverage(settings)

    @property
    def learning_rate(self) -> float:
        """The rate before any schedule: the one that is set, or the usual one of the circuit."""
        return self._rate

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
        self._demand_finite(gradients)
        factor = pace(str(settings["schedule"]), batch.share, float(settings.get("warm_up", 0.0)))
        self.optimizer.rate = factor * self._rate
        learnt = {key: by for key, by in gradients.items() if key not in self.weights.fixed}
        shortened = clipped(drive.counted(learnt), float(settings["largest_gradient"]))
        by = self.optimizer.rate * float(settings.get("weight_decay", 0.0))  # after clipping, which reads the weights
        decay((weights[key] for key in learnt if key[1] == "weight"), by)
        self.optimizer.step(weights, shortened, drive.units)

    def _demand_finite(self, gradients: Mapping[Key, Array]) -> None:
        """Raise :class:`NotFinite` of the array nearest to the read-out: from there gradients go back."""
        wrong = {id for (id, _), by in gradients.items() if not np.isfinite(by).all()}
        for population in reversed(self._circuit.populations) if wrong else ():
            for id in (population.id, *(p.id for p in self._circuit.into(population.id))):
                if id in wrong:
                    raise NotFinite(id, of_gradient=True)

    def _settle(self, batch: Batch) -> None:
        """Bring what was moved back inside its bounds, and take it into the average."""
        self.weights.keep_bounds()
        self._average.follow(self.weights.values, batch.share)

    def answer(self, batch: Batch) -> BatchOutcome:
        """Answer only, by the average where there is one."""
        with self._average.in_place(self.weights):
            return self._answer(batch)

    def _answer(self, batch: Batch) -> BatchOutcome:
        raise TypeError(f"{type(self).__name__} does not answer")

    def arrays(self) -> Arrays:
        """Copies of the average, or of the weights where there is none."""
        with self._average.in_place(self.weights):
            return self._outward()

    def _outward(self) -> Arrays:
        return self.weights.outward()

    def state(self) -> dict[str, Array]:
        """Copies under names ``value/<id>/<name>`` and ``<moment>/<id>/<name>``."""
        flat = {f"{VALUE}/{id}/{name}": value for (id, name), value in self.weights.values.items()}
        for moment, arrays in self.optimizer.state().items():
            for key, array in arrays.items():
                flat[f"{moment}/{key[0]}/{key[1]}" if key else f"{moment}//"] = array
        flat |= self._average.state()
        return {name: np.array(self.weights.device.host(array)) for name, array in flat.items()}

    def restore(self, state: Mapping[str, Array]) -> None:
        moments: dict[str, dict[Any, Array]] = {moment: {} for moment in self.optimizer.state()}
        for flat, array in state.items():
            part, id, name = flat.split("/", 2)
            array = self.weights.as_kept((id, name), array)
            if part == VALUE:
                self.weights.put((id, name), array)
            elif part in moments:
                moments[part][(id, name) if id else ""] = self.weights.device.asarray(array) if id else array
        self.optimizer.restore(moments)
        self._average.restore(state, self.weights)
