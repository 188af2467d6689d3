"""Remedies: one edit, its own step of undo, that mends a problem of a drawing at a click."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from app.commands.copying import delete
from app.commands.editor import Editor
from app.commands.synapse_setting import set_plasticity, set_short_term
from app.i18n.translation import tr, translatable
from engine.problems import Problem

Mend: TypeAlias = Callable[[Editor, Sequence[str]], object]
"""Changes the elements of these ids."""
Maker: TypeAlias = Callable[[Editor, Problem], tuple[str, Mend] | None]
"""Gives the words of a button and what it does, None where nothing would mend the problem."""


@dataclass(frozen=True)
class Remedy:
    """Words of a button, the elements it changes, and what it does. What ``deletes`` is never to be pressed first."""

    words: str
    do: Callable[[], object]
    places: tuple[str, ...] = ()
    deletes: bool = False


def remedies_for(editor: Editor, problems: Iterable[Problem], makers: Mapping[str, Maker]) -> list[Remedy]:
    """One for each kind of change that mends some of the ``problems``, on all the elements that need it.

    ``makers`` by the code of a problem. None where one of the problems is mended by hand alone.
    """
    places: dict[str, list[str]] = {}
    mends: dict[str, Mend] = {}
    for problem in problems:
        maker = makers.get(problem.code)
        made = None if maker is None else maker(editor, problem)
        if made is None:
            return []
        words, mends[made[0]] = made
        places.setdefault(words, []).append(problem.place)
    return [
        Remedy(words, partial(mends[words], editor, tuple(at)), tuple(at), mends[words] is delete)
        for words, at in places.items()
    ]


def always(words: str, mend: Mend) -> Maker:
    """Make the same of every problem."""
    return lambda _editor, _problem: (tr(words), mend)


NO_PLASTICITY = always(translatable("Remove the plasticity"), lambda e, at: set_plasticity(e, at, None))
NO_SHORT_TERM = always(translatable("Remove the short-term plasticity"), lambda e, at: set_short_term(e, at, None))
