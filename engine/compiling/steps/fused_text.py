"""One population's step as one loop in which every neuron goes through all of it, as the threads of a device do.

The compiled loop of :mod:`engine.compiling.steps.kernel_text` notes who crossed and searches for them later, for the
sake of a processor's vectors.
"""

from __future__ import annotations

from engine.backends.kernels.loop_text import loop_text
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol
from engine.compiling.steps.kernel_text import counted_down, kernel_arguments, numbers
from engine.compiling.steps.printing import NUMBA, ExpressionPrinter, assignment_lines


def fused_text(layout: Layout, varying: frozenset[str], precision: str) -> str:
    """The module: ``update(neurons, j, *arguments)`` as that of the compiled loop."""
    d, text = layout.dynamics, ExpressionPrinter(NUMBA)
    read = layout.used | layout.conditions
    lines = [f"{n} = {n}_all[i]" for n in [*layout.arrays, *layout.states, *layout.given] if symbol(n) in read]
    for a in d.arrivals:
        lines += [f"{a} = {a}_all[i]", f"{a}_all[i] = F(0.0)"]
    if d.refractory:
        lines += ["held = refractory[i]", "free = F(1.0) if held <= 0 else F(0.0)", f"left = {counted_down('held')}"]
    lines += assignment_lines(layout.program.body, NUMBA, 0).splitlines()
    if d.spike is not None:
        lines += _spiking(layout, varying, text)
    lines += [f"{s}_all[i] = {new}" for s, new in layout.program.target.items()]
    lines += ["refractory[i] = left"] if d.refractory else []
    body = [*numbers(layout), "count = offsets[j]", "for i in range(neurons):", *(f"    {line}" for line in lines)]
    inner = "".join(f"    {line}\n" for line in [*body, "offsets[j + 1] = count"])
    return loop_text(f"{d.title}, {precision}", "update", kernel_arguments(layout, varying), inner, precision, (), True)


def _spiking(layout: Layout, varying: frozenset[str], text: ExpressionPrinter) -> list[str]:
    d = layout.dynamics
    condition = f"({text.doprint(layout.after(d.spike))})"
    condition += f" and not ({text.doprint(d.spike)})" if d.upward_crossing else ""
    condition += " and held <= 0" if d.fires_by_chance and d.refractory else ""
    condition += " and left == 0" if d.refractory else ""
    result = [f"reset_{s} = {text.doprint(layout.after(e))}" for s, e in d.on_spike.items()]
    for s in d.on_spike:
        kept = layout.program.target.get(s)
        result.append(f"{kept} = reset_{s}" if kept else f"{s}_all[i] = reset_{s}")
    if d.refractory:
        result.append(f"left = refractory_steps[{'i' if d.refractory in varying else '0'}]")
    return [f"if {condition}:", *(f"    {line}" for line in [*result, "spikes[count] = i", "count += 1"])]
