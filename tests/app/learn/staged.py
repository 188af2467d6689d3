"""A trainer whose every step a test decides, and figures such as a real one reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.learn.setup.inquiry import DataFacts, Facts, MethodFacts
from app.running.trainings.answered import Answered
from app.running.trainings.known_trainings import Integers
from engine.learning.components.figures import Epoch, Metric
from engine.learning.training.comparing import ComparedRun
from engine.learning.training.course import AccuracyCourse
from engine.model.declaration import Choice, Parameter
from engine.network.description import NetworkDescription
from engine.network.values import Floats
from engine.problems import Problem


def epoch(loss: float, training_accuracy: float, validation_accuracy: float) -> Epoch:
    return Epoch(loss, training_accuracy, validation_accuracy, 139.0)


@dataclass(frozen=True)
class Progress:
    epoch: int
    epochs: int
    batch: int
    batches: int
    seconds: float
    seconds_left: float
    history: tuple[Epoch, ...] = ()
    confusion: Floats | None = None
    preparing: float = 3.0
    mistakes: Integers | None = None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What a training ended in, which is its own result."""

    arrays: Mapping[tuple[str, str], Floats]
    history: tuple[Epoch, ...] = ()
    validation_accuracy: float = 0.964
    accuracy: float = 0.968
    confusion: Floats = field(default_factory=lambda: np.diag(np.arange(10.0) + 9))
    seconds: float = 52.0
    spikes_per_sample: float = 152.0
    answers: tuple[Answered, ...] = ()
    cancelled: bool = False
    checkpoint: bytes | None = None
    row: ComparedRun | None = None
    merit: Metric = Metric.ACCURACY
    course: AccuracyCourse | None = None
    mistakes: Integers | None = None

    @property
    def result(self) -> Outcome:
        return self


class StagedTrainer(QObject):
    """Remembers what it was asked; the test emits what would have happened."""

    state_changed = Signal(object)
    progressed = Signal(object)
    answered = Signal(object)
    checkpointed = Signal(int, object)
    finished = Signal(object)
    given_up = Signal()
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.is_running = False
        self.is_paused = False
        self.is_compiling = self.is_starting = False
        self.job: object = None
        self.ended_early = 0
        self.asked: tuple[NetworkDescription, str, Mapping[str, float | str], int] | None = None
        self.checkpoint: bytes | None = None
        self.cancelled = 0
        self.validation = 0.0

    def start(
        self,
        description: NetworkDescription,
        method_key: str,
        settings: Mapping[str, float | str],
        seed: int,
        checkpoint: bytes | None = None,
        validation: float = 0.1,
        job: object = None,
    ) -> None:
        self.validation = validation
        self.asked = (description, method_key, settings, seed)
        self.checkpoint = checkpoint
        self.is_running = True

    def pause(self) -> None:
        self.is_paused = True

    def resume(self) -> None:
        self.is_paused = False

    def toggle_pause(self) -> bool:
        self.is_paused = not self.is_paused
        return self.is_paused

    def cancel(self) -> None:
        self.cancelled += 1

    def end_early(self) -> None:
        self.ended_early += 1

    def forget(self) -> None:
        self.is_running = self.is_paused = False

    def end(self, outcome: Outcome) -> None:
        self.is_running = False
        self.finished.emit(outcome)


def named(name: str, quantity: Parameter | Choice) -> Parameter | Choice:
    quantity.__set_name__(StagedTrainer, name)
    return quantity


EPOCHS = Parameter("1", "n", "passes through the training samples", default=30.0, at_least=1.0, integer=True)
RATE = Parameter("1", r"\eta", "learning rate", default=0.002, above=0.0)
SURROGATE = Choice(("arctangent", "fast sigmoid"), "slope that stands in for the spike", default="arctangent")

FACTS = Facts(
    (
        MethodFacts(
            "surrogate_gradient",
            "Surrogate gradient",
            "Back-propagation through time, with a smooth slope in place of the spike.",
            "",
            {"epochs": EPOCHS, "learning_rate": RATE},
            {"surrogate": SURROGATE},
        ),
        MethodFacts("eprop", "e-prop", "Online, no stored history.", "Output must be a leaky integrator."),
    ),
    DataFacts("Handwritten digits", 1293, 144, 360),
)
"""What a network that one of two methods fits tells."""
