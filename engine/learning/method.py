"""What a learning method is: declared settings, networks that it fits, and a learner that takes batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.learning.circuit import Arrays, Circuit
from engine.model.declaration import Model
from engine.model.quantities import Parameter
from engine.network.description import NetworkDescription
from engine.problems import Problem

Settings = Mapping[str, float | str]


@dataclass(frozen=True)
class Batch:
    """``values`` (batch, channels), ``labels`` (batch,), and the number of each presentation (batch,).

    ``share`` of the whole training, 0 to 1, lies before this batch.
    """

    values: NDArray[np.float64]
    labels: NDArray[np.int64]
    presentations: NDArray[np.int64]
    share: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """The mean loss of a batch, what the network answered (batch,), and its spikes for each sample."""

    loss: float
    answers: NDArray[np.int64]
    spikes_per_sample: float


class Learner(Protocol):
    """A network under training."""

    def learn(self, batch: Batch) -> Outcome:
        """Answer, then improve."""

    def answer(self, batch: Batch) -> Outcome:
        """Answer only."""

    def arrays(self) -> Arrays:
        """Copies of everything that training may have changed, as a description holds it."""

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that going on needs, flat, for a checkpoint."""

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from a checkpoint."""


class LearningMethod(Model, abstract=True):
    """One way to find weights. ``epochs``, ``batch`` and what else a person sets are declared quantities."""

    kind = "learning"
    reference: ClassVar[str] = ""

    epochs = Parameter("1", "n_e", "epochs", default=30.0, at_least=1.0, at_most=100_000.0, integer=True)
    batch = Parameter("1", "B", "batch size", default=64.0, at_least=1.0, at_most=100_000.0, integer=True)

    @classmethod
    def fits(cls, description: NetworkDescription) -> list[Problem]:
        """Why this network cannot be trained by this method; empty where it can."""
        raise TypeError(f"{cls.__name__} does not say what it fits")

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        """Bytes that training will take, a little more rather than less."""
        raise TypeError(f"{cls.__name__} does not estimate its memory")

    @classmethod
    def learner(cls, circuit: Circuit, settings: Settings, seed: int) -> Learner:
        """A learner at its start; ``settings`` are complete."""
        raise TypeError(f"{cls.__name__} declares no learner")

    @classmethod
    def complete(cls, settings: Settings | None) -> dict[str, float | str]:
        """``settings`` with the defaults of what they leave out; ``ValueError`` names what is wrong."""
        given = dict(settings or {})
        known: dict[str, float | str] = {n: p.default for n, p in cls.parameters().items()}
        known |= {n: c.default for n, c in cls.choices.items()}
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"{cls.title} has no setting {name!r}")
            if name in cls.choices and value not in cls.choices[name].options:
                raise ValueError(f"{name} is one of {', '.join(cls.choices[name].options)}, not {value!r}")
            if name in cls.parameters() and not cls.parameters()[name].allows(float(value)):
                raise ValueError(f"{name} = {value} is outside its bounds")
        return {**known, **given}
