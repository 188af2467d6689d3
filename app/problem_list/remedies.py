"""Remedies that are one edit: which problems have one, in which words, and the intention that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.remedies import NO_PLASTICITY, NO_SHORT_TERM, Maker, Mend, Remedy, always, remedies_for
from app.commands.setting import LARGEST
from app.document.elements import Settings
from app.document.meaning.interpretation import NOTHING_TO_RECORD, WRONG_SHAPE
from app.document.meaning.shapes import made_shape
from app.document.words.parameter_words import node_parameter_words
from app.i18n.translation import tr, translatable
from app.widgets.quantities import quantity_words
from engine.checking.decoders import OTHER_CLASSES, OTHER_ROWS, UNEVEN_ROWS
from engine.checking.spatial import NEEDS_GRID, OTHER_GRID, PLACES
from engine.model.topology import shape_words
from engine.network import problems_found as found
from engine.problems import Problem


def remedy_for(editor: Editor, problem: Problem) -> Remedy | None:
    """The edit that mends ``problem``, where one edit can."""
    return next(iter(remedies_for(editor, [problem], MAKERS)), None)


def _number(problem: Problem, name: str) -> float:
    return float(str(problem.values[name]))


def _delay(value_name: str) -> Maker:
    def make(_editor: Editor, problem: Problem) -> tuple[str, Mend]:
        delay = _number(problem, value_name)
        words = tr("Set delay to {delay}", delay=quantity_words(delay, "ms").replace(".0 ", " "))
        return words, lambda e, at: intentions.set_delay(e, at, delay)

    return make


def _resolution(wanted: Callable[[Problem], float]) -> Maker:
    def make(_editor: Editor, problem: Problem) -> tuple[str, Mend]:
        step = wanted(problem)
        words = tr("Set the time step to {step}", step=quantity_words(step, "ms"))
        return words, lambda e, _at: intentions.set_settings(e, resolution=step)

    return make


def _rounded(change: Callable[[Editor, Sequence[str], str, float], object]) -> Maker:
    def make(_editor: Editor, problem: Problem) -> tuple[str, Mend]:
        value = _number(problem, "value")
        words = tr("Set it to {value}", value=quantity_words(value, "ms"))
        return words, lambda e, at: change(e, at, problem.quantity, value)

    return make


def _default(editor: Editor, problem: Problem) -> tuple[str, Mend] | None:
    node = editor.document.nodes.get(problem.place)
    if node is None or problem.quantity not in node.parameters:
        return None
    words = tr("Reset {name}", name=node_parameter_words([node], problem.quantity))
    return words, lambda e, at: intentions.set_parameter(e, at, problem.quantity, None)


def _clear(editor: Editor, problem: Problem) -> tuple[str, Mend]:
    name = node_parameter_words([editor.document.nodes[problem.place]], problem.quantity)
    return tr("Clear {name}", name=name), lambda e, at: intentions.set_parameter(e, at, problem.quantity, None)


def _delete(editor: Editor, problem: Problem) -> tuple[str, Mend] | None:
    return None if editor.document.element(problem.place) is None else (tr("Delete it"), intentions.delete)


def _redraw(editor: Editor, problem: Problem) -> tuple[str, Mend] | None:
    is_link = problem.place in editor.document.links
    return (tr("Draw new weights"), intentions.redraw_weights) if is_link else _default(editor, problem)


def _shape(editor: Editor, problem: Problem) -> tuple[str, Mend] | None:
    """Give the target of a link the shape that it makes of its source, where that is known."""
    document, link = editor.document, editor.document.links.get(problem.place)
    made = None if link is None else made_shape(document, link)
    if link is None or made is None or prod(made) > LARGEST or link.source == link.target:
        return None
    words = tr("Set {name} to {shape}", name=document.nodes[link.target].title, shape=shape_words(made))
    return words, lambda e, at: intentions.set_shape(e, [e.document.links[id].target for id in at], made)


def _as_many(_editor: Editor, problem: Problem) -> tuple[str, Mend] | None:
    count = round(_number(problem, "count"))
    words = tr("Set its size to {count}", count=f"{count:,}")
    return (words, lambda e, at: intentions.set_size(e, at, count)) if 0 < count <= LARGEST else None


NO_SYNAPSE = always(translatable("Remove the synapse"), lambda e, at: intentions.set_synapse_model(e, at, None))
ONE_TRAIN = always(translatable("Set its size to 1"), lambda e, at: intentions.set_size(e, at, 1))

MAKERS: Mapping[str, Maker] = {
    found.DELAY_BELOW_STEP: _delay("h"),
    found.DELAY_ROUNDED: _delay("value"),
    found.REFRACTORY_ROUNDED: _rounded(intentions.set_parameter),
    found.INTERVAL_ROUNDED: _rounded(
        lambda e, at, name, value: intentions.set_link_parameter(e, at, "plasticity", name, value)
    ),
    found.COARSE: _resolution(lambda problem: _number(problem, "wanted")),
    found.BAD_RESOLUTION: _resolution(lambda _problem: Settings().resolution),
    found.OUT_OF_BOUNDS: _default,
    found.NOT_FINITE: _default,
    found.BAD_DISTRIBUTION: _default,
    found.BAD_CHOICE: _default,
    found.ONE_VALUE: _default,
    found.WRONG_LENGTH: _redraw,
    found.BAD_CONNECTIONS: _redraw,
    WRONG_SHAPE: _redraw,
    NEEDS_GRID: _shape,
    OTHER_GRID: _shape,
    PLACES: _as_many,
    UNEVEN_ROWS: _clear,
    OTHER_ROWS: _clear,
    OTHER_CLASSES: _clear,
    found.NEGATIVE_PLASTIC: NO_PLASTICITY,
    found.PLASTIC_SOURCE: NO_PLASTICITY,
    found.PLASTIC_CURRENT: NO_PLASTICITY,
    found.SHORT_TERM_SOURCE: NO_SHORT_TERM,
    found.SHORT_TERM_CURRENT: NO_SHORT_TERM,
    found.SILENT_TARGET: NO_PLASTICITY,
    found.NO_MEMBRANE: NO_PLASTICITY,
    found.MEMBRANE_DELAY: _delay("h"),
    found.NEEDS_NO_SYNAPSE: NO_SYNAPSE,
    found.OWN_TRAIN_SIZE: ONE_TRAIN,
    found.UNCONNECTED: _delete,
    NOTHING_TO_RECORD: _delete,
}
"""Codes whose remedy is one edit; the others are mended by hand, where the list leads to."""
