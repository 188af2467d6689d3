"""Answers of the selected population's neuron by itself, and its place in a run: f–I curve, response, phase plane."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.commands.editor import Editor
from app.document.elements import Node, NodeKind
from app.document.meaning.interpretation import PartialDescription, read_population
from app.i18n.translation import sentences, tr
from app.plots.answers.answer_section import AnswerSection
from app.plots.answers.neuron_finding import NeuronFindings, Question, find_answers, usual_step
from app.plots.answers.neuron_in_run import NeuronInRun
from app.plots.answers.phase_section import PhaseSection
from app.plots.answers.selected_answers import SelectedAnswers
from app.plots.base.time_range import TimeRange
from app.plots.exports.table import Table
from app.plots.sources.source import PlotSource
from app.widgets import quantities
from app.widgets.fields.slider import Slider
from app.widgets.layout import fill, hint, row
from app.widgets.mathematics.symbol import plain_symbol
from app.widgets.naming import named
from app.widgets.pictures.function_picture import FunctionPicture
from app.widgets.text import SECONDARY, Text
from engine.model.declaration import NeuronModel
from engine.network.description import Population

if TYPE_CHECKING:
    from engine.answers.phase_plane import Axes

WIDEST = 4.0  # times the usual step, the end of the slider
KEPT = 32  # curves of parameters that were looked at before
TICK = 66  # ms between two looks at the run


class NeuronAnswers(SelectedAnswers):
    """About a neuron of the first population that is selected."""

    def __init__(
        self, editor: Editor, source: PlotSource, time_range: TimeRange, parent: QWidget | None = None
    ) -> None:
        super().__init__(editor, "neuron", parent)
        self._in_run = NeuronInRun(source, time_range)
        self._neuron: Population | None = None
        self._amplitude: float | None = None  # that a person chose for this neuron
        self._axes: Axes | None = None
        self._kept: dict[Hashable, NeuronFindings] = {}
        self._bias = 0.0
        self._look_at_run = QTimer(self, interval=TICK)
        self.answers = NeuronFindings()
        self._answered: Hashable = None  # the neuron that they are about
        self.curve = FunctionPicture((tr("Current"), "pA"), (tr("Rate"), "Hz"))
        self.response = FunctionPicture((tr("Time"), "ms"), ("V", "mV"))
        self.slider = named(Slider(), tr("Current of the step"))
        self.amplitude = Text("", size=SECONDARY, tabular=True)
        self.step = QWidget()
        self.in_run = hint("")
        self.of_curve = AnswerSection(tr("f–I curve"), self.curve, self.table_of_curve)
        self.of_response = AnswerSection(
            tr("Response to a step"), self.response, self.table_of_response, above=(self.step,)
        )
        self.phase = PhaseSection()
        fill(row(self.step, spacing=8), (self.slider, 1), self.amplitude)
        self.add_sections((self.of_curve, self.in_run, self.of_response, self.phase))
        self._connect()

    def _connect(self) -> None:
        self.slider.edited.connect(self._step_by)
        self.phase.axes_chosen.connect(self._show_axes)
        self.phase.begins_changed.connect(lambda _begins: self._ask())
        self.phase.seen_changed.connect(lambda: self._ask())
        self.phase.moment_wanted.connect(lambda: self.phase.hold(self._in_run.moment()))
        self.phase.neuron_chosen.connect(self._in_run.choose)
        self._look_at_run.timeout.connect(self._show_run)

    # What is asked

    def selected(self) -> Node | None:
        """The population whose neuron is shown: the first that is selected."""
        nodes = (self._editor.document.nodes.get(id) for id in self._editor.selection.ids)
        return next((node for node in nodes if node is not None and node.kind == NodeKind.POPULATION), None)

    def look(self) -> None:
        node = self.selected()
        population = read_population(PartialDescription(self._editor.document), node) if node is not None else None
        self.content.setVisible(population is not None)
        if population is None or node is None:
            self.stop()
            return
        is_other = self._neuron is None or (self._neuron.id, self._neuron.model) != (population.id, population.model)
        if is_other:
            self._amplitude = self._axes = None
            self.phase.forget()
            self.stop()
        self._neuron = population
        self._in_run.follow(node, population)
        self._look_at_run.start()
        self._ask(is_other)

    def _ask(self, is_other: bool = False) -> None:
        """Of the neuron as it is now; of one that ``is_other`` than before what is shown fades meanwhile."""
        from engine.answers.excitability import alone, typical

        assert self._neuron is not None
        neuron, resolution = alone(self._neuron), self._editor.document.settings.resolution
        self._bias = typical(self._neuron.bias)
        own = (neuron.model, _items(neuron), resolution)
        phase = self.phase
        shown = self._axes, phase.begins, phase.seen, phase.reached
        question = Question(neuron, own, resolution, self._amplitude, *shown)
        if is_other:
            self.answers, self._answered = self._kept.get(own, NeuronFindings()), own
            self._show()
        is_new = self.asking.ask(question, lambda: partial(find_answers, question, self._kept.get(own)))
        if not is_new:
            if self._answered == own:
                self._show()
        elif own not in self._kept:
            self.of_curve.words.say(tr("Computing…"))
            self.of_curve.words.show()

    def stop(self) -> None:
        """Nor for what the run does."""
        super().stop()
        self._look_at_run.stop()
        self._in_run.leave()

    def _step_by(self, current: float, _gesture: str) -> None:
        self._amplitude = current
        self._ask()

    def _show_axes(self, axes: Axes) -> None:
        self._axes = axes
        self._ask()

    # What is shown

    def take(self, question: object, answers: object) -> None:
        assert isinstance(question, Question)
        assert isinstance(answers, NeuronFindings)
        self._kept[question.own] = self.answers = answers
        self._answered = question.own
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        self._show()

    def show_failure(self, words: str) -> None:
        self.answers = NeuronFindings(no_curve=words, no_response=words)
        self._show()

    def _show(self) -> None:
        if self._neuron is None:
            return
        model, answers = self._neuron.model, self.answers
        self._show_curve(model, answers)
        self._show_response(model, answers)
        self.phase.show_portrait(model, answers, self._unit())
        self._in_run.invalidate()
        self._show_run()

    def _show_response(self, model: type[NeuronModel], answers: NeuronFindings) -> None:
        response = answers.response
        if response is None and not answers.no_response:
            self.of_response.await_answer()
            return
        self.of_response.show_answer(response is not None, answers.no_response)
        if response is None:
            return
        name, shown = next(iter(model.states().items()))
        self.response.name((tr("Time"), "ms"), (plain_symbol(shown.symbol), shown.unit or "1"))
        self.response.show_curve(response.times, response.states[name], response.spikes)
        usual = usual_step(answers.curve, self._unit())
        self.slider.show_value(answers.current, min(0.0, -usual), WIDEST * usual)
        self.amplitude.say(quantities.quantity_words(answers.current, self._unit()))

    def _show_curve(self, model: type[NeuronModel], answers: NeuronFindings) -> None:
        curve, unit = answers.curve, self._unit()
        has_points = curve is not None and bool(curve.currents.size)
        if curve is None or not has_points:
            none = tr("No steady current that was tried makes it go on firing.") if curve is not None else ""
            if none or answers.no_curve:
                self.of_curve.show_answer(False, none or answers.no_curve)
            else:
                self.of_curve.await_answer()
            return
        self.curve.name((tr("Current"), unit), (tr("Rate"), "Hz"))
        self.curve.show_curve(curve.currents, curve.rates, marked=self._bias)
        if model.fires_by_chance():
            words = tr("Fires by chance; each rate is the mean of some neurons.")
        elif curve.onset is not None and curve.silent is not None:
            between = [quantities.quantity_words(float(f"{c:.4g}"), unit) for c in (curve.silent, curve.onset)]
            words = tr("Begins to fire between {silent} and {onset}.", silent=between[0], onset=between[1])
        else:
            words = tr("Fires at every current shown.")
        self.of_curve.show_answer(True, sentences(words, tr("The dot is its present bias current.")))

    def _show_run(self) -> None:
        """Show the state of the run at the moment that is looked at, where there is something new of it."""
        seen = self._in_run.look()
        if seen is None or self._neuron is None:
            return
        slot, size = self._in_run.slot, self._neuron.size if self._in_run.is_there else 0
        self.phase.offer_neurons(self._in_run.neuron, size)
        self.phase.show_run(seen.states, seen.jumps.tolist(), slot)
        if self.phase.holds_run and not seen.moves_on and seen.states:
            self.phase.hold(self._in_run.moment())
        curve = self.answers.curve
        is_there = seen.rate is not None and curve is not None and bool(curve.currents.size)
        self.curve.show_measured((seen.input, seen.rate) if is_there and seen.rate is not None else None, slot)
        self.in_run.say(seen.words(self._unit()) if is_there else "")
        self.in_run.setVisible(is_there)

    # What is taken away

    def table_of_curve(self) -> Table:
        """Current and rate of every point."""
        curve, unit = self.answers.curve, self._unit()
        points = (curve.currents, curve.rates) if curve is not None else (np.zeros(0), np.zeros(0))
        return Table((f"current ({unit})", "rate (Hz)"), list(zip(*(p.tolist() for p in points), strict=True)))

    def table_of_response(self) -> Table:
        """Every state at every time, the current, and 1 where the neuron fires."""
        response = self.answers.response
        if response is None or self._neuron is None:
            return Table(("time (ms)",), ())
        states = self._neuron.model.states()
        names = [f"{name} ({states[name].unit or '1'})" for name in response.states]
        inside = (response.times > response.start) & (response.times <= response.end)
        current = np.where(inside, response.current, 0.0)
        fires = np.isin(response.times, response.spikes).astype(int)
        columns = (response.times, current, *response.states.values(), fires)
        rows = list(zip(*(values.tolist() for values in columns), strict=True))
        return Table(("time (ms)", f"current ({self._unit()})", *names, "spike"), rows)

    def _unit(self) -> str:
        entry = self._neuron.model.input() if self._neuron is not None else None
        return (entry.unit if entry is not None else "") or "1"


def _items(neuron: Population) -> Hashable:
    return tuple(sorted(neuron.parameters.items())), tuple(sorted(neuron.start.items()))
