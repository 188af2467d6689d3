"""One population's step on whole NumPy arrays: the same operations in the same order as the compiled loop.

Every number on the way has an array that was made once, single numbers are arrays without dimensions that follow live
changes, and what concerns few neurons (who is refractory, who fires) goes by their places.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import DT, symbol
from engine.compiling.steps.array_calls import ArrayCalls, Assignment
from engine.compiling.steps.kernel_text import ELEMENTARY
from engine.compiling.steps.parts_text import parts_on_numpy
from engine.compiling.steps.printing import NUMPY, ExpressionPrinter

CALLED = re.compile(r"\bnp\.(\w+)\(")
CROSSES, ABOVE = "crosses", "above"  # whether a neuron meets the threshold after the step, and before it

MODULE = '''"""{title}, {precision}, on whole arrays."""

import numpy as np
{imports}
F = np.{precision}


def update({arguments}):
    """One step as a function of what arrives, which gives the places of who fired."""
{before}
    def advance({arrivals}):
{outer}{lines}        return fired
{settle}
    return advance
'''
PARTS = '''

def in_parts({arguments}, left=None, turns=0):
    """Who fired, and every state after one step, or after what is ``left`` of it behind so many ``turns``."""
{body}    return fired, ({states},)
'''


def numpy_arguments(layout: Layout) -> list[str]:
    """Names by which ``update`` is called, besides the number of neurons."""
    d = layout.dynamics
    read = layout.used | layout.conditions
    read = read | ({DT} if d.paced else set())
    names = [*layout.states, *(n for n in [*layout.constants, *layout.arrays] if symbol(n) in read)]
    names += layout.given
    return [*names, "refractory", "refractory_steps"] if d.refractory else names


def numpy_text(layout: Layout, varying: frozenset[str], precision: str) -> str:
    """The module: ``update(neurons, **names)`` gives ``advance(anew, *arrivals)``, a step that gives who fired.

    States and the countdown are changed in place; ``anew`` says that others may have changed them since the last step.
    The countdown is right once ``advance.settle()`` was called, where there is one. Single numbers are arrays of no
    dimensions.
    """
    d = layout.dynamics
    before, lines, after = _in_parts(layout) if d.paced else _whole(layout, varying)
    own = [*layout.states, *layout.arrays, *layout.constants, *layout.given]
    if met := {*own} & {*_made(before), *_made(lines), "advance"}:
        raise TypeError(f"{d.title}: the names {sorted(met)} meet those of the generated text")
    lines, called = _bound(lines)
    before = [*called, *before]
    body = "".join(f"        {line}\n" for line in lines)
    functions = [name for name in ELEMENTARY if f"{name}(" in body + after]
    imports = f"\nfrom engine.backends.functions.elementary_numpy import {', '.join(functions)}\n" if functions else ""
    queues = any("= RefractoryQueue(" in line for line in before)
    imports += (
        f"{'' if imports else chr(10)}from engine.backends.functions.waiting import RefractoryQueue\n" if queues else ""
    )
    rooms = any("_zeros(" in line for line in before)
    imports += (
        f"{'' if imports else chr(10)}from engine.backends.kernels.aligned import zeros as _zeros\n" if rooms else ""
    )
    return (
        MODULE.format(
            title=d.title,
            precision=precision,
            imports=imports,
            arguments=", ".join(["neurons", *numpy_arguments(layout)]),
            before="".join(f"    {line}\n" for line in before),
            arrivals=", ".join(["anew", *map(str, d.arrivals)]),
            outer="        nonlocal held\n" if any(line.startswith("held =") for line in before) else "",
            lines=body,
            settle="\n    advance.settle = waits.settle" if queues else "",
        )
        + after
    )


def _bound(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines with NumPy's functions called by names of their own, which is quicker, and what gives them these."""
    called = dict.fromkeys(name for line in lines if "#" not in line for name in CALLED.findall(line))
    return [line if "#" in line else CALLED.sub(r"np_\1(", line) for line in lines], [
        f"np_{n} = np.{n}" for n in called
    ]


def _made(lines: Iterable[str]) -> set[str]:
    """The names that lines of text assign."""
    names = (n for n in ast.walk(ast.parse("\n".join(lines))) if isinstance(n, ast.Name))
    return {n.id for n in names if isinstance(n.ctx, ast.Store)}


