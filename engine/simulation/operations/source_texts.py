"""The step of a stimulus or an encoder as a compiled loop and as CUDA."""

from __future__ import annotations

from engine.backends.functions.elementary_cuda import prelude
from engine.backends.functions.normal_cuda import normal_text
from engine.backends.kernels.cuda import PHILOX, Cuda, cuda_kernel
from engine.compiling.steps.equation_text import equation_text
from engine.simulation.operations.source_reading import COMMON, ROUNDING, VALUES, SourceReading

HEAD = '''"""{title}: {what}."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options
from engine.backends.functions.elementary import exp{bits} as exp, exprel{bits} as exprel
from engine.backends.functions.elementary import log{bits} as log, sin{bits} as sin
from engine.backends.functions.normal import normal
from engine.backends.functions.philox import fill_words, uniform64, uniform{bits} as uniform

F = np.{precision}


'''
EQUATION = '@njit(error_model="numpy", inline="always")\n'
LOOP = """
@njit(error_model="numpy", nogil=True)
def emit(neurons, j, {names}):
    k = now[0] + j
    local = k - clock[0]
{before}    if clock[2] != 0:
        block, lane = local >> 2, local & 3
        t, h, duration = F(local) * constants[0], constants[0], constants[1]
{ready}        for i in range(neurons):
{body}{after}"""
REFRESH = """        if made_{d}[0] != block or made_{d}[1] != clock[1]:
            fill_words(words_{d}[: 4 * {n}].reshape((4, {n})), 0, block, clock[1], key_{d}[2], key_{d}[0], key_{d}[1])
            made_{d}[0] = block
            made_{d}[1] = clock[1]
"""
ROW = """        row_{s} = min(np.int64(np.floor(local * {s}_sampling[0] + {e})), np.int64({s}_sampling[1]) - 1)
        start_{s}, apart_{s} = row_{s} * np.int64({s}_sampling[2]), np.int64({s}_sampling[3])
"""
SILENT = """    else:
        for i in range(neurons):
            values[i] = F(0)
"""
CUDA = """    const long long local = k - clock[0];
    const bool shows = clock[2] != 0;
    const F t = F(local) * constants[0], h = constants[0], duration = constants[1];
{ready}    for (long long i = thread; i < neurons; i += threads) {{
        if (!shows) {{ {silent} continue; }}
{body}    }}
"""
CUDA_ROW = """    const double at_{s} = floor(local * {s}_sampling[0] + {e});
    const long long row_{s} = (long long)(at_{s} < {s}_sampling[1] - 1.0 ? at_{s} : {s}_sampling[1] - 1.0);
    const long long start_{s} = row_{s} * (long long){s}_sampling[2], apart_{s} = (long long){s}_sampling[3];
"""
CUDA_WORD = (
    "philox((unsigned int){i}, (unsigned int)(local >> 2), (unsigned int)clock[1],"
    " key_{d}[2], key_{d}[0], key_{d}[1], (int)(local & 3))"
)
CUDA_UNIFORM = {
    "64": "((F){word} + 0.5) * 2.3283064365386963e-10",
    "32": "((F)({word} >> 8) + 0.5f) * 5.9604644775390625e-08f",
}


def loop_text(reading: SourceReading, precision: str) -> str:
    """The module: ``emit(neurons, j, ...)`` is step ``j`` of the chunk."""
    bits, is_current = precision.removeprefix("float"), reading.output == "current"
    what = "a current" if is_current else "spikes by one condition"
    text = HEAD.format(title=reading.model.title, what=what, bits=bits, precision=precision)
    for name in reading.names:
        text += f"{EQUATION}{equation_text(reading.model, name, 'numba', precision)}\n"
    ready = "".join(REFRESH.format(d=d, n="1" if d == COMMON else "neurons") for d in reading.draws)
    ready += "".join(ROW.format(s=s, e=ROUNDING) for s in reading.sampled)
    return text + LOOP.format(
        names=", ".join(a.name for a in reading.table(precision)),
        before="" if is_current else "    count = offsets[j]\n",
        ready=ready,
        body="".join(f"            {line}\n" for line in _body(reading)),
        after=SILENT if is_current else "    offsets[j + 1] = count\n",
    )


