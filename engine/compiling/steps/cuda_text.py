"""One population's step as a CUDA kernel, one thread a neuron; compile with ``--fmad=false`` for equal bits.

The elementary functions are those of :mod:`engine.backends.functions.elementary`, operation by operation.
"""

from __future__ import annotations

from engine.backends.functions.elementary_cuda import prelude
from engine.backends.kernels.argument import Argument
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol
from engine.compiling.steps.parts_text import parts_on_cuda
from engine.compiling.steps.printing import CUDA, ExpressionPrinter, assignment_lines

TYPES = {"F": "F", "np.int32": "int", "np.int64": "long long", "np.uint8": "unsigned char"}


def cuda_arguments(layout: Layout, varying: frozenset[str]) -> list[Argument]:
    """The kernel's pointers, in order, after the number of neurons."""
    d = layout.dynamics
    names = [*layout.states, *layout.arrays, *layout.given]
    table = [Argument(f"{name}_all", "F", "neurons") for name in names]
    table += [Argument(f"{a}_all", "F", "slot") for a in d.arrivals]
    table.append(Argument("constants", "F", str(max(len(layout.constants), 1))))
    if d.refractory:
        steps = "neurons" if d.refractory in varying else "1"
        table += [
            Argument("refractory", "np.int32", "neurons"),
            Argument("refractory_steps", "np.int32", steps),
        ]
    return [*table, Argument("spikes", "np.int32", "capacity"), Argument("count", "np.int32", "1")]


def _loads(layout: Layout) -> list[str]:
    d = layout.dynamics
    read = layout.used | layout.conditions
    loads = [f"const F {n} = {n}_all[i];" for n in [*layout.arrays, *layout.states, *layout.given] if symbol(n) in read]
    loads += [f"const F {n} = constants[{index}];" for index, n in enumerate(layout.constants)]
    for a in d.arrivals:
        loads += [f"const F {a} = {a}_all[i];", f"{a}_all[i] = F(0.0);"]
    if d.refractory:
        loads = ["const int held = refractory[i];", "const F free = held <= 0 ? F(1.0) : F(0.0);", *loads]
        loads.append("int left = held > 1 ? held - 1 : 0;")
    return loads


def _spiking(layout: Layout, varying: frozenset[str]) -> list[str]:
    d, text = layout.dynamics, ExpressionPrinter(CUDA)
    if d.spike is None:
        return []
    condition = f"({text.doprint(layout.after(d.spike))})"
    condition += f" && !({text.doprint(d.spike)})" if d.upward_crossing else ""
    condition += " && held <= 0" if d.fires_by_chance and d.refractory else ""
    condition += " && left == 0" if d.refractory else ""
    result = [f"if ({condition}) {{"]
    result += [f"    const F reset_{s} = {text.doprint(layout.after(e))};" for s, e in d.on_spike.items()]
    for s in d.on_spike:
        kept = layout.program.target.get(s)
        result.append(f"    {kept} = reset_{s};" if kept else f"    {s}_all[i] = reset_{s};")
    if d.refractory:
        result.append(f"    left = refractory_steps[{'i' if d.refractory in varying else '0'}];")
    return [*result, "    spikes[atomicAdd(count, 1)] = i;", "}"]


def cuda_text(layout: Layout, varying: frozenset[str], precision: str) -> str:
    """The source of ``update(neurons, *pointers)``; spikes are appended in no order, ``count`` counts them."""
    d = layout.dynamics
    pointers = ", ".join(f"{TYPES[a.dtype]}* {a.name}" for a in cuda_arguments(layout, varying))
    targets = set(layout.program.target.values())
    body = "".join(
        assignment_lines([(s, e)], CUDA, 4, "F " if s in targets else "const F ", ";") for s, e in layout.program.body
    )
    stores = [f"{s}_all[i] = {new};" for s, new in layout.program.target.items()]
    stores += ["refractory[i] = left;"] if d.refractory else []
    before = "".join(f"    {line}\n" for line in _loads(layout))
    after = "".join(f"    {line}\n" for line in [*_spiking(layout, varying), *stores])
    inside = parts_on_cuda(layout, varying) if d.paced else before + body + after
    return f"""// {d.title}, {precision}.
{prelude(precision)}
extern "C" __global__ void update(const int neurons, {pointers}) {{
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= neurons) return;
{inside}}}
"""
