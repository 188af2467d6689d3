"""Both passes through time as CUDA kernels, one thread a column: a thread goes through all steps by itself.

Compile with ``--fmad=false``: every column's arithmetic is that of the loops, operation by operation.
"""

from __future__ import annotations

import re

from engine.backends.functions.elementary_cuda import prelude

Pass = tuple[tuple[str, ...], list[str]]
WHOLE = ("refractory", "refractory_steps")  # arrays of int
TYPES = {"held": "int", "left": "int"}
NEW = re.compile(r"(\w+) = (.*)")
STORED = re.compile(r"\w+\[.*\] (=|\+=) ")
INDENT = " " * 8


def scan_cuda(title: str, precision: str, forward: Pass, backward: Pass, is_smooth: bool) -> str:
    """``forward`` and ``backward`` from their arrays and lines; each takes the sizes, its arrays, then ``width``.

    The sizes are the steps, the columns, the rows of what is injected, and the rows of spikes before the first step.
    """
    kinds = {**TYPES, "fired": "F" if is_smooth else "bool"}
    onward = _kernel("forward", forward, "int t = 0; t < steps; ++t", kinds)
    back = _kernel("backward", backward, "int t = steps - 1; t >= 0; --t", TYPES)
    return f"// {title} through time, {precision}.\n{prelude(precision)}\n{onward}\n{back}"


def _kernel(name: str, of: Pass, order: str, kinds: dict[str, str]) -> str:
    arrays, lines = of
    pointers = ", ".join(f"{'int' if array in WHOLE else 'F'}* {array}" for array in arrays)
    sizes = "const int steps, const long long columns, const int rows, const int lead"
    known: set[str] = set()
    body = "".join(f"{INDENT}{statement(line, kinds, known)}\n" for line in lines)
    return f"""extern "C" __global__ void {name}({sizes}, {pointers}, const F width) {{
    const long long i = blockIdx.x * (long long)blockDim.x + threadIdx.x;
    if (i >= columns) return;
    for ({order}) {{
        const int row = t < rows - 1 ? t : rows - 1;
{body}    }}
}}
"""


def statement(line: str, kinds: dict[str, str], known: set[str]) -> str:
    """An assignment in C, with a type where the name is not ``known`` yet; what is C already stays."""
    if line.endswith((";", "{", "}")):
        return line
    if STORED.match(line):
        return f"{line};"
    new = NEW.match(line)
    if new is None:
        raise ValueError(f"no assignment: {line}")
    kind = "" if new[1] in known else f"{kinds.get(new[1], 'F')} "
    known.add(new[1])
    return f"{kind}{line};"
