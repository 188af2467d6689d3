"""Answers of the selected link: to one spike and to a train, and how pairs of spikes change its weight."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.elements import Link
from app.document.meaning.interpretation import PartialDescription, read_population, read_projection
from app.i18n.translation import localized, sentence, sentences, tr
from app.plots.answers.answer_section import AnswerSection
from app.plots.answers.selected_answers import SelectedAnswers
from app.plots.exports.table import Table
from app.running.background import Tell
from app.running.failures import problems_of
from app.widgets import quantities
from app.widgets.fields.segmented import Segmented
from app.widgets.fields.slider import Slider
from app.widgets.layout import fill, row
from app.widgets.mathematics.symbol import plain_symbol
from app.widgets.naming import named
from app.widgets.pictures.function_picture import FunctionPicture
from app.widgets.pictures.window_picture import WindowPicture
from app.widgets.text import SECONDARY, Text
from engine.model.pairing import inputs
from engine.network.description import Population, Projection
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.answers.learning_window import LearningWindow
    from engine.answers.synaptic_response import SynapticResponse

TRAIN = 10  # spikes
SLOWEST, USUAL, FASTEST = 1.0, 20.0, 100.0  # Hz
ONE, MANY = "one", "many"
PAIRS = {ONE: (1, 10.0), MANY: (10, 10.0)}
"""How often a pair comes, and at which rate in Hz."""


@dataclass(frozen=True)
class LinkQuestion:
    """A link between one neuron of either side; ``own`` is equal while both stay as they are."""

    projection: Projection = field(compare=False)
    target: Population = field(compare=False)
    own: Hashable
    resolution: float
    rate: float
    pairs: str


@dataclass(frozen=True)
class LinkFound:
    """The answers that were found; in place of what could not be there is one sentence."""

    one: SynapticResponse | None = None
    train: SynapticResponse | None = None
    no_response: str = ""
    window: LearningWindow | None = None
    no_window: str = ""


class LinkAnswers(SelectedAnswers):
    """About the first projection that is selected."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(editor, "link", parent)
        self._link: Projection | None = None
        self._target: Population | None = None
        self._rate = USUAL
        self.found = LinkFound()
        time = (tr("Time"), "ms")
        self.current = FunctionPicture(time, (tr("Current"), "pA"))
        self.potential = FunctionPicture(time, ("V", "mV"))
        self.train = FunctionPicture(time, (tr("Current"), "pA"))
        self.window_picture = WindowPicture(("Δt", "ms"), ("Δw", "1"))
        self.slider = named(Slider(), tr("Rate of the train"))
        self.rate = Text("", size=SECONDARY, tabular=True)
        counts = (ONE, tr("one pair")), (MANY, tr("10 pairs at 10 Hz"))
        self.pairs = named(Segmented(counts), tr("Pairs of spikes"))
        self._rates, self._pairs = QWidget(), QWidget()
        of_one, of_train = (lambda: self._table(self.found.one)), (lambda: self._table(self.found.train))
        self.of_current = AnswerSection(tr("Synaptic current of one spike"), self.current, of_one)
        self.of_potential = AnswerSection(tr("Potential after one spike"), self.potential, of_one)
        self.of_train = AnswerSection(tr("Response to a train"), self.train, of_train, above=(self._rates,))
        self.of_window = AnswerSection(
            tr("Learning window"), self.window_picture, self._table_of_window, above=(self._pairs,)
        )
        fill(row(self._rates, spacing=8), (self.slider, 1), self.rate)
        fill(row(self._pairs), (self.pairs, 1))
        self._sections = self.of_current, self.of_potential, self.of_train, self.of_window
        self.add_sections(self._sections)
        self.slider.edited.connect(self._set_rate)
        self.pairs.chosen.connect(lambda _key: self._ask())

    # What is asked

    def selected(self) -> Link | None:
        """The projection that is shown: the first that is selected, where no population is."""
        document = self._editor.document
        chosen = [document.element(id) for id in self._editor.selection.ids]
        links = [element for element in chosen if isinstance(element, Link) and element.synapses is not None]
        return links[0] if links and len(links) == len(chosen) else None

    def look(self) -> None:
        link, document = self.selected(), self._editor.document
        reading = PartialDescription(document)
        projection = read_projection(reading, link) if link is not None else None
        target = read_population(reading, document.nodes[link.target]) if link is not None else None
        is_there = projection is not None and target is not None
        self.content.setVisible(is_there)
        if not is_there:
            self.stop()
            self._link = self._target = None
            return
        is_other = self._link is None or projection is None or self._link.id != projection.id
        self._link, self._target = projection, target
        if is_other:
            self.stop()
            self.found = LinkFound()
        self._ask()

    def _ask(self) -> None:
        if self._link is None or self._target is None:
            return
        own = (_meaning(self._link), _meaning(self._target))
        resolution = self._editor.document.settings.resolution
        question = LinkQuestion(self._link, self._target, own, resolution, self._rate, self.pairs.value)
        if not self.asking.ask(question, lambda: partial(_found, question)):
            self._show()
        elif self.found.one is None:
            for section in self._sections:
                section.await_answer()

    def _set_rate(self, rate: float, _gesture: str) -> None:
        self._rate = float(round(rate))
        self._ask()

    # What is shown

    def take(self, question: object, answers: object) -> None:
        assert isinstance(answers, LinkFound)
        self.found = answers
        self._show()

    def show_failure(self, words: str) -> None:
        self.found = LinkFound(no_response=words, no_window=words)
        self._show()

    def _show(self) -> None:
        if self._link is None or self._target is None:
            return
        self.slider.show_value(self._rate, SLOWEST, FASTEST)
        self.rate.say(quantities.quantity_words(self._rate, "Hz"))
        self._show_one(self.found.one, self._target)
        self._show_train(self.found.train)
        self._show_window(self.found.window)

    def _show_one(self, one: SynapticResponse | None, target: Population) -> None:
        delay = tr("The source fires at 0; the delay of the link is part of the time.")
        has_current = one is not None and one.current is not None
        no_current = tr("A spike of this synapse moves the neuron at once: it has no current.")
        self.of_current.show_answer(
            has_current, delay if has_current else no_current if one else self.found.no_response
        )
        self.of_potential.show_answer(one is not None, "")
        if one is None:
            return
        into = self._link.into if self._link is not None else ""
        entry, membrane = (
            inputs(target.model).get(into, target.model.input()),
            target.model.quantities[target.model.membrane],
        )
        self._unit = (entry.unit if entry is not None else "") or "1"
        if one.current is not None:
            self.current.name((tr("Time"), "ms"), (tr("Current"), self._unit))
            self.current.show_curve(one.times, one.current, one.spikes)
        unit = membrane.unit or "1"
        self.potential.name((tr("Time"), "ms"), (plain_symbol(membrane.symbol), unit))
        self.potential.show_curve(one.times, one.potential, one.spikes)
        self.of_potential.show_answer(True, _peak(one, unit))

    _unit = "pA"

    def _show_train(self, train: SynapticResponse | None) -> None:
        rule = self._link.short_term if self._link is not None else None
        what = (
            tr("With the short-term plasticity of the link.") if rule else tr("The link has no short-term plasticity.")
        )
        self.of_train.setVisible(train is not None)
        self.of_train.show_answer(train is not None, what)
        if train is None:
            return
        is_current = train.current is not None
        shown = train.current if train.current is not None else train.potential
        name = (tr("Current"), self._unit) if is_current else self.potential.up
        self.train.name((tr("Time"), "ms"), name)
        self.train.show_curve(train.times, shown, train.spikes)

    def _show_window(self, window: LearningWindow | None) -> None:
        self.of_window.show_answer(window is not None, self.found.no_window)
        if window is None or self._link is None or self._link.synapse is None:
            return
        is_weight = window.variable == "weight"
        unit = (self._link.synapse.weight.unit if is_weight else "") or "1"
        self.window_picture.name(("Δt", "ms"), ("Δw" if is_weight else f"Δ{window.variable}", unit))
        self.window_picture.show_curve(window.intervals, window.changes)
        said = tr("Δt is the target's spike minus the source's.")
        if is_weight:
            more = tr("The weight begins at {weight}.", weight=quantities.rough_words(abs(window.start), unit))
        else:
            more = tr("The weight itself waits for a reward; this is the trace of the pair.")
        self.of_window.show_answer(True, sentences(said, more))

    # What is taken away

    def _table(self, response: SynapticResponse | None) -> Table:
        if response is None:
            return Table(("time (ms)",), ())
        columns: dict[str, Floats] = {"time (ms)": response.times}
        if response.current is not None:
            columns[f"current ({self._unit})"] = response.current
        columns["potential"] = response.potential
        return Table(tuple(columns), list(zip(*(c.tolist() for c in columns.values()), strict=True)))

    def _table_of_window(self) -> Table:
        window = self.found.window
        if window is None:
            return Table(("interval (ms)",), ())
        rows = list(zip(window.intervals.tolist(), window.changes.tolist(), strict=True))
        return Table(("interval (ms)", f"change of {window.variable}"), rows)


