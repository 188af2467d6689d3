"""What stands in for the slope of a spike: one whole step, steepest at threshold, alike on both sides."""

import numpy as np
import pytest
import sympy
from scipy.special import erf

from engine.compiling.mathematics.reading import symbol, symbolic_value
from engine.learning.passes.surrogates import SURROGATES
from engine.model.declaration import Equation

FAR = 2000.0  # of the width: the arctangent's tails beyond hold 2 / (pi ** 2 FAR)
STEPS = {
    "arctangent": lambda z: np.arctan(np.pi / 2 * z) / np.pi,
    "fast sigmoid": lambda z: z / (1 + np.abs(z)) / 2,
    "sigmoid": lambda z: np.tanh(z / 2) / 2,
    "triangle": lambda z: np.sign(z) * (1 - (1 - np.minimum(np.abs(z) / 2, 1)) ** 2) / 2,
    "rectangle": lambda z: np.clip(z / 4, -0.5, 0.5),
    "Gaussian": lambda z: erf(np.sqrt(np.pi) / 2 * z) / 2,
}
"""From -1/2 to 1/2: the smooth step whose slope each surrogate is, by z = width times x."""


def slope_of(name: str, width: float):
    form = Equation(SURROGATES[name], SURROGATES[name].__name__, ("x", "width"))
    return sympy.lambdify(symbol("x"), symbolic_value(form, {"x": symbol("x"), "width": sympy.Float(width)}), "numpy")


@pytest.mark.parametrize("name", SURROGATES)
@pytest.mark.parametrize("width", [0.7, 2.0, 9.0])
def test_a_surrogate_is_the_slope_of_the_step_after_which_it_is_named(name: str, width: float) -> None:
    corners = np.array([-2.0, 0.0, 2.0])  # of z
    z = np.linspace(-9, 9, 601)
    z = z[np.abs(z[:, None] - corners).min(axis=1) > 1e-3]
    x, apart = z / width, 1e-5 / width
    by_differences = (STEPS[name](width * (x + apart)) - STEPS[name](width * (x - apart))) / (2 * apart)
    assert slope_of(name, width)(x) == pytest.approx(by_differences, rel=1e-6, abs=1e-9 * width)


@pytest.mark.parametrize("name", SURROGATES)
@pytest.mark.parametrize("width", [0.7, 2.0, 9.0])
def test_a_surrogate_is_even_highest_at_threshold_and_sums_to_one(name: str, width: float) -> None:
    slope = slope_of(name, width)
    fine, tail = np.linspace(-20, 20, 40_001) / width, np.geomspace(20, FAR, 20_001) / width
    near, beyond = slope(fine), slope(tail)
    total = np.trapezoid(near, fine) + 2 * np.trapezoid(beyond, tail)
    assert total == pytest.approx(1.0, abs=2e-3)
    assert slope(np.array([0.0]))[0] == pytest.approx(width / (4 if name in ("sigmoid", "rectangle") else 2))
    assert np.abs(near - near[::-1]).max() < 1e-12 and (np.diff(near[20_000:]) <= 1e-12).all()
