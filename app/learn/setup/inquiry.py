"""Facts of a network before it is trained: which methods fit, and what its data holds.

Loading a dataset for the first time can take a second; the window must not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.document.meaning.meaning import Meaning
from app.document.words.class_names import class_names
from app.i18n.translation import sentence, tr
from app.running.background import Tell
from engine.learning.components.figures import Metric
from engine.model.declaration import Choice, Parameter
from engine.model.loading import GivenUp, heard_by
from engine.model.quantities import Formula, SettingCondition, idle
from engine.model.typed.loss import ReadOut
from engine.network.description import NetworkDescription
from engine.problems import Problem

DEVICE = "cupy"


@dataclass(frozen=True)
class MethodFacts:
    """One method: its words, its settings, and why it does not fit ("" and None where it does).

    ``stays`` is why a device that is there does not train it, else "". ``name`` is the title in English where
    that is another. ``read_out`` is what its formulas may read, None while no circuit can be made of the drawing.
    """

    key: str
    title: str
    summary: str
    reason: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    problem: Problem | None = None
    merit: Metric = Metric.ACCURACY  # what its accuracies are
    usual: bool = False  # what a person begins with
    circumstances: Mapping[str, str] = field(default_factory=dict)  # what the drawing decides of its settings
    stays: str = ""
    name: str = ""
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    read_out: ReadOut | None = None

    def idle(self, values: Mapping[str, float | str]) -> dict[str, SettingCondition]:
        """Settings that change nothing beside these values, each with what it waits for."""
        return idle({**self.parameters, **self.choices, **self.formulas}, values, self.circumstances)


@dataclass(frozen=True)
class DataFacts:
    """The dataset that is learnt: its title, how many samples each part has, the classes, and how much is one."""

    title: str
    training: int
    validation: int
    test: int
    names: tuple[str, ...] = ()
    are_images: bool = False
    is_divided: bool = False  # the data say which samples are held back

    def parts(self, share: float) -> tuple[int, int]:
        """The numbers of samples trained and held back at this ``share``; data that hold nothing back never do."""
        if self.is_divided:
            return self.training, self.validation
        whole = self.training + self.validation
        held = round(share * whole) if self.validation else 0
        return whole - held, held


@dataclass(frozen=True)
class Facts:
    """The facts that the panel shows of a network before it is trained."""

    methods: tuple[MethodFacts, ...]
    data: DataFacts | None
    wrong: Problem | None = None  # the first by which the network does not even run


def ask_methods(description: NetworkDescription) -> Facts:
    """Ask every discovered method, and load the first dataset."""
    from engine.backends import why_not
    from engine.circuit.circuit import circuit
    from engine.learning.components.method import hindrances
    from engine.learning.components.wanted import read_out_of
    from engine.learning.methods import methods  # brings the array libraries of learning: only once it is asked for

    found, is_device, hindered = [], why_not(DEVICE) is None, hindrances(methods(), description)
    drawn = None if all(hindered.values()) else circuit(description)
    read_out = None if drawn is None else read_out_of(drawn)
    for key, method in methods().items():
        problem = hindered[key]
        reason = sentence(problem) if problem else ""
        title, summary = tr(method.title), tr(method.summary())
        merit = method.merit if problem or drawn is None else method.counts_by(drawn, method.complete({}))
        usual = method.usual or method.merit is Metric.CORRELATION  # what is made for wanted trains, where it fits
        declared = method.parameters(), method.choices
        decided = {} if problem or drawn is None else method.circumstances(drawn)
        stays = tr(method.stays_because) if is_device and method.stays_because else ""
        facts = MethodFacts(
            key, title, summary, reason, *declared, problem, merit, usual, decided, stays, method.title,
            method.formulas, read_out,
        )  # fmt: skip
        found.append(facts)
    found.sort(key=lambda facts: (bool(facts.reason), not facts.usual and not facts.reason))  # the usual one first
    return Facts(tuple(found), _data(description))


def _data(description: NetworkDescription) -> DataFacts | None:
    from engine.model.division import VALIDATION_SHARE
    from engine.simulation.arrays.presentation import is_to_be_reproduced

    if not description.datasets:
        return None
    dataset = description.datasets[0]
    samples = dataset.samples()
    train, test = dataset.model.split(samples, dataset.parameters)
    validation = 0 if samples.given is None else samples.given.validation
    is_divided = validation > 0
    if not is_divided and not is_to_be_reproduced(train, test):
        validation = round(VALIDATION_SHARE * len(train))
    title, names = dataset.title or tr(dataset.model.title), class_names(dataset, samples.names)
    return DataFacts(title, len(train) - validation, validation, len(test), names, samples.is_images, is_divided)


def facts_of(meaning: Meaning, tell: Tell, given_up: Callable[[], bool]) -> Facts | None:
    """Find them out in a thread of its own, and tell the share of the data that is read; None where it was given up."""

    def go_on(share: float) -> bool:
        tell(share)
        return not given_up()

    try:
        with heard_by(go_on):
            wrong = next((problem for problem in meaning.problems if problem.is_fatal), None)
            return replace(ask_methods(meaning.description), wrong=wrong)
    except GivenUp:
        return None
