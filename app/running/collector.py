"""Python's collector of cycles, run in the window's thread alone.

By itself Python collects in whichever thread happens to allocate, and destroys there what it finds: a widget in a
cycle would go in the thread of the simulation, with its timers and painters, while the window uses them.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

TICK = 200  # ms


class Collector(QObject):
    """Collects by Python's own thresholds, as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        gc.disable()
        self._timer.start(TICK)

    def look(self) -> None:
        """Collect the generations that are full.

        What outlives a whole collection is looked at no more until :meth:`collect_all`: to go through everything
        that the compilers hold takes longer than a person should wait for a frame.
        """
        full = [count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if full[2]:
            gc.collect()
            gc.freeze()
        elif full[1] or full[0]:
            gc.collect(1 if full[1] else 0)

    def collect_all(self) -> None:
        """Go through everything, when a person expects a moment's work anyway."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
