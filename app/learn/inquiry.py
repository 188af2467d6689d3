"""Asks, off the window's thread, which methods fit a network and what its data holds.

Loading a dataset for the first time can take a second; the window must not wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QThreadPool, Signal

from app.translation import sentence, tr
from engine.model.declaration import Choice, Parameter
from engine.network.description import NetworkDescription


@dataclass(frozen=True)
class MethodFacts:
    """One method: its words, its settings, and why it does not fit ("" where it does)."""

    key: str
    title: str
    summary: str
    reason: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)


@dataclass(frozen=True)
class DataFacts:
    """The dataset that is learnt: its title and how many samples each part has."""

    title: str
    training: int
    validation: int
    test: int


@dataclass(frozen=True)
class Facts:
    """What the panel shows of a network before it is trained."""

    methods: tuple[MethodFacts, ...]
    data: DataFacts | None


def find_out(description: NetworkDescription) -> Facts:
    """Ask every discovered method, and load the first dataset."""
    from engine.learning import methods  # brings the array libraries of learning: only once it is asked for

    found = []
    for key, method in methods().items():
        problems = method.fits(description)
        reason = sentence(problems[0]) if problems else ""
        found.append(
            MethodFacts(key, tr(method.title), tr(method.summary()), reason, method.parameters(), method.choices)
        )
    return Facts(tuple(found), _data(description))


def _data(description: NetworkDescription) -> DataFacts | None:
    from engine.simulation.presentation import VALIDATION_SHARE

    if not description.datasets:
        return None
    dataset = description.datasets[0]
    samples = dataset.model.load(dataset.parameters)
    train, test = dataset.model.split(samples, dataset.parameters)
    validation = round(VALIDATION_SHARE * len(train))
    return DataFacts(dataset.title or tr(dataset.model.title), len(train) - validation, validation, len(test))


class Inquiry(QObject):
    """``answered`` carries the :class:`Facts` of the network asked about last."""

    answered = Signal(object)
    _found = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = 0
        self._found.connect(self._deliver)

    def ask(self, description: NetworkDescription) -> None:
        """Find out in the background; an answer that is still awaited is dropped."""
        self._asked += 1
        number, found = self._asked, self._found

        def work() -> None:
            facts = find_out(description)
            try:
                found.emit(number, facts)
            except RuntimeError:
                return  # the panel was closed meanwhile

        QThreadPool.globalInstance().start(work)

    def _deliver(self, number: int, facts: Facts) -> None:
        if number == self._asked:
            self.answered.emit(facts)
