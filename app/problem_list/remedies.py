"""Remedies that are one edit: which problems have one, in which words, and the intention that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.commands import intentions
from app.commands.editor import Editor
from app.document.elements import Settings
from app.document.meaning.interpretation import NOTHING_TO_RECORD, WRONG_SHAPE
from app.document.words.parameter_words import node_parameter_words
from app.i18n.translation import tr
from app.widgets.quantities import quantity_words
from engine.checking.decoders import OTHER_CLASSES, OTHER_ROWS, UNEVEN_ROWS
from engine.network import problems_found as found
from engine.problems import Problem


@dataclass(frozen=True)
class Remedy:
    """Words of a button and what it does; one undo step. What ``deletes`` is never what a person is to press first."""

    words: str
    do: Callable[[], None]
    deletes: bool = False


Maker: TypeAlias = Callable[[Editor, Problem], Remedy | None]


def remedy_for(editor: Editor, problem: Problem) -> Remedy | None:
    """The edit that mends ``problem``, where one edit can."""
    maker = MAKERS.get(problem.code)
    return None if maker is None else maker(editor, problem)


def _delay(value_name: str) -> Maker:
    def make(editor: Editor, problem: Problem) -> Remedy:
        delay = float(str(problem.values[value_name]))
        words = tr("Set delay to {delay}", delay=quantity_words(delay, "ms").replace(".0 ", " "))
        return Remedy(words, lambda: intentions.set_delay(editor, [problem.place], delay))

    return make


def _resolution(wanted: float) -> Callable[[Editor], Remedy]:
    def make(editor: Editor) -> Remedy:
        words = tr("Set the time step to {step}", step=quantity_words(wanted, "ms"))
        return Remedy(words, lambda: intentions.set_settings(editor, resolution=wanted))

    return make


def _finer(editor: Editor, problem: Problem) -> Remedy:
    return _resolution(float(str(problem.values["wanted"])))(editor)


def _usual_step(editor: Editor, problem: Problem) -> Remedy:
    return _resolution(Settings().resolution)(editor)


def _rounded_parameter(editor: Editor, problem: Problem) -> Remedy:
    value = float(str(problem.values["value"]))
    words = tr("Set it to {value}", value=quantity_words(value, "ms"))
    return Remedy(words, lambda: intentions.set_parameter(editor, [problem.place], problem.quantity, value))


def _rounded_interval(editor: Editor, problem: Problem) -> Remedy:
    place, name, value = [problem.place], problem.quantity, float(str(problem.values["value"]))
    words = tr("Set it to {value}", value=quantity_words(value, "ms"))
    return Remedy(words, lambda: intentions.set_link_parameter(editor, place, "plasticity", name, value))


def _default(editor: Editor, problem: Problem) -> Remedy | None:
    if not problem.quantity:
        return None
    node = editor.document.nodes.get(problem.place)
    if node is None or problem.quantity not in node.parameters:
        return None
    words = tr("Reset {name}", name=node_parameter_words([node], problem.quantity))
    return Remedy(words, lambda: intentions.set_parameter(editor, [problem.place], problem.quantity, None))


def _clear(editor: Editor, problem: Problem) -> Remedy:
    nodes = editor.document.nodes
    words = tr("Clear {name}", name=node_parameter_words([nodes[problem.place]], problem.quantity))
    return Remedy(words, lambda: intentions.set_parameter(editor, [problem.place], problem.quantity, None))


def _no_plasticity(editor: Editor, problem: Problem) -> Remedy:
    return Remedy(tr("Remove the plasticity"), lambda: intentions.set_plasticity(editor, [problem.place], None))


def _no_short_term(editor: Editor, problem: Problem) -> Remedy:
    words = tr("Remove the short-term plasticity")
    return Remedy(words, lambda: intentions.set_short_term(editor, [problem.place], None))


def _no_synapse(editor: Editor, problem: Problem) -> Remedy:
    return Remedy(tr("Remove the synapse"), lambda: intentions.set_synapse_model(editor, [problem.place], None))


def _delete(editor: Editor, problem: Problem) -> Remedy | None:
    if editor.document.element(problem.place) is None:
        return None
    return Remedy(tr("Delete it"), lambda: intentions.delete(editor, [problem.place]), deletes=True)


def _redraw(editor: Editor, problem: Problem) -> Remedy | None:
    if problem.place in editor.document.links:
        return Remedy(tr("Draw new weights"), lambda: intentions.redraw_weights(editor, [problem.place]))
    return _default(editor, problem)


def _one_train(editor: Editor, problem: Problem) -> Remedy:
    return Remedy(tr("Set its size to 1"), lambda: intentions.set_size(editor, [problem.place], 1))


MAKERS: Mapping[str, Maker] = {
    found.DELAY_BELOW_STEP: _delay("h"),
    found.DELAY_ROUNDED: _delay("value"),
    found.REFRACTORY_ROUNDED: _rounded_parameter,
    found.INTERVAL_ROUNDED: _rounded_interval,
    found.COARSE: _finer,
    found.BAD_RESOLUTION: _usual_step,
    found.OUT_OF_BOUNDS: _default,
    found.NOT_FINITE: _default,
    found.BAD_DISTRIBUTION: _default,
    found.BAD_CHOICE: _default,
    found.ONE_VALUE: _default,
    found.WRONG_LENGTH: _redraw,
    found.BAD_CONNECTIONS: _redraw,
    WRONG_SHAPE: _redraw,
    UNEVEN_ROWS: _clear,
    OTHER_ROWS: _clear,
    OTHER_CLASSES: _clear,
    found.NEGATIVE_PLASTIC: _no_plasticity,
    found.PLASTIC_SOURCE: _no_plasticity,
    found.PLASTIC_CURRENT: _no_plasticity,
    found.SHORT_TERM_SOURCE: _no_short_term,
    found.SHORT_TERM_CURRENT: _no_short_term,
    found.SILENT_TARGET: _no_plasticity,
    found.NO_MEMBRANE: _no_plasticity,
    found.MEMBRANE_DELAY: _delay("h"),
    found.NEEDS_NO_SYNAPSE: _no_synapse,
    found.OWN_TRAIN_SIZE: _one_train,
    found.UNCONNECTED: _delete,
    NOTHING_TO_RECORD: _delete,
}
"""Codes whose remedy is one edit; the others are mended by hand, where the list leads to."""
