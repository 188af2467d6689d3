"""A Poisson stimulus whose rate moves: before each step the table of its counts is made anew."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from engine.backends.functions.elementary_numpy import exp
from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import BY_ONE_THREAD
from engine.backends.kernels.kernel import Array, Kernel, Operation, each_step, loop_kernel, once
from engine.compiling.steps.equation_text import equation_arguments, equation_text, on_arrays
from engine.model.quantities import Sampled
from engine.model.sources import StimulusModel
from engine.network.description import Stimulus
from engine.network.series import series_of
from engine.sampling.poisson_rate import EQUATION
from engine.simulation.operations.source_reading import ROUNDING, SAMPLING, row, sampling

PRECISION = "float64"  # of a probability, whatever that of the network
WORDS = 4294967296.0

EXPECT = """    k = now[0] + j
    h = constants[0]
    t = F(k) * h
{rows}    expected = {call}
    probability, total = exp(-expected), 0.0
    for c in range(neurons):
        total += probability
        thresholds[c] = np.uint32(min(np.ceil(total * 4294967296.0) - 1.0, 4294967295.0))
        probability *= expected / (c + 1)
"""
ROW = "    {s}_row = min(np.int64(np.floor(k * {s}_sampling[0] + {e})), np.int64({s}_sampling[1]) - 1)\n"


def moves(model: type[StimulusModel]) -> bool:
    """Tell whether the expected number of spikes changes in time."""
    read = equation_arguments(model, EQUATION)
    return "t" in read or any(isinstance(s, Sampled) for n, s in model.series().items() if n in read)


class PoissonCourse:
    """The parameters and series of one stimulus, and the operation that fills a table from them."""

    def __init__(self, stimulus: Stimulus, resolution: float) -> None:
        self.model = stimulus.model
        self.constants = np.array([resolution])
        self.parameters = {name: np.zeros(1) for name in self.model.parameters()}
        self.series: dict[str, tuple[Array, Array]] = {}
        for name, series in self.model.series().items():
            if isinstance(series, Sampled):
                values = np.ascontiguousarray(series_of(stimulus, name).reshape(-1))
                self.series[name] = values, sampling(values, 1.0, 1)
        self.take(stimulus)

    def take(self, stimulus: Stimulus) -> None:
        """Take over the parameters' values."""
        for name, parameter in self.model.parameters().items():
            self.parameters[name][:] = np.asarray(stimulus.parameters.get(name, parameter.default), np.float64)
        for name, (_, rule) in self.series.items():
            series = self.model.series()[name]
            assert isinstance(series, Sampled)
            rule[0] = self.constants[0] / self.parameters[series.interval][0]

    def operation(self, thresholds: Array, now: Array) -> Operation:
        """Fills ``thresholds`` before a step."""
        arrays: dict[str, Array] = {f"{name}_all": value for name, value in self.parameters.items()}
        for name, (values, rule) in self.series.items():
            arrays |= {f"{name}_all": values, f"{name}_sampling": rule}
        arrays |= {"constants": self.constants, "now": now, "thresholds": thresholds}
        return Operation(expecting(self.model), len(thresholds), arrays)


def _call(model: type[StimulusModel]) -> str:
    """The equation with what its arguments mean."""
    meanings = {name: f"{name}_all[0]" for name in model.parameters()}
    meanings |= {name: f"{name}_all[{name}_row]" for name in model.series()}
    return f"{EQUATION}({', '.join(meanings.get(a, a) for a in equation_arguments(model, EQUATION))})"


@once
def expecting(model: type[StimulusModel]) -> Kernel:
    """The table of words (neurons,) that :func:`.operations.poisson.thresholds` describes, of one step."""
    table = [Argument(f"{name}_all", "np.float64", "1") for name in model.parameters()]
    sampled = [name for name, series in model.series().items() if isinstance(series, Sampled)]
    for name in sampled:
        table += [Argument(f"{name}_all", "np.float64"), Argument(f"{name}_sampling", "np.float64", str(SAMPLING))]
    table += [Argument("constants", "np.float64", "1"), Argument("now", "np.int64", "1")]
    table.append(Argument("thresholds", "np.uint32", "neurons"))
    rows = "".join(ROW.format(s=s, e=ROUNDING) for s in sampled)
    body, equations = EXPECT.format(rows=rows, call=_call(model)), [equation_text(model, EQUATION)]
    title, form = f"{model.title}: the table of this step's counts", _form(model, sampled)
    return loop_kernel(title, "expect", table, body, form, PRECISION, BY_ONE_THREAD, equations=equations)


def _form(model: type[StimulusModel], sampled: list[str]) -> Any:
    read = equation_arguments(model, EQUATION)

    @each_step
    def fill(a: SimpleNamespace, j: int, k: int) -> None:
        known: dict[str, Any] = {name: getattr(a, f"{name}_all")[0] for name in model.parameters()}
        known |= {"h": a.constants[0], "t": np.float64(k) * a.constants[0]}
        known |= {s: getattr(a, f"{s}_all")[row(getattr(a, f"{s}_sampling"), k)] for s in sampled}
        expected = np.float64(getattr(on_arrays(model, PRECISION), EQUATION)(*(known[n] for n in read)))
        probability, total = np.float64(exp(-expected)), np.float64(0.0)
        for c in range(a.neurons):
            total = total + probability
            a.thresholds[c] = np.uint32(min(np.ceil(total * WORDS) - 1.0, WORDS - 1.0))
            probability = probability * (expected / (c + 1))

    return fill