def _whole(layout: Layout, varying: frozenset[str]) -> tuple[list[str], list[str], str]:
    """The lines before all steps, the lines of one step, and what follows them."""
    d, text = layout.dynamics, ExpressionPrinter(NUMPY)
    target = layout.program.target
    assignments = [Assignment(str(s), text.doprint(e)) for s, e in layout.program.body]
    if d.spike is not None:
        fires = f"({text.doprint(layout.after(d.spike))})"
        if d.upward_crossing:
            assignments.append(Assignment(ABOVE, text.doprint(d.spike), apart=True))
            fires += f" & ~{ABOVE}"
        assignments.append(Assignment(CROSSES, fires))
    states = {str(new): str(s) for s, new in target.items()}
    calls = ArrayCalls(assignments, states, layout.constants)
    own = d.refractory in varying
    lines = ["if anew:", *(f"    {line}" for line in calls.once)] if calls.once else []
    calm = _calm(layout)
    lines += [*(_counting_down(own) if d.refractory else []), *calm, *calls.lines]
    lines += _spiking(layout, varying, calls.place(CROSSES), bool(calm)) if d.spike is not None else ["fired = nobody"]
    before = ["nobody = np.zeros(0, np.intp)"] if d.spike is None else []
    if d.refractory:
        before.append("held = np.zeros(0, np.intp)" if own else "waits = RefractoryQueue(refractory, refractory_steps)")
    before += ["_calm = [False]"] if calm else []
    for name, kind, count in (("room", "F", calls.rooms[False]), ("mask", "np.bool_", calls.rooms[True])):
        before += [f"{name}_{i} = _zeros(neurons, {kind})" for i in range(count)]
    before += [f"{name} = np.array({number}, F)" for number, name in calls.literals.items()]
    before += [f"{name} = np.empty((), {kind})" for name, kind in calls.made.items()]
    return before, lines, ""


def _counting_down(own: bool) -> list[str]:
    """The lines that find who is refractory in this step and who still is after it; ``own`` for waits of their own."""
    if not own:
        return ["if anew:", "    waits.begin()", "held, waiting = waits.step()"]
    return [
        "if anew:",
        "    held = (refractory > 0).nonzero()[0]",
        "left = refractory[held] - 1",
        "refractory[held] = left",
        "waiting = held[left > 0]",
    ]


def _calm(layout: Layout) -> list[str]:
    """Lines that tell if no refractory neuron can cross the threshold until others change the states: none if unknown.

    What is held stands still. So it is where all that the threshold reads is held, or one number, and was reset to one
    number below it.
    """
    d, text = layout.dynamics, ExpressionPrinter(NUMPY)
    if d.spike is None or not d.refractory or d.fires_by_chance or d.upward_crossing:
        return []
    read = d.spike.free_symbols & set(d.symbols)
    after = d.spike.xreplace({s: d.on_spike[s] for s in read if s in d.on_spike})
    numbers = set(map(symbol, layout.constants))
    if not read <= {*d.held} & d.on_spike.keys() or not (d.spike.free_symbols - read) | after.free_symbols <= numbers:
        return []
    return ["if anew:", f"    _calm[0] = not ({text.doprint(after)}) and not ({text.doprint(d.spike)})[held].any()"]


def _spiking(layout: Layout, varying: frozenset[str], crosses: str, may_be_calm: bool) -> list[str]:
    d, text = layout.dynamics, ExpressionPrinter(NUMPY)
    lines = []
    if d.refractory:
        lines += ["if not _calm[0]:"] if may_be_calm else []
        indent = "    " if may_be_calm else ""
        lines.append(f"{indent}{crosses}[{'held' if d.fires_by_chance else 'waiting'}] = False")
    lines.append(f"fired = {crosses}.nonzero()[0]")
    arrays = {*layout.states, *layout.arrays, *layout.given, *map(str, d.arrivals)}
    at_places = _AtPlaces(arrays)
    resets = {s: ast.unparse(at_places.visit(ast.parse(text.doprint(e), mode="eval"))) for s, e in d.on_spike.items()}
    own = d.refractory in varying
    lines += ["held = waiting"] if d.refractory and own else []
    lines += ["if fired.size:"] if resets or d.refractory else []
    lines += [f"    reset_{s} = {value}" for s, value in resets.items()]
    lines += [f"    {s}[fired] = reset_{s}" for s in resets]
    if d.refractory and own:
        lines.append("    refractory[fired] = refractory_steps[fired]")
        lines.append("    held = np.concatenate((waiting, fired[refractory[fired] > 0]))")
    elif d.refractory:
        lines.append("    waits.add(fired)")
    return lines


class _AtPlaces(ast.NodeTransformer):
    """Arrays are read at the places of the neurons that fired."""

    def __init__(self, arrays: set[str]) -> None:
        self.arrays = arrays

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.parse(f"{node.id}[fired]", mode="eval").body if node.id in self.arrays else node


def _in_parts(layout: Layout) -> tuple[list[str], list[str], str]:
    """A step in parts goes its own way for every neuron: new arrays, and the states written over at the end."""
    d = layout.dynamics
    states = [*layout.states, *(["refractory"] if d.refractory else [])]
    names = [*numpy_arguments(layout), *map(str, d.arrivals)]
    lines = [f"fired, after = in_parts({', '.join(names)})"]
    lines += [f"np.copyto({s}, after[{place}])" for place, s in enumerate(states)]
    lines.append("fired = fired.nonzero()[0]")
    body = parts_on_numpy(layout, names, states)
    return [], lines, PARTS.format(arguments=", ".join(names), body=body, states=", ".join(states))
