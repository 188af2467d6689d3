"""One step of a neuron with its receptors on tensors of PyTorch, which derives it by itself.

The order of operations is that of the printed text, as in every other form, so that the same numbers come out.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path

from engine.compiling.mathematics.threshold import Function
from engine.compiling.steps.kept_text import kept_text
from engine.model.declaration import NeuronModel, SynapseModel

STEP = '''"""One step of {title} on tensors."""


def step({arguments}):
    """Who fired, the distance above threshold, who was able to fire, and all that the next step begins with."""
{lines}    return fired, _excess, _able, ({results},)


def height({own}, excess, width):
    """The slope that stands in for that of a spike."""
    return {height}
'''
OWN = (
    "_torch",
    "F",
    "exp",
    "log",
    "sin",
    "exprel",
)
HELD, WAIT = "held", "_wait"  # steps for which a neuron still is refractory, and for how many it will be


@dataclass(frozen=True)
class TorchText:
    """The module of ``step(*OWN, *coefficients, *inputs, *arrivals, *states)`` and of ``height(*OWN, excess, width)``.

    Where a neuron is refractory, ``held`` and ``_wait`` follow, and ``held`` is the last of what the next step begins
    with. ``OWN`` are PyTorch, a function that makes a tensor of a number, and the elementary functions.
    """

    source: str
    coefficients: tuple[str, ...]
    inputs: tuple[str, ...]
    arrivals: tuple[str, ...]
    states: tuple[str, ...]


def torch_text(
    neuron: type[NeuronModel], receptors: tuple[tuple[str, type[SynapseModel]], ...], surrogate: Function
) -> TorchText:
    """The step with the slope of this ``surrogate``, kept in the user's cache."""
    parts = [neuron.source_text(), *(f"{label} {s.source_text()}" for label, s in receptors), surrogate.__name__]
    parts.append(Path(inspect.getfile(surrogate)).read_text(encoding="utf-8"))
    return kept_text("torch", parts, TorchText, lambda: _written(neuron, receptors, surrogate))


def _written(
    neuron: type[NeuronModel], receptors: tuple[tuple[str, type[SynapseModel]], ...], surrogate: Function
) -> TorchText:
    """The slow road, through SymPy."""
    from engine.compiling.mathematics.backward import at_distance, excess
    from engine.compiling.mathematics.layout import layout
    from engine.compiling.mathematics.reading import compose, symbol
    from engine.compiling.mathematics.stepping import one_step
    from engine.compiling.steps.printing import TORCH, ExpressionPrinter, assignment_lines

    found = layout(one_step(compose(neuron, dict(receptors))), frozenset())
    d, text, target = found.dynamics, ExpressionPrinter(TORCH), found.program.target
    lines = [f"free = _torch.where({HELD} <= 0, F(1.0), F(0.0))"] if d.refractory else []
    lines += assignment_lines(found.program.body, TORCH, 0).splitlines()
    fires = d.spike is not None
    fired = text.doprint(found.after(d.spike)) if fires else "None"
    lines += [f"left = _torch.clip({HELD} - 1, 0, None)"] if d.refractory else []
    lines.append(f"fired = ({fired}) & (left <= 0)" if d.refractory and fires else f"fired = {fired}")
    lines.append(f"_excess = {text.doprint(found.after(excess(d.spike))) if fires else 'None'}")
    lines.append("_able = " + ("_torch.where(left <= 0, F(1.0), F(0.0))" if d.refractory else "None"))
    results = []
    for name in found.states:
        new = str(target.get(symbol(name), symbol(name)))
        if fires and symbol(name) in d.on_spike:
            lines.append(f"reset_{name} = {text.doprint(found.after(d.on_spike[symbol(name)]))}")
            new = f"_torch.where(fired, reset_{name}, {new})"
        results.append(new)
    if d.refractory:
        results.append(f"_torch.where(fired, {WAIT}, left)" if fires else "left")
    coefficients = (*found.constants, *found.arrays)
    inputs, arrivals = tuple(map(str, d.inputs)), tuple(map(str, d.arrivals))
    arguments = [*OWN, *coefficients, *inputs, *arrivals, *found.states, *([HELD, WAIT] if d.refractory else [])]
    source = STEP.format(
        title=d.title,
        arguments=", ".join(arguments),
        lines="".join(f"    {line}\n" for line in lines),
        results=", ".join(results),
        own=", ".join(OWN),
        height=text.doprint(at_distance(surrogate, symbol("excess"))),
    )
    return TorchText(source, coefficients, inputs, arrivals, tuple(found.states))
