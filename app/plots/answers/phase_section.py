"""The phase plane of the selected neuron: which states it shows, what the others do, orbits, and what a run does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n.translation import listed, tr
from app.plots.answers.answer_section import AnswerSection
from app.plots.answers.neuron_finding import NeuronFindings, Place, Ranges
from app.plots.exports.spans import Interval
from app.plots.exports.table import Table
from app.widgets import quantities
from app.widgets.buttons import IconButton
from app.widgets.fields.choice_field import ChoiceField
from app.widgets.fields.objection_plate import ObjectionPlate
from app.widgets.fields.quantity_field import QuantityField
from app.widgets.layout import fill, row
from app.widgets.mathematics.symbol import plain_symbol
from app.widgets.naming import named
from app.widgets.pictures.plane_picture import NO_WAY, PlanePicture, Way
from app.widgets.pictures.plane_signs import PlaneLegend, PlaneSign
from app.widgets.quantities import Bounds
from app.widgets.text import SECONDARY, Text, capital
from engine.model.declaration import NeuronModel
from engine.network.values import Floats

if TYPE_CHECKING:
    from engine.answers.phase_plane import Axes, FixedPoint, PhaseLine, PhasePlane

MOST_ORBITS = 12
FARTHEST = 10.0  # ranges of the response, within which a run is brought into view
ROOM = 0.2  # of the range, beside what a run has reached
SAME = 1e-6  # ms: two times nearer than this are one
REST, FOLLOW, RUN = "rest", "follow", "run"
RATE = ""  # the choice of its own rate in the place of a second state


class PhaseSection(AnswerSection):
    """``axes_chosen`` carries :class:`Axes`, ``begins_changed`` the points from which orbits are wanted.

    ``seen_changed`` tells that a hand has chosen other ranges, ``moment_wanted`` asks for what the run's states are at
    the moment that is looked at (:meth:`hold`).
    """

    axes_chosen = Signal(object)
    begins_changed = Signal(object)
    seen_changed = Signal()
    moment_wanted = Signal()
    neuron_chosen = Signal(int)

    def __init__(self) -> None:
        self.plane = PlanePicture(("V", "mV"), ("V", "mV"))
        self.signs_named = PlaneLegend()
        self.across = named(ChoiceField(), tr("State across"))
        self.up = named(ChoiceField(), tr("State or rate upwards"))
        self.others = named(ChoiceField(), tr("Other states"))
        self.neuron = named(QuantityField(Bounds(integer=True, at_least=0.0)), tr("Neuron of the run"))
        self._choices, self._held, self._of_run = QWidget(), QWidget(), QWidget()
        self.objection = ObjectionPlate(self._of_run)
        self.neuron.objected.connect(self.objection.say)
        self._model: type[NeuronModel] | None = None
        self._slot = self._neurons = 0
        self._answers = NeuronFindings()
        self.begins: tuple[Place, ...] = ()  # points from which orbits are wanted
        self._moment: tuple[tuple[str, float], ...] = ()
        self.reached: Ranges = ()  # where the run has been beyond the response
        self._base: Ranges = ()  # what is fitted to the response alone
        super().__init__(
            tr("Phase plane"), self.plane, self.table, (self._choices, self._held, self._of_run), (self.signs_named,)
        )
        self.clear = IconButton("default", tr("Clear the orbits (Delete)"), "text2", self.buttons)
        self.add_button(self.clear)
        self._lay_choices()
        for field in (self.across, self.up, self.others):
            field.chosen.connect(lambda _key, field=field: self._choose(field))
        self.neuron.edited.connect(lambda number, _gesture: self.neuron_chosen.emit(round(number)))
        self.plane.begun.connect(self._begin)
        self.plane.cleared.connect(self.clear_orbits)
        self.plane.looked.connect(self.seen_changed)
        self.plane.fitted.connect(self._fit)
        self.clear.clicked.connect(self.clear_orbits)

    def _lay_choices(self) -> None:
        self._against = Text(tr("against"), size=SECONDARY, tone="text2")
        others, which = (
            Text(words, size=SECONDARY, tone="text2") for words in (tr("Other states"), tr("Neuron of the run"))
        )
        fill(row(self._choices, spacing=6), (self.up, 1), self._against, (self.across, 1))
        fill(row(self._held, spacing=6), others, (self.others, 1))
        fill(row(self._of_run, spacing=6), which, 1, self.neuron)

    @property
    def seen(self) -> Ranges:
        """The ranges that a hand has chosen."""
        return self.plane.seen

    def _reach(self, way: Way) -> None:
        """Have all in view that the run does, unless a hand has chosen what is seen."""
        fitted, before = self.plane.fitted_ranges, self.reached
        if not before:
            self._base = fitted
        if self.plane.seen or not len(way.x):
            return
        reached, is_beyond = [], False
        for place, ((low, high), (least, most)) in enumerate(zip(fitted, self._base, strict=True)):
            farthest, room = FARTHEST * (most - least), ROOM * (high - low)
            values = (way.x, way.y)[place]
            values = np.clip(values[np.isfinite(values)], least - farthest, most + farthest)
            bottom, top = float(values.min(initial=high)), float(values.max(initial=low))
            lowest, highest = before[place] if before else (low, high)
            is_beyond |= bottom < min(low, lowest) or top > max(high, highest)
            reached.append((min(lowest, bottom - room * (bottom < low)), max(highest, top + room * (top > high))))
        if is_beyond:
            self.reached = tuple(reached)
            self.seen_changed.emit()

    # What a person chooses

    def _choose(self, field: ChoiceField) -> None:
        x, y = self.across.value or "", self.up.value or RATE
        if x == y:  # what was taken goes to the other side
            before = self._answers.axes.names if self._answers.axes is not None else (x,)
            spare = next((name for name in before if name != x), RATE)
            x, y = (spare, y) if field is self.up and spare else (x, spare)
        if self.others.value == RUN:
            if field is self.others:
                self.moment_wanted.emit()
        else:
            self._moment = ()
        self._tell_axes((x,) if y == RATE else (x, y))

    def hold(self, moment: Mapping[str, float]) -> None:
        """The states of the run at the moment that is looked at, where the others are held at these."""
        self._moment = tuple(sorted(moment.items()))
        if self._answers.axes is not None and self.others.value == RUN:
            self._tell_axes(self._answers.axes.names)

    @property
    def holds_run(self) -> bool:
        """True if the other states are held as they are in the run."""
        return not self._held.isHidden() and self.others.value == RUN

    def _tell_axes(self, names: tuple[str, ...]) -> None:
        from engine.answers.phase_plane import Axes

        if self._answers.axes is None or names != self._answers.axes.names:
            self.begins = self.reached = ()
            self.plane.see(())
        self.axes_chosen.emit(Axes(names, self.others.value == FOLLOW, self._moment))

    def _begin(self, x: float, y: float) -> None:
        place = (x, y) if self.plane.is_plane else (x,)
        self.begins = (*self.begins, place)[-MOST_ORBITS:]
        self.begins_changed.emit(self.begins)

    def _fit(self, by_clicks: bool) -> None:
        """All that is of interest; the first of two clicks has begun an orbit that nobody wanted."""
        if by_clicks and self.begins:
            self.begins = self.begins[:-1]
        self.reached = ()
        self.seen_changed.emit()

    def clear_orbits(self) -> None:
        """Take away what began from clicks."""
        self.begins = ()
        self.begins_changed.emit(self.begins)

    def forget(self) -> None:
        """Another neuron: nothing that was chosen for the one before holds."""
        self.begins = self._moment = self.reached = ()
        self._answers = NeuronFindings()
        self.others.set_value(REST)
        self.plane.see(())
        self.plane.show_live(NO_WAY, 0)

    # What is shown

    def show_portrait(self, model: type[NeuronModel], answers: NeuronFindings, unit: str) -> None:
        """Show the portrait that was found, or why there is none."""
        portrait, response, axes = answers.portrait, answers.response, answers.axes
        self._model, self._answers = model, answers
        if portrait is None or response is None or axes is None:
            if answers.no_portrait or answers.no_response:
                self.show_answer(False, answers.no_portrait)
            else:
                self.await_answer()
            return
        states = model.states()
        x = states[axes.names[0]]
        y = states[axes.names[1]] if len(axes.names) > 1 else None
        per_ms = f"{x.unit}/ms" if x.unit not in ("", "1") else "1/ms"
        self.plane.name(
            (plain_symbol(x.symbol), x.unit or "1"),
            (plain_symbol(y.symbol), y.unit or "1") if y else (f"d{plain_symbol(x.symbol)}/dt", per_ms),
        )
        way = self._projected(response.states, np.searchsorted(response.times, response.spikes - SAME))
        if y is not None:
            self.plane.show_plane(cast("PhasePlane", portrait), way)
        else:
            self.plane.show_line(cast("PhaseLine", portrait), way)
        self.plane.show_orbits([self._projected(orbit.states, orbit.spikes) for orbit in answers.orbits.values()])
        self._offer(model, axes)
        self.clear.setEnabled(bool(self.begins))
        self.show_answer(True, self._sentences(answers, unit))
        self._of_run.setVisible(self._neurons > 1)
        self._held.setVisible(len(self.across_options) > len(axes.names))
        self._choices.setVisible(len(self.across_options) > 1)
        self._name_signs()

    def offer_neurons(self, neuron: int, size: int) -> None:
        """Offer the neurons of the run, ``size`` in all, with ``neuron`` drawn; nothing to choose of one or none."""
        self._neurons = size
        self.neuron.set_bounds(Bounds(integer=True, at_least=0.0, at_most=max(size - 1.0, 0.0)))
        self.neuron.set_value(float(neuron))
        self._of_run.setVisible(size > 1 and self._answers.portrait is not None)

    def show_run(self, states: Mapping[str, Floats], jumps: Sequence[int], slot: int) -> None:
        """Draw what the run did, states (times,) by name, in the identity ``slot``; nothing where it is empty."""
        axes = self._answers.axes
        if axes is None or self._answers.portrait is None or any(name not in states for name in axes.names):
            way = NO_WAY
        else:
            way = self._projected(states, np.asarray(jumps, np.int64))
        had = bool(len(self.plane.live.x))
        self.plane.show_live(way, slot)
        self._reach(way)
        if had != bool(len(way.x)) or slot != self._slot:
            self._slot = slot
            self._name_signs()

    @property
    def across_options(self) -> tuple[str, ...]:
        """The states that can be shown."""
        from engine.answers.slopes import moving_states

        return moving_states(self._model) if self._model is not None else ()

    def _offer(self, model: type[NeuronModel], axes: Axes) -> None:
        states, names = model.states(), self.across_options
        words = {name: plain_symbol(states[name].symbol) for name in names}
        self.across.set_options(tuple(words.items()))
        rate = (RATE, tr("its rate d{state}/dt", state=words[axes.names[0]]))
        self.up.set_options((*words.items(), rate))
        self.across.set_value(axes.names[0])
        self.up.set_value(axes.names[1] if len(axes.names) > 1 else RATE)
        kept = self.others.value or REST
        self.others.set_options(
            (
                (REST, tr("held at rest")),
                (FOLLOW, tr("each where its own rate is zero")),
                (RUN, tr("held as in the run now")),
            )
        )
        self.others.set_value(kept)

    def _projected(self, states: Mapping[str, Floats], jumps: NDArray[np.int64]) -> Way:
        """A way through the states that are shown; a line's own rate is that of its curve."""
        axes, portrait, model = self._answers.axes, self._answers.portrait, self._model
        assert axes is not None and portrait is not None and model is not None
        leaps = jumps if any(f"{name}_after_spike" in model.equations for name in axes.names) else jumps[:0]
        x = states[axes.names[0]]
        if len(axes.names) > 1:
            return Way(x, states[axes.names[1]], leaps)
        line = cast("PhaseLine", portrait)
        return Way(x, np.interp(x, line.x, line.rate), leaps)

    def _name_signs(self) -> None:
        axes, model = self._answers.axes, self._model
        if axes is None or model is None:
            return
        symbols = [plain_symbol(model.states()[name].symbol) for name in axes.names]
        names = {
            PlaneSign.FIRST_NULLCLINE: tr("d{state}/dt = 0", state=symbols[0]),
            PlaneSign.SECOND_NULLCLINE: tr("d{state}/dt = 0", state=symbols[-1]),
            PlaneSign.RATE: f"d{symbols[0]}/dt",
            PlaneSign.THRESHOLD: tr("threshold"),
            PlaneSign.RESET: tr("after a spike"),
            PlaneSign.RESPONSE: tr("response above"),
            PlaneSign.CLICKED: tr("from a click"),
            PlaneSign.LIVE: tr("the run"),
            PlaneSign.STABLE: tr("stable"),
            PlaneSign.UNSTABLE: tr("unstable"),
            PlaneSign.SADDLE: tr("saddle"),
        }
        self.signs_named.name([(sign, names[sign]) for sign in self.plane.signs()], self._slot)

    def _sentences(self, answers: NeuronFindings, unit: str) -> str:
        portrait, axes = answers.portrait, answers.axes
        assert portrait is not None and axes is not None
        first = tr("Under {current}, without synapses.", current=quantities.quantity_words(answers.current, unit))
        if len(self.across_options) > len(axes.names):
            first += " " + _OTHERS[self.others.value or REST]()
        points = [self._point_words(point) for point in portrait.fixed] or [tr("No fixed point is in view.")]
        hands = tr(
            "Click to begin an orbit. A drag moves; Ctrl and the wheel zoom, after a click the wheel alone, "
            "+ and − too; a double click fits."
        )
        return "\n".join([first, *points, answers.no_orbit or hands])

    def _point_words(self, point: FixedPoint) -> str:
        axes, model = self._answers.axes, self._model
        assert axes is not None and model is not None
        shown = [(model.states()[name], value) for name, value in zip(axes.names, (point.x, point.y), strict=False)]
        places = (f"{plain_symbol(s.symbol)} = {quantities.rough_words(v, s.unit or '1')}" for s, v in shown)
        words = {"place": listed(places), "values": listed(eigenvalue_words(point.eigenvalues.tolist()))}
        return tr("{kind} at {place}: λ = {values} /ms", kind=capital(tr(point.kind.value)), **words)

    # What is taken away

    def table(self, span: Interval | None = None) -> Table:
        """Ends of every segment, fixed points with the larger growth rate of each, and every orbit."""
        portrait, axes = self._answers.portrait, self._answers.axes
        if portrait is None or axes is None:
            return Table(("what",), ())
        names = (axes.names[0], axes.names[1] if len(axes.names) > 1 else f"d{axes.names[0]}/dt")
        columns = ("what", *names, f"{names[0]} to", f"{names[1]} to", "growth (1/ms)")
        rows: list[tuple[object, ...]] = []
        if self.plane.is_plane:
            rows += self._segments(cast("PhasePlane", portrait))
        else:
            line = cast("PhaseLine", portrait)
            rows += [("rate", x, y, "", "", "") for x, y in zip(line.x.tolist(), line.rate.tolist(), strict=True)]
            for what, places in (("threshold", line.threshold), ("after a spike", line.reset)):
                rows += [(what, x, "", "", "", "") for x in places.tolist()]
        rows += [("fixed point", p.x, p.y, "", "", float(p.eigenvalues.real.max())) for p in portrait.fixed]
        ways = {f"orbit {n + 1}": way for n, way in enumerate(self.plane.orbits)} | {"run": self.plane.live}
        for what, way in ways.items():
            rows += [(what, x, y, "", "", "") for x, y in zip(way.x.tolist(), way.y.tolist(), strict=True)]
        return Table(columns, rows)

    def _segments(self, plane: PhasePlane) -> list[tuple[object, ...]]:
        lines = {
            f"nullcline of {plane.names[0]}": plane.x_nullcline,
            f"nullcline of {plane.names[1]}": plane.y_nullcline,
            "threshold": plane.threshold,
            "after a spike": plane.reset,
        }
        return [(what, *begin, *end, "") for what, found in lines.items() for begin, end in found.tolist()]


_OTHERS = {
    REST: lambda: tr("The other states are held where they rest."),
    FOLLOW: lambda: tr("The other states are each where its own rate is zero; λ are those of all states."),
    RUN: lambda: tr("The other states are held as they were in the run."),
}


def eigenvalue_words(values: Sequence[complex]) -> list[str]:
    """Each with three figures; of two that are conjugate one with both signs."""
    said = []
    for value in sorted(values, key=lambda value: (-value.real, -value.imag)):
        if value.imag > 0:
            said.append(f"{_number(value.real)} ± {_number(value.imag)}i")
        elif not value.imag:
            said.append(_number(value.real))
    return said


def _number(value: float) -> str:
    return f"{float(f'{value:.3g}'):g}".replace("-", "−")
