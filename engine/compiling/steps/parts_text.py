"""A step made in parts, as a loop and on arrays: as many as the fastest state needs, each tested and reset at once.

A neuron goes its own way through its step, so nothing here is vectorised; most neurons need one part. A spike is
listed once a step, however often the neuron was reset in it. ``held`` counts the whole steps that follow this one.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.stepping import FREE, LEFT, PART, PRESSED
from engine.compiling.steps.printing import NUMBA, NUMPY, ExpressionPrinter, assignment_lines

MOST_PARTS = 1000  # of one step; what is left after them is made in one
NUMBA_LOOP = """{loads}        left = dt
        fires = False
        for turn in range({most}):
            pressed = F(1.0) if turn == {most} - 1 else F(0.0)
{free}{body}            last = part >= left
            left = left - part
{moved}{passed}            if {condition}:
                fires = True
{fired}            if not left > F(0.0):
                break
{stores}        if fires:
            spikes[count] = i
            count += 1
"""
NUMPY_LOOP = """    left = np.full(np.shape({shaped}), dt, F) if left is None else left
    fired = np.zeros(np.shape(left), np.bool_)
{steady}    for turn in range(turns, {most}):
        pressed = F(1.0) if turn == {most} - 1 else F(0.0)
{free}{body}        going = left > F(0.0)
        last = (part >= left) & going
        left = left - part
{moved}{passed}        fires = ({condition}) & going
        fired = fired | fires
{resets}        going = (left > F(0.0)).nonzero()[0]
        if 2 * going.size <= left.size:
            if going.size:
                given = ({given})
                given = [n[going] if np.shape(n) == np.shape(left) else n for n in given]
                fired_later, after = in_parts(*given, left[going], turn + 1)
                fired[going] |= fired_later
{stores}            break
"""


def _indented(indent: int, text: list[str]) -> str:
    return "".join(f"{' ' * indent}{line}\n" for line in text)


def parts_on_numba(layout: Layout, varying: frozenset[str]) -> str:
    """The inner of the loop over the neurons."""
    d, text = layout.dynamics, ExpressionPrinter(NUMBA)
    loads = [f"{n} = {n}_all[i]" for n in [*layout.arrays, *layout.states, *layout.given]]
    for a in d.arrivals:
        loads += [f"{a} = {a}_all[i]", f"{a}_all[i] = F(0.0)"]
    loads += ["held = refractory[i]"] if d.refractory else []
    fired = [f"reset_{s} = {text.doprint(e)}" for s, e in d.on_spike.items()]
    fired += [f"{s} = reset_{s}" for s in d.on_spike]
    wait = f"refractory_steps[{'i' if d.refractory in varying else '0'}]"
    fired += [f"held = {wait} + np.int32({wait} > 0 and not last)"] if d.refractory else []
    stores = [f"{s}_all[i] = {s}" for s in d.symbols] + (["refractory[i] = held"] if d.refractory else [])
    condition = text.doprint(d.spike)
    return NUMBA_LOOP.format(
        most=MOST_PARTS,
        loads=_indented(8, loads),
        free=_indented(12, ["free = F(1.0) if held <= 0 else F(0.0)"] if d.refractory else []),
        body=assignment_lines(layout.program.body, NUMBA, 12),
        moved=_indented(12, [f"{s} = {new}" for s, new in layout.program.target.items()]),
        passed=_indented(12, ["held = max(held - np.int32(last), np.int32(0))"] if d.refractory else []),
        condition=f"held <= 0 and {condition}" if d.refractory else condition,
        fired=_indented(16, fired),
        stores=_indented(8, stores),
    )


def parts_on_numpy(layout: Layout, given: Sequence[str], states: Sequence[str]) -> str:
    """The body of ``update`` on arrays: neurons take parts until the last one has finished its step.

    As soon as half of them have, the others go on by themselves. What is the same in every part is reckoned once.
    """
    d, text = layout.dynamics, ExpressionPrinter(NUMPY)
    steady, moving = [], {FREE, LEFT, PART, PRESSED, *d.symbols}
    for s, e in layout.program.body:
        if e.free_symbols & moving:
            moving.add(s)
        else:
            steady.append((s, e))
    resets = [f"reset_{s} = {text.doprint(e)}" for s, e in d.on_spike.items()]
    resets += [f"{s} = np.where(fires, reset_{s}, {s})" for s in d.on_spike]
    if d.refractory:
        wait = "refractory_steps + ((refractory_steps > 0) & ~last).astype(np.int32)"
        resets.append(f"refractory = np.where(fires, {wait}, refractory)")
    condition = text.doprint(d.spike)
    passed = ["refractory = np.maximum(refractory - last.astype(np.int32), np.int32(0))"]
    return NUMPY_LOOP.format(
        most=MOST_PARTS,
        shaped=d.symbols[0],
        free=_indented(8, ["free = np.where(refractory <= 0, F(1.0), F(0.0))"] if d.refractory else []),
        steady=assignment_lines(steady, NUMPY, 4),
        body=assignment_lines((a for a in layout.program.body if a not in steady), NUMPY, 8),
        moved=_indented(8, [f"{s} = {new}" for s, new in layout.program.target.items()]),
        passed=_indented(8, passed if d.refractory else []),
        condition=f"({condition}) & (refractory <= 0)" if d.refractory else condition,
        resets=_indented(8, resets),
        given=", ".join(given),
        stores=_indented(16, [f"{s}[going] = after[{place}]" for place, s in enumerate(states)]),
    )
