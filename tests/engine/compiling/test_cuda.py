"""CUDA text of every discovered neuron with every synapse, and of every single equation, compiles to PTX."""

from __future__ import annotations

import re

import pytest

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import EVERY_NEURON
from engine.backends.kernels.cuda import printed_kernel
from engine.backends.kernels.loop_text import loop_text
from engine.compiling import compiled_population
from engine.compiling.steps.equation_text import equation_text
from engine.model.declaration import Model, NeuronModel, SynapseModel
from engine.model.registry import discovery
from engine.simulation.arrays.population_arrays import updating
from tests.engine.compiling.pairs import OWN, pair_name, pairs
from tests.engine.compiling.ptx import ptx

SINGLE = [
    (model, equation)
    for kind in ("stimuli", "encoders", "plasticity", "short_term")
    for model in discovery.models(kind).values()
    for equation in model.equations
]


@pytest.mark.parametrize("pair", [*pairs(), *OWN], ids=pair_name)
def test_the_step_of_every_pair_compiles(pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]]) -> None:
    """In both precisions, once of equal and once of varied neurons; all four of the pairs that are of no library."""
    neuron, synapses = pair
    receptors = {f"r{i}": synapse for i, synapse in enumerate(synapses)}
    everything = frozenset(compiled_population(neuron, receptors).parameters)
    ways = [(frozenset[str](), "float64"), (everything, "float32")]
    if pair in OWN:
        ways += [(everything, "float64"), (frozenset[str](), "float32")]
    for varying, precision in ways:
        population = compiled_population(neuron, receptors, varying, precision)
        cuda = updating(population, precision).cuda
        text = ptx(cuda.text)
        assert ".visible .entry update(" in text
        assert len(re.findall(r"\.param \.u64", text)) == len(cuda.arguments)
        assert "fma" not in text.split(".visible .entry update(")[1], "contraction would change bits"


@pytest.mark.parametrize(("model", "equation"), SINGLE, ids=lambda x: x if isinstance(x, str) else x.key)
def test_every_single_equation_compiles(model: type[Model], equation: str) -> None:
    for precision in ("float64", "float32"):
        given = ", ".join(f"x[{i}]" for i in range(len(model.equations[equation].arguments)))
        call = [equation_text(model, equation)]
        body, arguments = f"    y[0] = F({equation}({given}))\n", [Argument("x", "F"), Argument("y", "F")]
        text = loop_text("", "use", arguments, body, precision, call, noalias=False)
        cuda = printed_kernel(text, "use", arguments, precision, EVERY_NEURON)
        assert ".visible .entry use(" in ptx(cuda.text)


def test_a_mistake_in_cuda_text_is_found() -> None:
    with pytest.raises(SyntaxError, match="undefined"):
        ptx('extern "C" __global__ void update() { nothing = 1; }')
