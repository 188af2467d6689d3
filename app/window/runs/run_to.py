"""A small field above the transport: the time to run to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.i18n.translation import tr
from app.widgets.quantities import NotAQuantity, parse_quantity
from app.window.frame.ask_box import AskBox

LONGEST = 1e9  # ms, more than eleven days


class RunTo(AskBox):
    """``run_to(ms)`` is asked to run; it returns why it cannot in one sentence, or ""."""

    def __init__(self, over: QWidget, run_to: Callable[[float], str]) -> None:
        super().__init__(over, "run to", tr("Run to"), tr("Run"))
        self._run_to = run_to
        self.field.setPlaceholderText(tr("1 s, or 250 ms"))
        self.field.setAccessibleName(tr("Run to the time"))

    def answer(self, typed: str) -> str:
        try:
            time = parse_quantity(typed, "ms")
        except NotAQuantity as reason:
            return str(reason)
        if not 0 < time <= LONGEST:
            return tr("Give a time above 0, such as 1 s or 250 ms.")
        return self._run_to(time)
