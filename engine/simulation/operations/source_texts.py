"""The step of a stimulus or an encoder as a loop over its elements."""

from __future__ import annotations

from engine.simulation.operations.source_reading import COMMON, ROUNDING, VALUES, SourceReading

LOOP = """    k = now[0] + j
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
WORD = "random_word({i}, local, clock[1], key_{d}[2], key_{d}[0], key_{d}[1])"


def loop_body(reading: SourceReading, on_device: bool) -> str:
    """The lines of a step; ``on_device`` random words are made where they are read, else for four steps at a time."""
    is_current = reading.output == "current"
    made = () if on_device else reading.draws
    ready = "".join(REFRESH.format(d=d, n="1" if d == COMMON else "neurons") for d in made)
    ready += "".join(ROW.format(s=s, e=ROUNDING) for s in reading.sampled)
    return LOOP.format(
        before="" if is_current else "    count = offsets[j]\n",
        ready=ready,
        body="".join(f"            {line}\n" for line in _of_element(reading, on_device)),
        after=SILENT if is_current else "    offsets[j + 1] = count\n",
    )


def _of_element(reading: SourceReading, on_device: bool) -> list[str]:
    """One element's step."""
    lines = ["channel, unit = i // fan[0], F(i % fan[0])"] if reading.fans_out else []
    for d in reading.draws:
        if on_device:
            word = WORD.format(i="0" if d == COMMON else "i", d=d)
        else:
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
