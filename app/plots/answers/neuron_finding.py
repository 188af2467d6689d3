"""Finds what a neuron does by itself, in a thread of its own: a curve, a response, a portrait, orbits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from threading import Event
from typing import TYPE_CHECKING

from app.i18n.translation import localized, sentence
from app.running.background import Tell
from app.running.failures import problems_of
from engine.network.description import Population

if TYPE_CHECKING:
    from engine.answers.excitability import RateCurve, StepResponse
    from engine.answers.orbit import Orbit
    from engine.answers.phase_plane import Axes, PhaseLine, PhasePlane

USUAL = {"pA": 100.0}  # a step into a neuron that has no rheobase to go by; 1 of any other unit
SUPRATHRESHOLD = 1.5  # times the current from which on it fires

Place = tuple[float, ...]
"""A point of the states shown."""
Ranges = tuple[tuple[float, float], ...]
"""Lowest and highest of each of the states shown; none where the response says what is of interest."""


@dataclass(frozen=True)
class Question:
    """A neuron that stands alone, the step of current into it (None for the usual one), and what is shown of it.

    ``axes`` are None for the usual ones, ``seen`` the ranges of them that a hand has chosen, ``reached`` those that a
    run has been in; an orbit is wanted from each of ``begins``.
    """

    neuron: Population = field(compare=False)
    own: Hashable  # equal while the neuron stays as it is
    resolution: float
    current: float | None = None
    axes: Axes | None = None
    begins: tuple[Place, ...] = ()
    seen: Ranges = ()
    reached: Ranges = ()


@dataclass(frozen=True)
class NeuronFindings:
    """The answers that were found; in place of what could not be there is one sentence."""

    current: float = 0.0
    curve: RateCurve | None = None
    no_curve: str = ""
    response: StepResponse | None = None
    no_response: str = ""
    axes: Axes | None = None
    seen: Ranges = ()
    reached: Ranges = ()
    portrait: PhasePlane | PhaseLine | None = None
    no_portrait: str = ""
    orbits: Mapping[Place, Orbit] = field(default_factory=dict)
    no_orbit: str = ""


def usual_step(curve: RateCurve | None, unit: str) -> float:
    """A round current that does something: about that from which on it fires, or one of the usual size."""
    onset = curve.onset if curve is not None else None
    return float(f"{onset:.2g}") if onset is not None and onset > 0 else USUAL.get(unit, 1.0)


def find_answers(
    question: Question, known: NeuronFindings | None, given_up: Event, tell: Tell
) -> NeuronFindings | None:
    """The curve is told as soon as it is there; of what is ``known`` nothing is computed again.

    None where nobody waits any more.
    """
    from engine.answers.excitability import rate_curve, step_response, why_no_answer, why_no_rate
    from engine.progress import Cancelled
    from engine.simulation.operations.finite import NumericalFailure

    def goes_on() -> bool:
        return not given_up.is_set()

    neuron, resolution = question.neuron, question.resolution
    entry, no_rate, no_answer = neuron.model.input(), why_no_rate(neuron.model), why_no_answer(neuron.model)
    try:
        answers = known
        if answers is None:
            curve = rate_curve(neuron, resolution, goes_on) if no_rate is None else None
            answers = NeuronFindings(curve=curve, no_curve=str(localized(no_rate)) if no_rate is not None else "")
            tell(answers)
        if no_answer is not None or entry is None:
            return replace(answers, no_response=str(localized(no_answer)))
        usual = SUPRATHRESHOLD * usual_step(answers.curve, entry.unit)
        current = usual if question.current is None else question.current
        if answers.response is None or answers.current != current:
            alike = NeuronFindings(current, answers.curve, answers.no_curve)
            try:
                answers = replace(alike, response=step_response(neuron, resolution, current, goes_on))
            except NumericalFailure as failure:
                return replace(alike, no_response=sentence(problems_of(failure)[0]))
            tell(answers)
        return _with_orbits(_with_portrait(answers, question), question, goes_on)
    except Cancelled:
        return None


def _with_portrait(answers: NeuronFindings, question: Question) -> NeuronFindings:
    from engine.answers.phase_plane import plane_around, usual_axes, why_no_portrait

    model = question.neuron.model
    why = why_no_portrait(model)
    if why is not None or answers.response is None:
        return replace(answers, no_portrait=str(localized(why)) if why is not None else "")
    axes = question.axes or usual_axes(model)
    ranges = question.seen, question.reached
    if answers.portrait is not None and (answers.axes, answers.seen, answers.reached) == (axes, *ranges):
        return answers
    portrait = plane_around(question.neuron, answers.response, axes, *ranges)
    orbits = answers.orbits if answers.axes == axes else {}
    kept = replace(answers, axes=axes, seen=question.seen, reached=question.reached)
    return replace(kept, portrait=portrait, orbits=orbits, no_orbit="")


def _with_orbits(answers: NeuronFindings, question: Question, goes_on: Callable[[], bool]) -> NeuronFindings:
    from engine.answers.orbit import orbit
    from engine.answers.phase_plane import states_at
    from engine.simulation.operations.finite import NumericalFailure

    response, axes = answers.response, answers.axes
    if answers.portrait is None or response is None or axes is None:
        return answers
    orbits, no_orbit = {}, ""
    for place in question.begins:
        ready = answers.orbits.get(place)
        if ready is None:
            start = states_at(question.neuron, response, axes, place)
            try:
                lasts = response.end - response.start
                ready = orbit(question.neuron, question.resolution, answers.current, start, lasts, goes_on)
            except NumericalFailure as failure:
                no_orbit = sentence(problems_of(failure)[0])
                continue
        orbits[place] = ready
    return replace(answers, orbits=orbits, no_orbit=no_orbit)
