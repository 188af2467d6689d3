"""One population's step on whole NumPy arrays: the same operations in the same order as the compiled loop.

Names are arrays of shape (neurons,) or (batch, neurons), or plain numbers, alike.
"""

from __future__ import annotations

from engine.compiling.kernel_text import ELEMENTARY
from engine.compiling.layout import Layout
from engine.compiling.parts_text import parts_on_numpy
from engine.compiling.printing import NUMPY, Text, lines
from engine.compiling.reading import DT, symbol


def numpy_arguments(layout: Layout) -> list[str]:
    """Names by which ``update`` is called."""
    d = layout.dynamics
    read = layout.used | layout.conditions
    read = read | ({DT} if d.paced else set())
    names = [*layout.states, *(n for n in [*layout.constants, *layout.arrays] if symbol(n) in read)]
    names += [*layout.given, *map(str, d.arrivals)]
    return [*names, "refractory", "refractory_steps"] if d.refractory else names


def numpy_text(layout: Layout, precision: str) -> str:
    """The module: ``update(**names)`` gives who fired and every state (and the countdown) one step later."""
    d, text = layout.dynamics, Text(NUMPY)
    body = lines(layout.program.body, NUMPY, 4)
    target = layout.program.target
    after = {s: str(target.get(s, s)) for s in d.symbols}
    counting = ""
    if d.refractory:
        counting = "    free = np.where(refractory <= 0, F(1.0), F(0.0))\n"
        counting += "    refractory = np.maximum(refractory - np.int32(1), np.int32(0))\n"
    if d.spike is None:
        ending = f"    fired = np.zeros(np.shape({after[d.symbols[0]]}), np.bool_)\n"
    else:
        condition = f"({text.doprint(layout.after(d.spike))})"
        condition += f" & ~({text.doprint(d.spike)})" if d.upward_crossing else ""
        condition += " & (free > 0)" if d.fires_by_chance and d.refractory else ""
        condition += " & (refractory <= 0)" if d.refractory else ""
        ending = f"    fired = {condition}\n"
    resets = {s: text.doprint(layout.after(e)) for s, e in d.on_spike.items()}
    ending += "".join(f"    reset_{s} = {value}\n" for s, value in resets.items())
    ending += "".join(f"    {after[s]} = np.where(fired, reset_{s}, {after[s]})\n" for s in resets)
    if d.refractory and d.spike is not None:
        ending += "    refractory = np.where(fired, refractory_steps, refractory)\n"
    if d.paced:
        counting, body, ending = "", parts_on_numpy(layout), ""
        after = {s: str(s) for s in d.symbols}
    given = [f'"{s}": {name}' for s, name in after.items()]
    given += ['"refractory": refractory'] if d.refractory else []
    functions = [name for name in ELEMENTARY if f"{name}(" in body + ending]
    imports = f"\nfrom engine.backends.elementary_numpy import {', '.join(functions)}\n" if functions else ""
    return f'''"""{d.title}, {precision}, on whole arrays."""

import numpy as np
{imports}
F = np.{precision}


def update({", ".join(numpy_arguments(layout))}):
    """Who fired, and every state after one step."""
{counting}{body}{ending}    return fired, {{{", ".join(given)}}}
'''
