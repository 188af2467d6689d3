"""What stands in for the slope of a spike: one whole step, steepest at threshold, alike on both sides."""

import numpy as np
import pytest
import sympy

from engine.compiling.reading import read, symbol
from engine.learning.surrogates import SURROGATES
from engine.model.declaration import Equation

FAR = 2000.0  # of the width: the arctangent's tails beyond hold 2 / (pi ** 2 FAR)


@pytest.mark.parametrize("name", SURROGATES)
@pytest.mark.parametrize("width", [0.7, 2.0, 9.0])
def test_a_surrogate_is_even_highest_at_threshold_and_sums_to_one(name: str, width: float) -> None:
    form = Equation(SURROGATES[name], SURROGATES[name].__name__, ("x", "width"))
    written = read(form, {"x": symbol("x"), "width": sympy.Float(width)})
    slope = sympy.lambdify(symbol("x"), written, "numpy")
    fine, tail = np.linspace(-20, 20, 40_001) / width, np.geomspace(20, FAR, 20_001) / width
    near, beyond = slope(fine), slope(tail)
    total = np.trapezoid(near, fine) + 2 * np.trapezoid(beyond, tail)
    assert total == pytest.approx(1.0, abs=2e-3)
    assert slope(np.array([0.0]))[0] == pytest.approx(width / (4 if name in ("sigmoid", "rectangle") else 2))
    assert np.abs(near - near[::-1]).max() < 1e-12 and (np.diff(near[20_000:]) <= 1e-12).all()
