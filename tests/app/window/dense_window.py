"""A run in a window of the density that ``QT_SCALE_FACTOR`` says: ``python -m tests.app.window.dense_window FOLDER``.

Writes what the window shows as ``window.png`` into the folder that is named, and ``places.json``: where its parts
stand, ``[left, top, width, height]`` in the window's own units.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.application import Composition
from app.preferences import Preferences
from app.process import set_up_application
from tests.app.window.answers import Answers
from tests.app.window.rooms import show_example
from tests.patience import ENDLESS

SHOWN, SIZE = 200.0, (1440, 900)  # ms, and units of the window


def main(folder: Path) -> None:
    application = QApplication([])
    preferences = Preferences(folder / "home")
    preferences.set(theme="dark", backend="numpy", tour_seen=True)
    set_up_application(application, preferences)
    made = Composition(preferences, Answers(), folder / "recovery")
    made.window.show()
    made.window.showNormal()
    made.window.resize(*SIZE)
    show_example(made, "balanced-network")
    made.control.set_speed(0.0)
    made.control.run_to(SHOWN)
    wait(lambda: made.run.state == "paused" and made.run.status().time_ms == SHOWN)
    QTest.qWait(500)  # for the last frame
    parts: dict[str, QWidget] = {
        "canvas": made.canvas,
        **{type(panel).__name__: panel for panel in made.views.panels()},
    }
    made.window.grab().save(str(folder / "window.png"))
    places = {name: place(part, made.window) for name, part in parts.items()}
    (folder / "places.json").write_text(json.dumps(places))
    made.close()


def place(part: QWidget, window: QWidget) -> list[int]:
    corner = part.mapTo(window, QPoint())
    return [corner.x(), corner.y(), part.width(), part.height()]


def wait(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + ENDLESS
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError("the window did not come to rest")
        QTest.qWait(20)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