def _body(reading: SourceReading) -> list[str]:
    """One element's step."""
    lines = ["channel, unit = i // fan[0], F(i % fan[0])"] if reading.fans_out else []
    for d in reading.draws:
        word = f"words_{d}[lane]" if d == COMMON else f"words_{d}[lane * neurons + i]"
        lines.append(f"{d} = F(normal(uniform64({word})))" if d == "z" else f"{d} = uniform({word})")
    for s in reading.sampled:
        lines.append(f"{s}_now = {s}_all[start_{s} + apart_{s} * {'channel' if s == VALUES else 'i'}]")
    call = _Calls(reading)
    lines.append(f"sent = {call(reading.output)}")
    lines += [f"new_{s} = {call(f'{s}_next')}" for s in reading.maps]
    lines += [f"{s}_all[i] = new_{s}" for s in reading.maps]
    if reading.output == "current":
        return [*lines, "values[i] = sent"]
    resets = [f"reset_{s} = {call(f'{s}_after_spike')}" for s in reading.resets]
    resets += [f"{s}_all[i] = reset_{s}" for s in reading.resets]
    return [*lines, "if sent:", *(f"    {line}" for line in (*resets, "spikes[count] = i", "count += 1"))]


class _Calls:
    """Calls of the equations with what their arguments mean for element ``i``."""

    def __init__(self, reading: SourceReading) -> None:
        self.reading = reading

    def __call__(self, name: str) -> str:
        return f"{name}({', '.join(self._meaning(a) for a in self.reading.arguments(name))})"

    def _meaning(self, argument: str) -> str:
        if argument in self.reading.sampled:
            return f"{argument}_now"
        own = argument in self.reading.parameters or argument in self.reading.states
        return f"{argument}_all[i]" if own else argument


def cuda(reading: SourceReading, precision: str) -> Cuda:
    """The same step, one thread an element."""
    bits, is_current = precision.removeprefix("float"), reading.output == "current"
    before = prelude(precision) + PHILOX + (normal_text(precision) if "z" in reading.draws else "")
    before += "".join(equation_text(reading.model, name, "cuda", precision) for name in reading.names)
    body = CUDA.format(
        ready="".join(CUDA_ROW.format(s=s, e=ROUNDING) for s in reading.sampled),
        silent="values[i] = F(0);" if is_current else "",
        body="".join(f"        {line}\n" for line in _cuda_body(reading, bits)),
    )
    return cuda_kernel("emit", reading.table(precision), body, precision, before, appends=not is_current)


def _cuda_body(reading: SourceReading, bits: str) -> list[str]:
    lines = []
    if reading.fans_out:
        lines += ["const long long channel = i / fan[0];", "const F unit = F(i % fan[0]);"]
    for d in reading.draws:
        word = CUDA_WORD.format(d=d, i="0" if d == COMMON else "i")
        uniform = (
            CUDA_UNIFORM["64" if d == "z" else bits].format(word=word).replace("(F)", "(double)" if d == "z" else "(F)")
        )
        lines.append(f"const F {d} = {f'(F)normal_({uniform})' if d == 'z' else uniform};")
    for s in reading.sampled:
        lines.append(f"const F {s}_now = {s}_all[start_{s} + apart_{s} * {'channel' if s == VALUES else 'i'}];")
    call, is_current = _Calls(reading), reading.output == "current"
    lines.append(f"const {'F' if is_current else 'bool'} sent = {call(reading.output)};")
    lines += [f"const F new_{s} = {call(f'{s}_next')};" for s in reading.maps]
    lines += [f"{s}_all[i] = new_{s};" for s in reading.maps]
    if is_current:
        return [*lines, "values[i] = sent;"]
    resets = [f"const F reset_{s} = {call(f'{s}_after_spike')};" for s in reading.resets]
    resets += [f"{s}_all[i] = reset_{s};" for s in reading.resets]
    return [*lines, "if (sent) {", *(f"    {r}" for r in resets), "    spikes[atomicAdd(count, 1)] = (int)i;", "}"]
