"""Exact propagators: right, continuous where time constants meet, and recomputed without SymPy or SciPy."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import scipy.linalg

from engine.compiling import compiled_population
from engine.compiling.mathematics.propagators import exponential
from engine.neurons import IntegrateAndFire, LeakyIntegrateAndFire
from engine.synapses import AlphaCurrent, ExponentialCurrent
from tests.engine.compiling.stepping import defaults


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize("scale", [1e-4, 0.1, 1.0, 30.0])
def test_the_exponential_agrees_with_scipy(size: int, scale: float) -> None:
    random = np.random.default_rng(size)
    generator = np.zeros((20, size, size + 2))
    generator[:] = scale * random.standard_normal(generator.shape)
    generator[:, range(size), range(size)] -= 3 * scale
    found = exponential(generator, size)
    for one, result in zip(generator, found, strict=True):
        full = np.zeros((size + 2, size + 2))
        full[:size] = one
        expected = scipy.linalg.expm(full)[:size]
        assert np.allclose(result, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())


def test_a_system_does_not_depend_on_its_neighbours_in_the_batch() -> None:
    random = np.random.default_rng(0)
    generator = random.standard_normal((10, 3, 5)) * np.logspace(-3, 2, 10)[:, None, None]
    together = exponential(generator, 3)
    assert all(np.array_equal(exponential(one, 3), row) for one, row in zip(generator, together, strict=True))


def test_the_decay_is_the_exponential_of_the_time_constant() -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    found = population.coefficients(defaults(population, tau_m=7.0, tau_syn_r0=3.0), 0.1)
    assert found["P_V_V"] == pytest.approx(np.exp(-0.1 / 7), rel=1e-15)
    assert found["P_I_syn_r0_I_syn_r0"] == pytest.approx(np.exp(-0.1 / 3), rel=1e-15)
    expected = (np.exp(-0.1 / 7) - np.exp(-0.1 / 3)) / (250 * (1 / 3 - 1 / 7))
    assert found["P_V_I_syn_r0"] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("synapse", [ExponentialCurrent, AlphaCurrent])
def test_equal_time_constants_are_finite_and_continuous_with_their_neighbours(synapse: type) -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": synapse}, frozenset({"tau_syn_r0"}))
    near = 10.0 * (1 + np.array([-1e-6, -1e-9, -1e-12, 0.0, 1e-12, 1e-9, 1e-6]))
    found = population.coefficients(defaults(population, tau_syn_r0=near), 0.1)
    for name in population.varying_arrays:
        assert np.all(np.isfinite(found[name]))
        assert np.allclose(found[name], found[name][3], rtol=3e-6, atol=0)


def test_a_perfect_integrator_keeps_its_potential_exactly() -> None:
    population = compiled_population(IntegrateAndFire, {})
    assert "P_V_V" not in population.constants
    assert population.coefficients(defaults(population), 0.1)["P_V_injected"] == pytest.approx(0.1 / 250)


def test_only_what_depends_on_a_varied_parameter_becomes_an_array() -> None:
    population = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent}, frozenset({"tau_syn_r0"}))
    assert set(population.varying_arrays) == {"P_I_syn_r0_I_syn_r0", "P_V_I_syn_r0"}
    assert "P_V_V" in population.constants


def test_unknown_parameters_and_precisions_are_refused() -> None:
    with pytest.raises(ValueError, match=r"no parameters \['tau'\]"):
        compiled_population(LeakyIntegrateAndFire, {}, frozenset({"tau"}))
    with pytest.raises(ValueError, match="float64 or float32"):
        compiled_population(LeakyIntegrateAndFire, {}, precision="float16")


def test_a_known_model_is_compiled_and_retuned_without_sympy_or_scipy() -> None:
    script = """
import sys
from engine.compiling import compiled_population
from engine.model.registry import discovery
from engine.model.pairing import accepts
for neuron in discovery.models("neurons").values():
    receptors = {f"r{i}": s for i, s in enumerate(discovery.models("synapses").values()) if accepts(neuron, s)}
    population = compiled_population(neuron, receptors)
    values = {name: q.default for name, q in population.parameters.items()}
    population.coefficients(values, 0.1)
    values = {name: value * 1.01 for name, value in values.items()}
    population.coefficients(values, 0.1)
print([name for name in ("sympy", "scipy", "numba") if name in sys.modules])
"""
    outputs = []
    for _ in range(2):  # the first run may still have to learn
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout.strip())
    assert outputs[1] == "[]"
