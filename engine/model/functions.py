"""The elementary functions that an equation may call; each reading supplies its own meaning.

``exprel(x)`` is (exp(x) - 1) / x with exprel(0) = 1; ``where(condition, yes, no)`` chooses element by
element; the argument of ``sin`` is in radians. Powers are whole numbers (``x**2``); a root is written ``sqrt``.
Composed functions are made of the others, so that they have the same bits wherever those have.
"""

from __future__ import annotations

from typing import Any

MS_PER_S = 1000.0
"""Milliseconds in a second: turns a rate in Hz times a time in ms into a plain number."""
PI = 3.141592653589793
mV = ms = 1.0
"""The coherent units, so that published rates can be written with theirs: ``(V + 40 * mV) / (10 * mV)``."""


def _unread(*_: Any) -> Any:
    raise TypeError("an equation is read by engine.compiling, never called bare")


exp = log = sin = sqrt = exprel = floor = minimum = maximum = absolute = where = _unread
cos = expm1 = tanh = sinh = cosh = _unread

COMPOSED = {
    "cos": "sin(x + 1.5707963267948966)",
    "expm1": "x * exprel(x)",
    "tanh": "2 * x * exprel(2 * x) / (2 * x * exprel(2 * x) + 2)",
    "sinh": "(x * exprel(x) + x * exprel(-x)) / 2",
    "cosh": "(exp(x) + exp(-x)) / 2",
}
"""Functions of ``x`` by the others; exprel keeps them exact near 0."""
ELEMENTARY = frozenset({"exp", "log", "sin", "sqrt", "exprel", "floor", "minimum", "maximum", "absolute", "where"})
NAMES = ELEMENTARY | frozenset(COMPOSED)
UNITS = frozenset({"mV", "ms"})
CONSTANTS = {"MS_PER_S": MS_PER_S, "PI": PI, "mV": mV, "ms": ms}
