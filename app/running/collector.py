"""Python's collector of cycles, run in the window's thread alone.

By itself Python collects in whichever thread happens to allocate, and destroys there what it finds: a widget in a
cycle would go in the thread of the simulation, with its timers and painters, while the window uses them.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

TICK = 200  # ms
AWAY = 20_000  # ms after which a person who looked elsewhere is taken to stay there


class Collector(QObject):
    """Collects by Python's own thresholds, as long as it lives; goes through everything when a person stays away.

    That takes 0.3 s and more, in which no file could be dropped; who only fetches one elsewhere is soon back.
    """

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._application = application
        application.applicationStateChanged.connect(self._state_changed)
        self._away = QTimer(self, singleShot=True, interval=AWAY)
        self._away.timeout.connect(self.collect_all)
        gc.disable()
        self._timer.start(TICK)

    def look(self) -> None:
        """Collect the generations that are full; what outlives a whole collection is kept out of the next ones."""
        full = [count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if full[2]:
            gc.collect()
            self.keep()
        elif full[1] or full[0]:
            gc.collect(1 if full[1] else 0)

    def keep(self) -> None:
        """Look at what is there now no more until :meth:`collect_all`.

        To go through all that the compilers hold takes 0.14 s, and no frame should wait so long.
        """
        gc.freeze()

    def collect_all(self) -> None:
        """Go through everything."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._away.stop()
        else:
            self._away.start()

    def close(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        self._away.stop()
        self._application.applicationStateChanged.disconnect(self._state_changed)
        gc.unfreeze()
        gc.enable()
