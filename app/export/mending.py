"""Mending of a network that a format cannot carry, by one click."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from app.commands import intentions
from app.commands.editor import Editor
from app.commands.remedies import NO_PLASTICITY, NO_SHORT_TERM, Maker, Mend, Remedy, always, remedies_for
from app.document.vocabulary import YES, model_of
from app.i18n.translation import listed, tr, translatable
from app.widgets.quantities import quantity_words
from engine.circuit import obstacles
from engine.exporting import nir_refusals as nir
from engine.exporting import script
from engine.exporting.formats import nest as nest_format
from engine.problems import Problem


def mends(editor: Editor, problems: Iterable[Problem]) -> list[Remedy]:
    """All that one click each can do, or nothing where that would not be enough."""
    return remedies_for(editor, problems, MAKERS)


def _synapse(_editor: Editor, problem: Problem) -> tuple[str, Mend] | None:
    key = str(problem.values["synapse"])
    if not key:  # none of those that are known fits here
        return None
    model = model_of(key)
    words = tr("Change the synapse to {title}", title=tr(model.title) if model is not None else key)
    return words, lambda e, at: intentions.set_synapse_model(e, at, key)


def _delay(_editor: Editor, problem: Problem) -> tuple[str, Mend]:
    delay = float(str(problem.values["needed"]))
    words = tr("Set delay to {delay}", delay=quantity_words(delay, "ms").replace(".0 ", " "))
    return words, lambda e, at: intentions.set_delay(e, at, delay)


def _zero(_editor: Editor, problem: Problem) -> tuple[str, Mend]:
    name = problem.quantity
    return tr("Set {name} to 0", name=name), lambda e, at: intentions.set_parameter(e, at, name, 0.0)


def _rest(_editor: Editor, problem: Problem) -> tuple[str, Mend]:
    states = str(problem.values["states"]).split(", ")
    words = tr("Start {states} from 0", states=listed(states))

    def start(editor: Editor, at: Sequence[str]) -> None:
        with editor.one_step(words):
            for state in states:
                intentions.set_start(editor, at, state, 0.0)

    return words, start


RESET = always(
    translatable("Switch on the reset between samples"),
    lambda e, at: intentions.set_parameter(e, at, "reset_between", YES),
)
MAKERS: Mapping[str, Maker] = {
    nir.UNKNOWN_SYNAPSE: _synapse,
    nir.DELAY: _delay,
    nir.ONE_STEP: _delay,
    nir.BETWEEN: _delay,
    nir.REFRACTORY: _zero,
    nir.RESET_VALUE: _zero,
    nir.PLASTICITY: NO_PLASTICITY,
    nir.START: _rest,
    script.SYNAPSE: _synapse,
    script.START: _rest,
    nest_format.SHORT: _delay,
    obstacles.SHORT_TERM: NO_SHORT_TERM,
    obstacles.NO_RESET: RESET,
}
"""Codes of which the remedy is one edit; the others are mended by hand."""
