"""CUDA text of every discovered neuron with every synapse, and of every single equation, compiles to PTX."""

from __future__ import annotations

import re

import pytest

from engine.backends.functions.elementary_cuda import prelude
from engine.compiling import compiled_population
from engine.compiling.steps.equation_text import equation_text
from engine.model.declaration import Model, NeuronModel, SynapseModel
from engine.model.registry import discovery
from tests.engine.compiling.pairs import OWN, pair_name, pairs
from tests.engine.compiling.ptx import ptx

SINGLE = [
    (model, equation)
    for kind in ("stimuli", "encoders", "plasticity", "short_term")
    for model in discovery.models(kind).values()
    for equation in model.equations
]


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("pair", [*pairs(), *OWN], ids=pair_name)
def test_the_step_of_every_pair_compiles(
    pair: tuple[type[NeuronModel], tuple[type[SynapseModel], ...]], precision: str
) -> None:
    neuron, synapses = pair
    receptors = {f"r{i}": synapse for i, synapse in enumerate(synapses)}
    everything = frozenset(compiled_population(neuron, receptors).parameters)
    for varying in (frozenset[str](), everything):
        population = compiled_population(neuron, receptors, varying, precision)
        text = ptx(population.cuda_text)
        assert ".visible .entry update(" in text
        assert len(re.findall(r"\.param \.u64", text)) == len(population.cuda_arguments)
        assert "fma" not in text.split(".visible .entry update(")[1], "contraction would change bits"


@pytest.mark.parametrize(("model", "equation"), SINGLE, ids=lambda x: x if isinstance(x, str) else x.key)
def test_every_single_equation_compiles(model: type[Model], equation: str) -> None:
    for precision in ("float64", "float32"):
        function = equation_text(model, equation, "cuda", precision)
        arguments = ", ".join(f"x[{i}]" for i in range(len(model.equations[equation].arguments)))
        kernel = f'extern "C" __global__ void use(const F* x, F* y) {{ *y = F({equation}({arguments})); }}\n'
        assert ".visible .entry use(" in ptx(prelude(precision) + function + kernel)


def test_a_mistake_in_cuda_text_is_found() -> None:
    with pytest.raises(SyntaxError, match="undefined"):
        ptx('extern "C" __global__ void update() { nothing = 1; }')
