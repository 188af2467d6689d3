"""The elementary functions that an equation may call; each reading supplies its own meaning.

``exprel(x)`` is (exp(x) - 1) / x with exprel(0) = 1; ``where(condition, yes, no)`` chooses element by
element; the argument of ``sin`` is in radians. Powers are whole numbers (``x**2``); a root is written ``sqrt``.
"""

from __future__ import annotations

from typing import Any

MS_PER_S = 1000.0
"""Milliseconds in a second: turns a rate in Hz times a time in ms into a plain number."""
PI = 3.141592653589793


def _unread(*_: Any) -> Any:
    raise TypeError("an equation is read by engine.compiling, never called bare")


exp = log = sin = sqrt = exprel = floor = minimum = maximum = absolute = where = _unread

NAMES = frozenset({"exp", "log", "sin", "sqrt", "exprel", "floor", "minimum", "maximum", "absolute", "where"})
CONSTANTS = {"MS_PER_S": MS_PER_S, "PI": PI}
