"""The methods that go on from the weights that a run has left in the drawing, said before they start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from app.i18n.translation import listed, tr
from app.learn.setup.inquiry import MethodFacts
from app.widgets.text import SECONDARY, Text

Chosen = Sequence[tuple[MethodFacts, Mapping[str, float | str]]]
"""Methods, each with its settings."""


class OriginLine(Text):
    """One line about what is chosen; hidden where nothing goes on from a run."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", size=SECONDARY, tone="text2", wrapped=True, parent=parent)
        self.hide()

    def show_origin(self, number: int | None, chosen: Chosen) -> None:
        """``number`` is the run whose weights are in the drawing, None where they are no run's."""
        further = [facts for facts, settings in chosen if not _draws_anew(settings)] if number is not None else []
        self.setVisible(bool(further))
        if not further:
            return
        names = listed(facts.title for facts in further)
        if len(chosen) > 1:
            self.say(
                tr("From the weights of run {number}, not from fresh ones: {methods}.", number=number, methods=names)
            )
        else:
            self.say(tr("Goes on from the weights of run {number}, not from fresh ones.", number=number))


def _draws_anew(settings: Mapping[str, float | str]) -> bool:
    from engine.learning.components.declared import FRESH  # brings array libraries: known since the methods were asked

    return settings.get("start") == FRESH
