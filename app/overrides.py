"""Makes an error in an override of Qt's own methods a traceback and not the end of the process.

On Python 3.11 PySide6 6.11 takes for an object of ``BaseException`` what may still be only its message: Python makes
the object when a handler catches the error, and one that C code raised (``int("x")``, a deleted widget) has met none.
Where such an error leaves an override while Python called Qt, the process dies of a bad address. From Python 3.12
on an error is always an object.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

ALWAYS_OBJECTS = (3, 12)
BINDINGS = "PySide6"
TAKES_MORE = inspect.CO_VARARGS | inspect.CO_VARKEYWORDS


def guard() -> None:
    """From now on classes that derive from Qt's have their overrides guarded; call it before they are defined."""
    if sys.version_info < ALWAYS_OBJECTS:
        hooked: Any = Shiboken.Object
        hooked.__init_subclass__ = classmethod(_guard_overrides)


def _guard_overrides(cls: Any, /, **_: Any) -> None:
    bound = [base for base in cls.__mro__ if base.__module__.startswith(BINDINGS)]
    for name, method in list(vars(cls).items()):
        if isinstance(method, FunctionType) and not name.startswith("__") and any(name in vars(base) for base in bound):
            setattr(cls, name, caught_once(method))


def caught_once(method: Callable[..., Any]) -> Callable[..., Any]:
    """``method``, whose errors are objects."""
    if isinstance(method, FunctionType) and _takes_itself_alone(method):
        return _caught_alone(method)

    @wraps(method)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return method(*arguments, **named)
        except BaseException:
            raise  # caught: now it is an object

    return call


def _caught_alone(method: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same of a method that is given nothing: Qt asks for extents thousands of times a frame."""

    @wraps(method)
    def call(itself: Any) -> Any:
        try:
            return method(itself)
        except BaseException:
            raise

    return call


def _takes_itself_alone(method: FunctionType) -> bool:
    code = method.__code__
    return code.co_argcount == 1 and not code.co_kwonlyargcount and not code.co_flags & TAKES_MORE
