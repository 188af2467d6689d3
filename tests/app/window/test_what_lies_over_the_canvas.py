"""A panel that lies over the canvas of a narrow window stays to be seen, whatever moves beneath it.

In a process of its own, as Qt asks once how it shall move what is painted: at the first widget that moves.
"""

from __future__ import annotations

import subprocess
import sys

from tests.patience import ENDLESS

SCRIPT = """
import pathlib, tempfile
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from app.application import Composition
from app.document.example import examples
from app.preferences import Preferences
from app.process import set_up_application

application = QApplication([])
home = pathlib.Path(tempfile.mkdtemp())
preferences = Preferences(home)
set_up_application(application, preferences)
room = Composition(preferences, recovery=home)
window, side = room.window, room.window.workspace.side
window.show()
window.showNormal()
window.resize(1024, 640)
window.open_path(next(e.path for e in examples() if e.path.stem == "balanced-network"))
window.actions_["view.properties"].trigger()
room.editor.selection.set(list(room.editor.document.nodes)[:2])
window.views.add("raster")
QTest.qWait(300)
for _ in range(2):
    window.actions_["view.palette"].trigger()
    QTest.qWait(100)
    head = QRect(0, 0, side.width() - 16, 200)
    at = side.mapTo(window, head.topLeft())
    seen = window.screen().grabWindow(window.winId(), at.x(), at.y(), head.width(), head.height()).toImage()
    drawn = side.grab(head).toImage()
    print(side.isVisible() and side.floats and seen == drawn.convertToFormat(seen.format()))
room.close()
"""


def test_the_canvas_is_not_painted_over_a_panel_when_the_palette_pushes_it_aside() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=ENDLESS, check=False)
    assert done.stdout.split() == ["True", "True"], done.stderr
