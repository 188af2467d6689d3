"""Python's collector of cycles, run in the window's thread alone.

By itself Python collects in whichever thread happens to allocate, and destroys there what it finds: a widget in a
cycle would go in the thread of the simulation, with its timers and painters, while the window uses them.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

TICK = 200  # ms
AWAY = 20_000  # ms after which a person who looked elsewhere is taken to stay there
LONG = 0.05  # CPU seconds; a frame should not wait longer for a collection


class Collector(QObject):
    """Collects by Python's own thresholds, as long as it lives, what has come since the program was loaded.

    To go through the program itself, 350,000 objects that stay, takes 0.3 s: that is done where a person stays away
    from a window that is not even to be seen. Who only works elsewhere beside it is not held up when they return.
    """

    def __init__(self, application: QGuiApplication) -> None:
        super().__init__(application)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._application = application
        application.applicationStateChanged.connect(self._state_changed)
        self._away = QTimer(self, singleShot=True, interval=AWAY)
        self._away.timeout.connect(self.collect_when_idle)
        gc.disable()
        self._timer.start(TICK)

    def look(self) -> None:
        """Collect the generations that are full."""
        full = [count > threshold for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True)]
        if full[2]:
            self.collect()
        elif full[1] or full[0]:
            gc.collect(1 if full[1] else 0)

    def keep(self) -> None:
        """Look at what is there now no more until :meth:`collect_all`: the program has been loaded."""
        gc.freeze()

    def collect(self) -> None:
        """Go through all that is not kept; what takes long is kept from then on."""
        began = time.thread_time()
        gc.collect()
        if time.thread_time() - began > LONG:
            self.keep()

    def collect_all(self) -> None:
        """Go through everything."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def collect_when_idle(self) -> None:
        """Nobody works here: collect more than usual, everything where nothing of the window is to be seen."""
        if all(_is_unseen(window) for window in self._application.topLevelWindows()):
            self.collect_all()
        else:
            self.collect()

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


def _is_unseen(window: QWindow) -> bool:
    return window.visibility() in (QWindow.Visibility.Hidden, QWindow.Visibility.Minimized)
