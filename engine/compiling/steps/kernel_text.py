"""One population's step as a fused Numba loop, and a search for who fired.

The index is unsigned and runs from 0, numbers are typed (the widest of a loop decides how many neurons share a
vector, and Numba makes the sum of two short integers a long one), and who crossed is noted without a branch: each is
what keeps the loop vectorised. Nothing else stands between two turns of it, so that all constants stay in registers.
The search comes when all is stored and reads one byte a neuron, a cache line at once: were it to follow closely, it
would wait for every byte to leave the processor's queue of stores. A line becomes the bits of a word, and who fired is
found by counting its zeros. Resets are evaluated together, then stored, only for the neurons that fired.
"""

from __future__ import annotations

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.loop_text import loop_text
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol
from engine.compiling.steps.parts_text import parts_on_numba
from engine.compiling.steps.printing import NUMBA, ExpressionPrinter, assignment_lines

LINE = 64  # neurons that are looked at together: the bytes of a cache line
ELEMENTARY = ("exp", "log", "sin", "exprel")


def kernel_arguments(layout: Layout, varying: frozenset[str]) -> list[Argument]:
    """The table of arrays, in the order of the kernel's arguments after ``neurons`` and ``j``."""
    d = layout.dynamics
    table = [Argument(f"{name}_all", "F", "neurons") for name in [*layout.states, *layout.arrays]]
    table += [Argument(f"{u}_all", "F", "neurons") for u in layout.given]
    table += [Argument(f"{a}_all", "F", "slot") for a in d.arrivals]
    table.append(Argument("constants", "F", str(max(len(layout.constants), 1))))
    if d.refractory:
        steps = "neurons" if d.refractory in varying else "1"
        table += [
            Argument("refractory", "np.int32", "neurons"),
            Argument("refractory_steps", "np.int32", steps),
        ]
    if d.spike is not None and not d.paced:
        table.append(Argument("crossed", "np.uint8", "lines"))
    return [*table, Argument("spikes", "np.int32", "capacity"), Argument("offsets", "np.int64", "chunk")]


def _indented(indent: int, text: list[str]) -> str:
    return "".join(f"{' ' * indent}{line}\n" for line in text)


def counted_down(held: str) -> str:
    """The refractory steps that are left after one."""
    return f"max(np.int32({held} - np.int32(1)), np.int32(0))"


def numbers(layout: Layout) -> list[str]:
    """The lines that read the numbers that all neurons share."""
    return [f"{name} = constants[{index}]" for index, name in enumerate(layout.constants)]


def _update_loop(layout: Layout) -> str:
    """The first loop: advance, decay, arrivals, and a note of who crossed."""
    d, text = layout.dynamics, ExpressionPrinter(NUMBA)
    read = layout.used
    if d.spike is not None:
        read = read | d.spike.free_symbols
    loads = [f"{n} = {n}_all[i]" for n in [*layout.arrays, *layout.states, *layout.given] if symbol(n) in read]
    for a in d.arrivals:
        loads += [f"{a} = {a}_all[i]", f"{a}_all[i] = F(0.0)"]
    if d.refractory:
        loads = ["held = refractory[i]", "free = F(1.0) if held <= 0 else F(0.0)", *loads]
    stores = [f"{s}_all[i] = {new}" for s, new in layout.program.target.items()]
    if d.refractory:
        stores.append(f"refractory[i] = {counted_down('held')}")
    if d.spike is not None:
        fires = f"({text.doprint(layout.after(d.spike))})"
        fires += f" and not ({text.doprint(d.spike)})" if d.upward_crossing else ""
        fires += " and held <= 0" if d.fires_by_chance and d.refractory else ""
        stores.append(f"crossed[i] = np.uint8({fires})")
    return _indented(8, loads) + assignment_lines(layout.program.body, NUMBA, 8) + _indented(8, stores)


def _spike_loop(layout: Layout, varying: frozenset[str]) -> str:
    """The second loop: who fired, reset, refractory count, spike list."""
    d, text = layout.dynamics, ExpressionPrinter(NUMBA)
    if d.spike is None:
        return ""
    names = [*layout.arrays, *layout.states, *layout.given]
    resets = set().union(*(e.free_symbols for e in d.on_spike.values()))
    fired = [f"{n} = {n}_all[i]" for n in names if symbol(n) in resets]
    fired += [f"reset_{s} = {text.doprint(e)}" for s, e in d.on_spike.items()]
    fired += [f"{s}_all[i] = reset_{s}" for s in d.on_spike]
    if d.refractory:
        fired.append(f"refractory[i] = refractory_steps[{'i' if d.refractory in varying else '0'}]")
    fired += ["spikes[count] = i", "count += 1"]
    deep = 16 if d.refractory else 12
    return f"""    for line in range(0, crossed.size, {LINE}):
        marks = noted(crossed, line)
        while marks != 0:
            i = np.uint64(line) + lowest(marks)
            marks &= marks - np.uint64(1)
{_indented(12, ["if refractory[i] <= 0:"] if d.refractory else [])}{_indented(deep, fired)}"""


def kernel_text(layout: Layout, varying: frozenset[str], precision: str) -> str:
    """The module: ``update(neurons, j, *arguments)`` advances all neurons through step ``j`` of the chunk."""
    if layout.dynamics.paced:
        spikes, body = "", parts_on_numba(layout, varying)
    else:
        spikes, body = _spike_loop(layout, varying), _update_loop(layout)
    body = f"""{_indented(4, numbers(layout))}    count = offsets[j]
    for neuron in range(neurons):
        i = np.uint64(neuron)
{body}{spikes}    offsets[j + 1] = count
"""
    title = f"{layout.dynamics.title}, {precision}"
    return loop_text(title, "update", kernel_arguments(layout, varying), body, precision, (), True)