def _peak(one: SynapticResponse, unit: str) -> str:
    if one.fires:
        return tr("One spike makes the neuron fire.")
    moved = one.potential - one.potential[0]
    at = int(np.abs(moved).argmax())
    change, time = quantities.rough_words(moved[at], unit), quantities.rough_words(one.times[at], "ms")
    return tr("Moves it by {change} at most, {time} after the source fires.", change=change, time=time)


def _meaning(element: Projection | Population) -> Hashable:
    """Equal while an element means the same; its arrays are told apart by their content."""
    plain = replace(element, title="")
    return repr([(name, _fingerprint(value)) for name, value in vars(plain).items()])


def _fingerprint(value: object) -> object:
    if isinstance(value, np.ndarray):
        return value.shape, hash(value.tobytes())
    if hasattr(value, "items"):
        return sorted((name, _fingerprint(part)) for name, part in value.items())
    return value


def _found(question: LinkQuestion, given_up: Event, tell: Tell) -> LinkFound | None:
    from engine.answers.learning_window import learning_window, why_no_window
    from engine.answers.synaptic_response import synaptic_response, why_no_response
    from engine.progress import Cancelled
    from engine.simulation.operations.finite import NumericalFailure

    def goes_on() -> bool:
        return not given_up.is_set()

    projection, target, resolution = question.projection, question.target, question.resolution
    none, no_window = why_no_response(projection), why_no_window(projection)
    found = LinkFound(no_response=_said(none), no_window=_said(no_window))
    try:
        if none is None:
            try:
                one = synaptic_response(projection, target, resolution, goes_on=goes_on)
                tell(replace(found, one=one))
                interval = 1000.0 / question.rate
                train = synaptic_response(projection, target, resolution, TRAIN, interval, goes_on)
                found = replace(found, one=one, train=train)
            except NumericalFailure as failure:
                found = replace(found, no_response=sentence(problems_of(failure)[0]))
            tell(found)
        if no_window is None:
            pairs, rate = PAIRS[question.pairs]
            found = replace(found, window=learning_window(projection, resolution, pairs, rate, goes_on))
    except Cancelled:
        return None
    return found


def _said(phrase: object) -> str:
    return "" if phrase is None else str(localized(phrase))
