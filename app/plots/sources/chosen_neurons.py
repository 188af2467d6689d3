"""The neurons that a person has singled out: whichever view they are chosen in, the others mark them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

Numbers = NDArray[np.int64]


class ChosenNeurons(QObject):
    """``neurons`` (chosen,), rising, of one ``element``, which is "" while none is chosen."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.element = ""
        self.neurons: Numbers = np.zeros(0, np.int64)

    def choose(self, element: str, neurons: Sequence[int] | Numbers) -> None:
        """Choose these of one element, and no others."""
        numbers = np.unique(np.asarray(neurons, np.int64))
        element = element if len(numbers) else ""
        if element != self.element or not np.array_equal(numbers, self.neurons):
            self.element, self.neurons = element, numbers
            self.changed.emit()

    def of(self, element: str) -> Numbers:
        """Those of one element."""
        return self.neurons if element == self.element else np.zeros(0, np.int64)

    def forget(self) -> None:
        """Choose none."""
        self.choose("", ())
