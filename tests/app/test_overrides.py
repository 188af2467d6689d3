"""An error inside an override of Qt's own methods is a traceback; on Python 3.11 it was the end of the process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 60

ERRING = """
from app import overrides
overrides.guard()
from PySide6.QtCore import QSize
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QApplication, QWidget

application = QApplication([])

class Widget(QWidget):
    def sizeHint(self):
        return QSize(7, 5)

    def hideEvent(self, event):
        int("an error that C code raises has a message and is no object yet")

class Command(QUndoCommand):
    def undo(self):
        float("the same in a class that is no QObject")

widget, stack = Widget(), QUndoStack()
stack.push(Command())
widget.show()
for deed in (widget.hide, stack.undo):
    try:
        deed()
    except ValueError as error:
        print("caught", error)
print(widget.sizeHint().width())
"""


def test_an_error_in_an_override_that_python_called_does_not_end_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ERRING], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    *caught, width = done.stdout.splitlines()
    assert len(caught) == 2
    assert width == "7"
