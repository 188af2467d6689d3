"""An error inside an override of Qt's own methods is a traceback; on Python 3.11 it was the end of the process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from shiboken6 import Shiboken

from app import overrides
from main import open_window

ROOT = Path(__file__).parents[2]
PATIENCE = 120

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
for action in (widget.hide, stack.undo):
    try:
        action()
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


@pytest.mark.parametrize(
    ("method", "given", "named"),
    [
        (lambda itself: itself, (), {}),
        (lambda itself, *more: (itself, more), (1, 2), {}),
        (lambda itself, **more: (itself, more), (), {"role": 3}),
        (lambda itself, *, role=1: (itself, role), (), {"role": 3}),
        (lambda itself, role=1: (itself, role), (), {"role": 3}),
    ],
)
def test_a_guarded_method_takes_what_it_took(
    method: Callable[..., object], given: tuple[int, ...], named: dict[str, int]
) -> None:
    assert overrides.caught_once(method)("itself", *given, **named) == method("itself", *given, **named)


def test_the_program_guards_before_any_class_of_the_window_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """For three days it did not: only tests were guarded."""
    order: list[str] = []
    window: Any = ModuleType("app.process")
    window.main = lambda _paths: order.append("window") or 0
    monkeypatch.setitem(sys.modules, "app.process", window)
    monkeypatch.setattr("app.platform.why_no_window", lambda: None)
    monkeypatch.setattr(overrides, "guard", lambda: order.append("guard"))
    assert open_window([]) == 0
    assert order == ["guard", "window"]


@pytest.mark.skipif(sys.version_info >= overrides.ALWAYS_OBJECTS, reason="errors are always objects")
def test_every_override_of_the_window_is_guarded() -> None:
    """Those were not that a folder's conftest imports, which is read before the tests are configured."""
    from app.application import Composition

    assert Composition.__module__ == "app.application"  # with which nearly all of the window is there
    plain = [
        f"{cls.__module__}.{cls.__name__}.{name}"
        for cls in classes_below(Shiboken.Object)
        if cls.__module__.startswith("app.")
        for name, method in vars(cls).items()
        if isinstance(method, FunctionType) and name.endswith(("vent", "paint")) and not hasattr(method, "__wrapped__")
        if any(hasattr(base, name) for base in cls.__mro__ if base.__module__.startswith(overrides.BINDINGS))
    ]
    assert not plain


def classes_below(cls: type[Any]) -> Iterator[type[Any]]:
    for below in type.__subclasses__(cls):
        yield below
        yield from classes_below(below)
