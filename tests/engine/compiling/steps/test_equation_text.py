"""Single equations as text: the same bits on arrays and in a loop, in the order in which they are written."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from engine.backends.functions import elementary_numpy
from engine.backends.kernels.array_text import for_arrays
from engine.backends.kernels.source_cache import loaded
from engine.compiling.steps.equation_text import equation_arguments, equation_text
from engine.model.declaration import Model, Parameter, equation
from engine.model.functions import absolute, exp, exprel, floor, log, maximum, minimum, sin, sqrt, where
from engine.model.registry import discovery
from engine.model.sources import EncoderModel
from tests.compiled_once import keeping

SINGLE = [
    (model, name)
    for kind in ("stimuli", "encoders", "plasticity", "short_term")
    for model in discovery.models(kind).values()
    for name in model.equations
]


LOOP = '''"""An equation in a loop over arrays."""
import numpy as np
from numba import njit

from engine.backends.functions.elementary import exp64 as exp, exprel64 as exprel, log64 as log, sin64 as sin

F = np.float64


@njit(error_model="numpy")
{equation}

equation_ = {name}


@njit(error_model="numpy")
def every_(out_{arguments}):
    for at_ in range(out_.size):
        out_[at_] = equation_({items})
'''


class Everything(EncoderModel):
    """Every function of the grammar at once."""

    a = Parameter("1", "a", "a number", default=1.0)

    @equation
    def current(x, t, a):
        inside = where(~(x > 0.5) | (t < 3), exp(-x) + log(x + 1.0), exprel(x) * sqrt(x))
        low, high = minimum(inside, a), maximum(inside, a)
        return absolute(low - high) ** 3 + floor(t / 2) * 1e-3 + sin(t)


def functions(model: type[Model], name: str) -> SimpleNamespace:
    """The equation on arrays, and as a compiled loop over the same arrays."""
    numpy_scope: dict[str, Any] = {"np": np, "F": np.float64}
    numpy_scope |= {n: getattr(elementary_numpy, n) for n in ("exp", "log", "sin", "exprel")}
    exec(for_arrays(equation_text(model, name)), numpy_scope)
    names = equation_arguments(model, name)
    text = LOOP.format(
        equation=equation_text(model, name),
        name=name,
        arguments="".join(f", {n}" for n in names),
        items=", ".join(f"{n}[at_]" for n in names),
    )
    every = keeping(loaded(text).every_)

    def in_a_loop(*arrays: Any) -> Any:
        out = np.empty(len(arrays[0]) if arrays else 1)
        every(out, *arrays)
        return out if arrays else out[0]

    return SimpleNamespace(numpy=numpy_scope[name], numba=in_a_loop)


@pytest.mark.parametrize(("model", "name"), [*SINGLE, (Everything, "current")], ids=lambda x: getattr(x, "key", x))
def test_arrays_and_loop_give_the_same_bits(model: type[Model], name: str) -> None:
    random = np.random.default_rng(5)
    given = {argument: random.random(1000) for argument in equation_arguments(model, name)}
    for times in ("t", "phase", "onset", "end"):
        if times in given:
            given[times] = np.round(given[times] * 50, 1)
    for parameter, declared in model.parameters().items():
        if parameter in given and parameter not in ("onset", "end") and declared.default > 0.0:
            spread = 1.0 if declared.integer else 0.5 + given[parameter] % 1.0
            given[parameter] = np.full(1000, declared.default) * spread
    given |= {"h": np.full(1000, 0.1), "duration": np.full(1000, 25.0), "rate": np.full(1000, 300.0)}
    arguments = [given[argument] for argument in equation_arguments(model, name)]
    both = functions(model, name)
    on_arrays, compiled = both.numpy(*arguments), both.numba(*arguments)
    assert np.array_equal(np.asarray(on_arrays, np.float64), np.asarray(compiled, np.float64))
    assert np.all(np.isfinite(np.asarray(on_arrays, np.float64)))


def test_operations_stand_in_the_written_order() -> None:
    text = equation_text(discovery.find("stimuli/poisson"), "expected_spikes")
    assert text == "def expected_spikes(rate, h):\n    return ((rate * h) / F(1000.0))\n"


def test_an_equation_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="no equation 'current'"):
        equation_text(discovery.find("stimuli/poisson"), "current")
