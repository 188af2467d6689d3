"""Text of the host's part: from parameters and the step to every number that a kernel reads.

The printed module needs NumPy alone, so that a live change and a known model start without SymPy.
"""

from __future__ import annotations

from sympy import Expr

from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol
from engine.compiling.steps.kernel_text import ELEMENTARY
from engine.compiling.steps.printing import NUMPY, ExpressionPrinter


def _block(layout: Layout, index: int, text: ExpressionPrinter) -> list[str]:
    """Lines that fill one block's generator and take its exponentials."""
    block = layout.step.blocks[index]
    rows, columns = block.generator.shape
    entries = [(i, j, block.generator[i, j]) for i in range(rows) for j in range(columns) if block.generator[i, j] != 0]
    names = sorted({str(s) for _, _, e in entries for s in e.free_symbols})
    result = [
        f"shape = np.broadcast_shapes({', '.join(f'np.shape({n})' for n in names) or '()'})",
        f"generator_{index} = np.zeros((*shape, {rows}, {columns}))",
    ]
    result += [f"generator_{index}[..., {i}, {j}] = {text.doprint(e)}" for i, j, e in entries]
    read = {symbol(name) for name in (*layout.constants, *layout.arrays)}
    read |= set().union(*(e.free_symbols for e in layout.program.derived.values()))
    fractions = sorted({e.fraction for c, e in layout.step.entries.items() if e.block == index and c in read})
    for number, fraction in enumerate(fractions):
        result.append(f"power_{index}_{number} = exponential(generator_{index} * (dt * {fraction!r}), {rows})")
        result += [
            f"{c} = power_{index}_{number}[..., {e.row}, {e.column}]"
            for c, e in layout.step.entries.items()
            if e.block == index and e.fraction == fraction and c in read
        ]
    return result


def coefficient_text(layout: Layout) -> str:
    """The module: ``coefficients(values, dt)`` gives constants as numbers, arrays as (neurons,) or a number."""
    text = ExpressionPrinter(NUMPY)
    wanted = [*layout.constants, *layout.arrays]
    given = [*layout.dynamics.parameters, *map(str, layout.dynamics.inputs)]
    needed: set[str] = {name for name in wanted if name in given}
    body: list[str] = []
    for index, block in enumerate(layout.step.blocks):
        needed |= {str(s) for s in block.generator.free_symbols}
        body += _block(layout, index, text)
    derived: dict[str, Expr] = layout.program.derived
    for name, expression in derived.items():
        needed |= {str(s) for s in expression.free_symbols}
        body.append(f"{name} = {text.doprint(expression)}")
    loads = [f'{n} = np.asarray(values["{n}"], np.float64)' for n in given if n in needed]
    results = [f'"{n}": float(np.ravel({n})[0]),' for n in layout.constants]
    results += [f'"{n}": np.asarray({n}, np.float64),' for n in layout.arrays]
    joined = "\n    ".join([*loads, *body])
    functions = [name for name in ELEMENTARY if f"{name}(" in joined.replace("exponential(", "")]
    imports = f"from engine.backends.functions.elementary_numpy import {', '.join(functions)}\n" if functions else ""
    listed = "\n        ".join(results)
    return f'''"""Coefficients of {layout.dynamics.title}."""

import numpy as np

{imports}from engine.compiling.mathematics.propagators import exponential

F = np.float64


def coefficients(values, dt):
    """Every number that the kernel reads, from parameters and the step in ms."""
    {joined}
    return {{
        {listed}
    }}
'''
