"""What the selected population's neuron does by itself: its f–I curve, and its response to a step of current."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app.commands.editor import Editor
from app.document.document import Change, Node
from app.document.interpretation import Reading, read_population
from app.file_words import not_written
from app.plots.exporting import Table, write_csv
from app.running.background import Background, Tell
from app.running.failures import problems_of
from app.translation import sentence, spoken, tr
from app.widgets import quantities
from app.widgets.buttons import IconButton
from app.widgets.function_picture import FunctionPicture
from app.widgets.layout import SectionHead, column, hint, row
from app.widgets.plane_picture import PlanePicture
from app.widgets.sheet import ENDINGS, NoImage
from app.widgets.slider import Slider
from app.widgets.text import SECONDARY, Text
from engine.model.declaration import NeuronModel
from engine.network.description import Population

if TYPE_CHECKING:
    from engine.simulation.excitability import RateCurve, StepResponse
    from engine.simulation.phase_plane import PhasePlane

USUAL = {"pA": 100.0}  # a step into a neuron that has no rheobase to go by; 1 of any other unit
SUPRATHRESHOLD = 1.5  # times the current from which on it fires
WIDEST = 4.0  # times the usual step, the end of the slider
KEPT = 32  # curves of parameters that were looked at before


@dataclass(frozen=True)
class Answers:
    """What was found; in place of what could not be there is one sentence."""

    current: float = 0.0
    curve: RateCurve | None = None
    no_curve: str = ""
    response: StepResponse | None = None
    no_response: str = ""
    plane: PhasePlane | None = None
    no_plane: str = ""


class NeuronAnswers(QWidget):
    """Computed aside while it is in sight, anew after every change of the neuron; empty without a population."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editor = editor
        self._neuron: Population | None = None
        self._asked: Hashable = None
        self._amplitude: float | None = None  # that a person chose for this neuron
        self._kept: dict[Hashable, Answers] = {}
        self._given_up = Event()
        self._is_behind = False  # something else is wanted than what is being computed
        self._bias = 0.0
        self._own: Hashable = None
        self._background = Background("neuron", self)
        self.answers = Answers()
        self.curve = FunctionPicture((tr("Current"), "pA"), (tr("Rate"), "Hz"))
        self.response = FunctionPicture((tr("Time"), "ms"), ("V", "mV"))
        self.plane = PlanePicture(("V", "mV"), ("V", "mV"))
        self.of_plane = hint("")
        self.slider = Slider()
        self.slider.setAccessibleName(tr("Current of the step"))
        self.amplitude = Text("", size=SECONDARY, tabular=True)
        self.of_curve, self.of_response = hint(""), hint("")
        self.message = hint("")
        self.content = QWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        body = column(self.content, (16, 0, 16, 16), 4)
        body.addWidget(SectionHead(tr("f–I curve"), self._buttons(self.curve, tr("f–I curve"), self.table_of_curve)))
        body.addWidget(self.curve)
        body.addWidget(self.of_curve)
        head = tr("Response to a step")
        body.addWidget(SectionHead(head, self._buttons(self.response, head, self.table_of_response)))
        self.step = QWidget()
        step = row(self.step, spacing=8)
        step.addWidget(self.slider, 1)
        step.addWidget(self.amplitude)
        body.addWidget(self.step)
        body.addWidget(self.response)
        body.addWidget(self.of_response)
        head = tr("Phase plane")
        body.addWidget(SectionHead(head, self._buttons(self.plane, head, self.table_of_plane)))
        body.addWidget(self.plane)
        body.addWidget(self.of_plane)
        body.addWidget(self.message)
        column(self).addWidget(self.content)
        self.content.hide()

    def _buttons(self, picture: FunctionPicture, title: str, table: Callable[[], Table]) -> QWidget:
        holder = QWidget()
        line = row(holder)
        data = IconButton("export", tr("Export CSV"), "text2", holder)
        data.clicked.connect(lambda: self._export_data(title, table()))
        image = IconButton("image", tr("Export an image"), "text2", holder)
        image.clicked.connect(lambda: self._export_image(title, picture))
        line.addWidget(data)
        line.addWidget(image)
        return holder

    def _connect(self) -> None:
        self._editor.selection.changed.connect(self._look)
        self._editor.changed.connect(self._changed)
        self._editor.loaded.connect(self._look)
        self.slider.edited.connect(self._step_by)
        self._background.told.connect(self._take)
        self._background.ended.connect(self._end)
        self._background.failed.connect(self._fail)

    # What is asked

    def _changed(self, change: Change) -> None:
        if change.is_of_network:
            self._look()

    def selected(self) -> Node | None:
        """The population whose neuron is shown: the first that is selected."""
        nodes = (self._editor.document.nodes.get(id) for id in self._editor.selection.ids)
        return next((node for node in nodes if node is not None and node.kind == "population"), None)

    def _look(self, *_news: object) -> None:
        if not self.isVisible():
            return
        node = self.selected()
        population = read_population(Reading(self._editor.document), node) if node is not None else None
        self.content.setVisible(population is not None)
        if population is None:
            self._stop()
            return
        if self._neuron is None or self._neuron.model is not population.model:
            self._amplitude = None
            self._stop()
        self._neuron = population
        self._ask()

    def _ask(self) -> None:
        from engine.simulation.excitability import alone, typical

        assert self._neuron is not None
        neuron, resolution = alone(self._neuron), self._editor.document.settings.resolution
        self._bias = typical(self._neuron.bias)
        own = (neuron.model, _items(neuron), resolution)
        if (own, self._amplitude) == self._asked:
            self._show()
            return
        if self._background.is_running and not self._given_up.is_set():
            self._is_behind = True  # during a drag what was begun is shown, and then the newest
            return
        self._asked, self._own, self._is_behind = (own, self._amplitude), own, False
        self._given_up = Event()
        known = self._kept.get(own)
        if known is None:
            self.of_curve.say(tr("Computing…"))
        self._background.start(partial(_found, neuron, resolution, self._amplitude, known, self._given_up))

    def _stop(self) -> None:
        """Nobody waits for what is being computed any more."""
        self._given_up.set()
        self._asked = None

    def _step_by(self, current: float, _gesture: str) -> None:
        self._amplitude = current
        self._ask()

    # What is shown

    def _take(self, answers: object) -> None:
        assert isinstance(answers, Answers)
        self._kept[self._own] = self.answers = answers
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        self._show()

    def _end(self, answers: object) -> None:
        if isinstance(answers, Answers):
            self._take(answers)
        self._catch_up()

    def _catch_up(self) -> None:
        if self._is_behind and not self._given_up.is_set():
            self._ask()

    def _fail(self, error: object) -> None:
        assert isinstance(error, Exception)
        words = sentence(problems_of(error)[0])
        self.answers = Answers(no_curve=words, no_response=words)
        self._show()
        self._catch_up()

    def _show(self) -> None:
        if self._neuron is None:
            return
        model, answers = self._neuron.model, self.answers
        entry = model.input()
        unit = (entry.unit if entry is not None else "") or "1"
        self._show_curve(model, answers, unit)
        response = answers.response
        for part in (self.response, self.step):
            part.setVisible(response is not None)
        self.of_response.say(answers.no_response)
        self.of_response.setVisible(bool(answers.no_response))
        self._show_plane(model, answers, unit)
        if response is None:
            return
        name, shown = next(iter(model.states().items()))
        self.response.name((tr("Time"), "ms"), (shown.symbol, shown.unit or "1"))
        self.response.show_curve(response.times, response.states[name], response.spikes)
        usual = _usual(answers.curve, unit)
        self.slider.show_value(answers.current, min(0.0, -usual), WIDEST * usual)
        self.amplitude.say(quantities.shown(answers.current, unit))

    def _show_curve(self, model: type[NeuronModel], answers: Answers, unit: str) -> None:
        curve = answers.curve
        has_points = curve is not None and bool(curve.currents.size)
        self.curve.setVisible(has_points)
        self.of_curve.say(answers.no_curve)
        if curve is None:
            return
        if not has_points:
            self.of_curve.say(tr("No steady current that was tried makes it go on firing."))
            return
        self.curve.name((tr("Current"), unit), (tr("Rate"), "Hz"))
        self.curve.show_curve(curve.currents, curve.rates, marked=self._bias)
        if model.fires_by_chance():
            words = tr("Fires by chance; each rate is the mean of some neurons.")
        elif curve.onset is not None and curve.silent is not None:
            between = [quantities.shown(float(f"{c:.4g}"), unit) for c in (curve.silent, curve.onset)]
            words = tr("Begins to fire between {silent} and {onset}.", silent=between[0], onset=between[1])
        else:
            words = tr("Fires at every current shown.")
        self.of_curve.say(words + " " + tr("The dot is its present bias current."))

    def _show_plane(self, model: type[NeuronModel], answers: Answers, unit: str) -> None:
        plane, response = answers.plane, answers.response
        self.plane.setVisible(plane is not None)
        self.of_plane.say(answers.no_plane)
        if plane is None or response is None:
            return
        x, y = (model.states()[name] for name in plane.names)
        self.plane.name((x.symbol, x.unit or "1"), (y.symbol, y.unit or "1"))
        self.plane.show_plane(plane, (response.states[plane.names[0]], response.states[plane.names[1]]))
        words = {"x": x.symbol, "y": y.symbol, "current": quantities.shown(answers.current, unit)}
        self.of_plane.say(
            tr("Under {current}: solid the nullcline of {x}, dashed that of {y}, coloured the response above.", **words)
            + " "
            + tr("Fixed points are filled where they are stable; other states are at rest.")
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stop()

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

    def table_of_plane(self) -> Table:
        """Ends of every segment of both nullclines, and the fixed points with the larger growth rate of each."""
        plane = self.answers.plane
        if plane is None:
            return Table(("what",), ())
        names = ("what", *plane.names, f"{plane.names[0]} to", f"{plane.names[1]} to", "growth (1/ms)")
        rows: list[tuple[object, ...]] = []
        for name, segments in zip(plane.names, (plane.x_nullcline, plane.y_nullcline), strict=True):
            rows += [(f"nullcline of {name}", *begin, *end, "") for begin, end in segments.tolist()]
        rows += [("fixed point", p.x, p.y, "", "", float(p.eigenvalues.real.max())) for p in plane.fixed]
        return Table(names, rows)

    def _unit(self) -> str:
        entry = self._neuron.model.input() if self._neuron is not None else None
        return (entry.unit if entry is not None else "") or "1"

    def _export_data(self, title: str, table: Table) -> None:
        self._write(tr("Export CSV"), title + ".csv", "CSV (*.csv)", partial(write_csv, table))

    def _export_image(self, title: str, picture: FunctionPicture) -> None:
        kinds = ";;".join(f"{ending[1:].upper()} (*{ending})" for ending in ENDINGS)
        self._write(tr("Export an image"), title + next(iter(ENDINGS)), kinds, picture.sheet(title).write)

    def _write(self, title: str, suggested: str, kinds: str, write: Callable[[Path], None]) -> None:
        name, kind = QFileDialog.getSaveFileName(self, title, suggested, kinds)
        if not name:
            return
        path = Path(name) if Path(name).suffix else Path(name + kind.rpartition("*")[2].rstrip(")"))
        try:
            write(path)
        except OSError as error:
            self.message.say(not_written(path, error))
        except NoImage as error:
            self.message.say(str(error))
        else:
            self.message.say(tr("Written: {name}", name=path.name))


def _items(neuron: Population) -> Hashable:
    return tuple(sorted(neuron.parameters.items())), tuple(sorted(neuron.start.items()))


def _usual(curve: RateCurve | None, unit: str) -> float:
    """A round current that does something: about that from which on it fires, or one of the usual size."""
    onset = curve.onset if curve is not None else None
    return float(f"{onset:.2g}") if onset is not None and onset > 0 else USUAL.get(unit, 1.0)


def _found(
    neuron: Population, resolution: float, amplitude: float | None, known: Answers | None, given_up: Event, tell: Tell
) -> Answers | None:
    """In the thread: the curve, told as soon as it is there, and the step; None where nobody waits any more."""
    from engine.simulation.excitability import rate_curve, step_response, why_no_answer, why_no_rate
    from engine.simulation.finite import NumericalFailure
    from engine.simulation.phase_plane import around, why_no_plane
    from engine.simulation.progress import Cancelled

    def goes_on() -> bool:
        return not given_up.is_set()

    entry, no_rate, no_answer = neuron.model.input(), why_no_rate(neuron.model), why_no_answer(neuron.model)
    try:
        answers = known
        if answers is None:
            curve = rate_curve(neuron, resolution, goes_on) if no_rate is None else None
            answers = Answers(curve=curve, no_curve=str(spoken(no_rate)) if no_rate is not None else "")
            tell(answers)
        if no_answer is not None or entry is None:
            return replace(answers, no_response=str(spoken(no_answer)))
        current = SUPRATHRESHOLD * _usual(answers.curve, entry.unit) if amplitude is None else amplitude
        try:
            response = step_response(neuron, resolution, current, goes_on)
        except NumericalFailure as failure:
            words = sentence(problems_of(failure)[0])
            return replace(answers, current=current, response=None, no_response=words, plane=None)
        answers = replace(answers, current=current, response=response, no_response="")
        no_plane = why_no_plane(neuron.model)
        if no_plane is not None:
            return replace(answers, no_plane=str(spoken(no_plane)))
        return replace(answers, plane=around(neuron, response))
    except Cancelled:
        return None
