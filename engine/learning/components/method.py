"""A learning method: declared settings, networks that it fits, and a learner that takes batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.checking.problem_of import title_of
from engine.circuit import circuit as circuits
from engine.circuit.circuit import Arrays, Circuit
from engine.learning.components import declared
from engine.learning.components.figures import Metric
from engine.learning.components.memory import MemoryDemand
from engine.learning.components.silence import Silent
from engine.model.declaration import Model
from engine.model.quantities import Formula, SettingCondition, idle
from engine.network.description import Learns, NetworkDescription
from engine.problems import NetworkError, Problem, declare

Settings = Mapping[str, float | str]
NOT_NORMALISED = declare(
    "learning.not_normalised",
    "{link} is normalised while it learns, and {method} normalises nothing.",
    "Let the link learn weights as they are, or train by a surrogate gradient or a smoothed model.",
)
NOT_FIXED = declare(
    "learning.not_fixed",
    "{link} learns nothing, and {method} moves all weights.",
    "Let the link learn weights, or train by gradients.",
)


@dataclass(frozen=True)
class Batch:
    """``values`` (batch, channels), ``labels`` (batch,), and the number of each presentation (batch,).

    ``share`` of the whole training, 0 to 1, lies before this batch. ``targets`` (steps, batch, neurons) are the spikes
    wanted of the read-out, 0 or 1, where the data say them; ``series`` of the same shape the values wanted of it.
    ``step_labels`` (steps, batch) are the labels of each step, where data have them; ``labels`` are then the last.
    """

    values: NDArray[np.float64]
    labels: NDArray[np.int64]
    presentations: NDArray[np.int64]
    share: float = 0.0
    targets: NDArray[np.float64] | None = None
    series: NDArray[np.float64] | None = None
    step_labels: NDArray[np.int64] | None = None

    def __repr__(self) -> str:
        return f"<Batch: {len(self.labels)} samples, {100 * self.share:.1f} % of the training before it>"

    def part(self, samples: slice) -> Batch:
        """Some of its samples."""
        return replace(
            self,
            values=self.values[samples],
            labels=self.labels[samples],
            presentations=self.presentations[samples],
            targets=None if self.targets is None else self.targets[:, samples],
            series=None if self.series is None else self.series[:, samples],
            step_labels=None if self.step_labels is None else self.step_labels[:, samples],
        )


@dataclass(frozen=True)
class BatchOutcome:
    """The mean loss of a batch, what the network answered (batch,), and its spikes for each sample.

    ``merits`` (batch,) are how good each answer is, 0 to 1, of a method that counts by another :class:`Metric` than
    right and wrong, or, where values are wanted, its mean squared error, or, where every step has a label, its share of
    right steps: ``step_answers`` (steps that count, batch) are its answers then. ``silent`` are populations of which no
    neuron fired, of a method by gradients that only answers.
    """

    loss: float
    answers: NDArray[np.int64]
    spikes_per_sample: float
    merits: NDArray[np.float64] | None = None
    silent: Silent = ()
    step_answers: NDArray[np.int64] | None = None

    def __repr__(self) -> str:
        return f"<BatchOutcome: loss {self.loss:.4f}, {self.spikes_per_sample:.1f} spikes a sample>"

    def right(self, labels: NDArray[np.int64]) -> float:
        """The sum of what each answer to samples with these ``labels`` is worth."""
        return float((self.answers == labels).sum() if self.merits is None else self.merits.sum())


class Learner(Protocol):
    """A network under training."""

    def learn(self, batch: Batch) -> BatchOutcome:
        """Answer, then improve."""

    def answer(self, batch: Batch) -> BatchOutcome:
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
    merit: ClassVar[Metric] = Metric.ACCURACY
    usual: ClassVar[bool] = False  # what a person begins with, where it fits
    stays_because: ClassVar[str] = ""  # why it trains on the processor, whatever device there is; empty: it does not
    takes_own_terms: ClassVar[bool] = False  # a loss and a penalty of a script's own stand where its learner has them
    learns: ClassVar[frozenset[str]] = frozenset({Learns.WEIGHTS})  # what links may learn in networks that it fits
    formulas: ClassVar[Mapping[str, Formula]] = {}  # settings that a person types, by name
    tells_course: ClassVar[bool] = False  # what it trains answers better the longer a sample is shown: see Course

    epochs = declared.epochs(30.0)
    batch = declared.batch(64.0)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        written = {n: thing for base in reversed(cls.__mro__) for n, thing in vars(base).items()}
        cls.formulas = {n: formula for n, formula in written.items() if isinstance(formula, Formula)}

    @classmethod
    def misfits(cls, circuit: Circuit) -> Iterable[Problem]:
        """Give the reasons why this circuit cannot be trained by this method; none where it can."""
        raise TypeError(f"{cls.__name__} does not say what it fits")

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        """List the same of a network, of which there may be no circuit."""
        return circuits.refusals(description, cls.hindrances)

    @classmethod
    def hindrances(cls, circuit: Circuit) -> list[Problem]:
        """The same of a circuit, with the links of which it cannot move what they learn."""
        told: Mapping[str, str] = {Learns.NORMALISED: NOT_NORMALISED, Learns.NOTHING: NOT_FIXED}
        links = (p for p in circuit.projections if p.learns not in cls.learns)
        words = {"method": cls.title}
        return [*(Problem(p.id, told[p.learns], {"link": title_of(p), **words}) for p in links), *cls.misfits(circuit)]

    @classmethod
    def circumstances(cls, circuit: Circuit) -> dict[str, str]:
        """Decisions of the drawing: by a word of a choice what that comes to here, or by a name settings wait for."""
        return {}

    @classmethod
    def idle(cls, settings: Settings, circumstances: Mapping[str, str]) -> dict[str, SettingCondition]:
        """Settings that change nothing beside the others, each with the first that it waits for."""
        return idle({**cls.parameters(), **cls.choices, **cls.formulas}, settings, circumstances)

    @classmethod
    def counts_by(cls, circuit: Circuit, settings: Settings) -> Metric:
        """The merit that the accuracies of a training state; ``settings`` are complete."""
        return cls.merit

    @classmethod
    def advice(cls, circuit: Circuit, settings: Settings, batches: int) -> tuple[Problem, ...]:
        """Warnings of what keeps this method from learning more; ``settings`` are complete, ``batches`` an epoch's."""
        return ()

    @classmethod
    def memory(cls, circuit: Circuit, settings: Settings) -> int:
        """Bytes that training will take, a little more rather than less."""
        raise TypeError(f"{cls.__name__} does not estimate its memory")

    @classmethod
    def demands(cls, circuit: Circuit, settings: Settings) -> tuple[MemoryDemand, ...]:
        """The ways in which it can be trained, the quickest first; :meth:`memory` is of the one that is chosen."""
        return (MemoryDemand(cls.memory(circuit, settings)),)

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
        known |= {n: f.default for n, f in cls.formulas.items()}
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"{cls.title} has no setting {name!r}")
            if name in cls.choices and value not in cls.choices[name].options:
                raise ValueError(f"{name} is one of {', '.join(cls.choices[name].options)}, not {value!r}")
            if name in cls.parameters() and not cls.parameters()[name].allows(float(value)):
                raise ValueError(f"{name} = {value} is outside its bounds")
        return {**known, **given}


def hindrances(
    methods: Mapping[str, type[LearningMethod]], description: NetworkDescription
) -> dict[str, Problem | None]:
    """Find for every method, by its name, the first reason why it cannot train this network; None where it can."""
    try:
        circuit = circuits.circuit(description)
    except NetworkError as error:
        return dict.fromkeys(methods, error.problems[0])
    return {name: next((p for p in method.hindrances(circuit) if p.is_fatal), None) for name, method in methods.items()}
