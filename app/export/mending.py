"""Mending of a network that a format cannot carry, by one click: an edit of the drawing, with its own step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from app.commands import intentions
from app.commands.editor import Editor
from app.document.vocabulary import YES, model_of
from app.i18n.translation import tr
from app.widgets.quantities import quantity_words
from engine.circuit import obstacles
from engine.exporting import nir_refusals as nir
from engine.exporting import script
from engine.exporting.formats import nest_script as script_pynest
from engine.problems import Problem

Callback: TypeAlias = Callable[[Editor, Sequence[str]], None]


@dataclass(frozen=True)
class Mend:
    """Words of a button, the elements it changes, and what it does to them."""

    words: str
    places: tuple[str, ...]
    do: Callable[[], None]


def mends(editor: Editor, problems: Iterable[Problem]) -> list[Mend]:
    """One for each kind of change that mends some of the ``problems``, on all the elements that need it.

    None where others would stay: the drawing would be changed, and could not be carried all the same.
    """
    places: dict[str, list[str]] = {}
    callbacks: dict[str, Callback] = {}
    for problem in problems:
        maker = MAKERS.get(problem.code)
        if maker is None or problem.values.get("synapse") == "":  # none of those that are known fits here
            return []
        words, callback = maker(problem)
        callbacks[words] = callback
        places.setdefault(words, []).append(problem.place)
    return [Mend(words, tuple(at), partial(callbacks[words], editor, tuple(at))) for words, at in places.items()]


def _synapse(problem: Problem) -> tuple[str, Callback]:
    key = str(problem.values["synapse"])
    model = model_of(key)
    title = tr(model.title) if model is not None else key
    return tr("Change the synapse to {title}", title=title), lambda e, at: intentions.set_synapse_model(e, at, key)


def _delay(problem: Problem) -> tuple[str, Callback]:
    delay = float(str(problem.values["needed"]))
    words = tr("Set delay to {delay}", delay=quantity_words(delay, "ms").replace(".0 ", " "))
    return words, lambda e, at: intentions.set_delay(e, at, delay)


def _zero(problem: Problem) -> tuple[str, Callback]:
    name = problem.quantity
    return tr("Set {name} to 0", name=name), lambda e, at: intentions.set_parameter(e, at, name, 0.0)


def _rest(problem: Problem) -> tuple[str, Callback]:
    states = str(problem.values["states"]).split(", ")

    def callback(editor: Editor, at: Sequence[str]) -> None:
        with editor.one_step(words):
            for state in states:
                intentions.set_start(editor, at, state, 0.0)

    words = tr("Start {states} from 0", states=", ".join(states))
    return words, callback


def _reset(_problem: Problem) -> tuple[str, Callback]:
    words = tr("Switch on the reset between samples")
    return words, lambda e, at: intentions.set_parameter(e, at, "reset_between", YES)


def _no_short_term(_problem: Problem) -> tuple[str, Callback]:
    return tr("Remove the short-term plasticity"), lambda e, at: intentions.set_short_term(e, at, None)


def _no_plasticity(_problem: Problem) -> tuple[str, Callback]:
    return tr("Remove the plasticity"), lambda e, at: intentions.set_plasticity(e, at, None)


MAKERS: Mapping[str, Callable[[Problem], tuple[str, Callback]]] = {
    nir.UNKNOWN_SYNAPSE: _synapse,
    nir.DELAY: _delay,
    nir.ONE_STEP: _delay,
    nir.BETWEEN: _delay,
    nir.REFRACTORY: _zero,
    nir.RESET_VALUE: _zero,
    nir.PLASTICITY: _no_plasticity,
    nir.START: _rest,
    script.SYNAPSE: _synapse,
    script.START: _rest,
    script_pynest.SHORT: _delay,
    obstacles.SHORT_TERM: _no_short_term,
    obstacles.NO_RESET: _reset,
}
"""Codes of which the remedy is one edit; the others are mended by hand."""
