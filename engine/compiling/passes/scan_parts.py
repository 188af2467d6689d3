"""Passes through time of a neuron that makes a step in parts, as a loop and on arrays: backward, a step is made again.

The tape keeps each neuron as a step found it, and its states at the test that decided: the first that made it fire, or
the last one of the step. Backward, the parts of a step are made anew and kept, then gone back through. The spike of the
step follows from the test that decided. On arrays a part is made of the neurons whose step is not over.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.compiling.mathematics.backward import Adjoint, bar, gradient, pre
from engine.compiling.mathematics.layout import Layout
from engine.compiling.steps.parts_text import MOST_PARTS
from engine.compiling.steps.printing import NUMBA, NUMPY, Dialect, ExpressionPrinter, assignment_lines

TOGETHER = 256  # columns whose parts are kept at once, on arrays
HELD = "held"  # steps for which the neuron still is refractory
OWN = ("left", "fires")  # what is kept of a part besides what its adjoint reads
GATES = ("able", "free")  # what that is, besides states before the part and before its reset
Load = Callable[[str], str]  # the line that gives an input or a coefficient its value

FORWARD = {
    NUMBA: """\
{loads}{starts}{taped}left = dt
fired = False
for turn in range({most}):
    pressed = F(1.0) if turn == {most} - 1 else F(0.0)
{free}{body}    last = part >= left
    left = left - part
    if not fired:
{decided}{moved}{passed}    if {condition}:
        fired = True
{resets}    if not left > F(0.0):
        break
spike_all[t, i] = F(1.0) if fired else F(0.0)
{stores}""",
    NUMPY: """\
going = np.arange(spike_all.shape[1])
left_now = dt_all.copy()
fired = np.zeros(len(going), np.bool_)
{taped}for turn in range({most}):
    pressed = F(1.0) if turn == {most} - 1 else F(0.0)
    left = left_now[going]
{loads}{starts}{free}{body}    last = part >= left
    left = left - part
    first = ~fired[going]
{decided}{moved}{passed}    fires = {condition}
{resets}    fired[going] |= fires
    left_now[going] = left
{stores}    going = going[left > F(0.0)]
    if not len(going):
        break
spike_all[t] = np.where(fired, F(1.0), F(0.0))
""",
}
BACKWARD = {
    NUMBA: """\
{loads}{starts}left = dt
parts, decides = 0, -1
for turn in range({most}):
    pressed = F(1.0) if turn == {most} - 1 else F(0.0)
{free}{body}    last = part >= left
{able}{kept}    left = left - part
{moved}{passed}    if {condition}:
        kept[turn, 1] = F(1.0)
        decides = turn if decides < 0 else decides
{resets}    parts = turn
    if not left > F(0.0):
        break
decides = parts if decides < 0 else decides
{bars}for back in range(parts + 1):
    turn = parts - back
    pressed = F(1.0) if turn == {most} - 1 else F(0.0)
{found}    fired = fires*spike_all[t, i]
    bar_spike = bar_spike_all[t, i] if turn == decides else F(0.0)
{adjoint}{summed}{result}""",
    NUMPY: """\
columns = spike_all.shape[1]
left_now = dt_all.copy()
parts, decides = np.zeros(columns, np.int64), np.full(columns, -1)
{taped}{bars}for start in range(0, columns, {together}):
going = np.arange(start, min(start + {together}, columns))
kept = []
for turn in range({most}):
    pressed = F(1.0) if turn == {most} - 1 else F(0.0)
    left = left_now[going]
{loads}{starts}{free}{body}    last = part >= left
{able}    found = ({kept})
    left = left - part
{moved}{passed}    fires = {condition}
{resets}    kept.append((going, np.where(fires, F(1.0), F(0.0)), *found))
    new = going[fires & (decides[going] < 0)]
    decides[new] = turn
    parts[going] = turn
    left_now[going] = left
{stores}    going = going[left > F(0.0)]
    if not len(going):
        break
these = slice(start, start + {together})
decides[these] = np.where(decides[these] < 0, parts[these], decides[these])
for turn in range(len(kept) - 1, -1, -1):
    pressed = F(1.0) if turn == {most} - 1 else F(0.0)
    going, fires, {found} = kept[turn]
{loads}    fired = fires*spike_all[t][going]
    bar_spike = np.where(decides[going] == turn, bar_spike_all[t][going], F(0.0))
{adjoint}{summed}""",
}


def step_tape(layout: Layout, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The names kept of each step, where ``asked`` is what an adjoint and local rules read of a part."""
    results = {str(pre(s)) for s in layout.dynamics.symbols}
    counted = [HELD] if layout.dynamics.refractory else []
    return (*layout.states, *counted, *(name for name in asked if name in results))


def part_reads(layout: Layout) -> list[str]:
    """The inputs and coefficients that a part is made from."""
    d = layout.dynamics
    used = {str(s) for s in layout.used | layout.conditions} | {"dt"}
    return [n for n in [*layout.constants, *layout.arrays, *map(str, [*d.inputs, *d.arrivals])] if n in used]


def forward_lines(layout: Layout, tape: tuple[str, ...], dialect: Dialect, load: Load) -> list[str]:
    """One step of a column, or on arrays of all, that fills the ``tape`` of :func:`step_tape`."""
    words = _DialectWords(layout, dialect, load)
    target = {str(pre(s)): str(new) for s, new in layout.program.target.items()}
    decided = [words.taped(name, new) for name, new in target.items() if name in tape]
    before = [(s, s) for s in layout.states] + ([(HELD, words.whole(HELD))] if words.counts else [])
    if dialect is NUMPY:
        before = [(name, "refractory" if name == HELD else f"{name}_carry") for name, _ in before]
    now = {s: f"{s}_carry" for s in layout.states} | {HELD: "refractory"}
    return words.filled(
        FORWARD[dialect],
        starts=words.begun(now),
        taped=words.block(0, [words.at_step(f"{name}_tape", value) for name, value in before]),
        decided=words.block(4 if dialect is NUMPY else 8, decided),
        stores=words.stored(now),
    )


def backward_lines(layout: Layout, backward: Adjoint, dialect: Dialect, load: Load) -> list[str]:
    """The same backward; ``kept`` is there with room for :data:`MOST_PARTS` rows of :func:`room`."""
    words, d = _DialectWords(layout, dialect, load), layout.dynamics
    target = {str(pre(s)): str(new) for s, new in layout.program.target.items()}
    asked = [target.get(name, name) for name in backward.tape]
    arrivals, inputs, states = [*map(str, d.arrivals)], [*map(str, d.inputs)], layout.states
    sums = [*arrivals, *inputs, *backward.wanted]
    if dialect is NUMPY:
        now = {s: f"{s}_now" for s in states} | {HELD: "held_now"}
        copies = {s: f"{s}_tape[t].copy()" for s in states}
        copies |= {HELD: "held_tape[t].astype(np.int32)"} if words.counts else {}
        steps = dict.fromkeys(arrivals, "t, ") | dict.fromkeys(inputs, "min(t, last_row), ")
        places = {n: f"{n}_bar[{steps.get(n, '')}going]" for n in sums}
        return words.filled(
            BACKWARD[dialect],
            starts=words.begun(now),
            taped=words.block(0, [f"{now[name]} = {copy}" for name, copy in copies.items()]),
            kept="".join(f"{name}, " for name in ["left", *asked]),
            stores=words.stored(now),
            bars=words.block(0, [f"{a}_bar[t] = F(0.0)" for a in arrivals]),
            found=", ".join(["left", *backward.tape]),
            adjoint=words.block(4, [f"{bar(s)} = {s}_bar[going]" for s in states])
            + assignment_lines(backward.body, NUMPY, 4),
            summed=words.block(
                4,
                [f"{places[n]} += {gradient(n)}" for n in sums] + [f"{s}_bar[going] = {gradient(s)}" for s in states],
            ),
        )
    rows = {name: words.row("turn", k) for k, name in enumerate([*OWN, *backward.tape])}
    now = {s: f"{s}_tape" for s in states} | {HELD: f"{HELD}_tape"}
    return words.filled(
        BACKWARD[dialect],
        starts=words.begun(now),
        kept=words.block(
            4,
            [f"{rows['left']} = left", f"{rows['fires']} = F(0.0)"]
            + [f"{rows[name]} = {value}" for name, value in zip(backward.tape, asked, strict=True)],
        ),
        bars=words.block(
            0,
            [f"{bar(s)} = {s}_bar[i]" for s in states] + [f"sum_{n} = F(0.0)" for n in sums],
        ),
        found=words.block(4, [f"{name} = {row}" for name, row in rows.items()]),
        adjoint=assignment_lines(backward.body, dialect, 4),
        summed=words.block(
            4,
            [f"{bar(s)} = {gradient(s)}" for s in states] + [f"sum_{n} = sum_{n} + {gradient(n)}" for n in sums],
        ),
        result=words.block(
            0,
            [words.at_step(f"{n}_bar", f"sum_{n}") for n in arrivals]
            + [f"{n}_bar[row, i] += sum_{n}" for n in inputs]
            + [f"{n}_bar[i] += sum_{n}" for n in backward.wanted]
            + [f"{s}_bar[i] = {bar(s)}" for s in states],
        ),
    )


def room(backward: Adjoint, dialect: Dialect) -> str:
    """The line that has to stand before a backward pass, for ``kept``; on arrays it is a list that grows."""
    return "" if dialect is NUMPY else f"kept = np.empty(({MOST_PARTS}, {len(OWN) + len(backward.tape)}), F)"


def most_kept(states: int, columns: int, number: int) -> int:
    """Bytes of all parts of a step, at most, that are kept at once of neurons with so many states, on arrays."""
    numbers = len(OWN) + len(GATES) + 2 * states
    return min(columns, TOGETHER) * MOST_PARTS * (numbers * number + np.dtype(np.int64).itemsize)


class _DialectWords:
    """The parts of the templates that the dialects write in their own way."""

    def __init__(self, layout: Layout, dialect: Dialect, load: Load) -> None:
        self._layout, self._dialect, self._load = layout, dialect, load
        self.counts = layout.dynamics.refractory is not None

    def block(self, indent: int, text: list[str]) -> str:
        """Lines with this indent."""
        return "".join(f"{' ' * indent}{line}\n" for line in text)

    def filled(self, template: str, **own: str) -> list[str]:
        """The lines of a template."""
        d, text, dialect = self._layout.dynamics, ExpressionPrinter(self._dialect), self._dialect
        loads = [self._load(n) for n in part_reads(self._layout)]
        condition = text.doprint(d.spike)
        if self.counts and dialect is NUMPY:
            condition = f"({condition}) & (held <= 0)"
        elif self.counts:
            condition = f"held <= 0{dialect.both}({condition})"
        words = {
            "most": str(MOST_PARTS),
            "together": str(TOGETHER),
            "loads": self.block(4, [f"{line}[going]" for line in loads]) if dialect is NUMPY else self.block(0, loads),
            "free": self.block(4, [FREE[dialect]] if self.counts else []),
            "body": assignment_lines(self._layout.program.body, dialect, 4),
            "moved": self.block(4, [f"{s} = {new}" for s, new in self._layout.program.target.items()]),
            "able": self.block(4, [ABLE[dialect]] if self.counts else []),
            "passed": self.block(4, [PASSED[dialect]] if self.counts else []),
            "condition": condition,
            "resets": self._resets(),
        }
        result = template.format(**words | own).splitlines()
        inner = next((k for k, line in enumerate(result, 1) if line.startswith("for start ")), len(result))
        return [*result[:inner], *(f"    {line}" for line in result[inner:])]

    def _resets(self) -> str:
        d, text, wait = self._layout.dynamics, ExpressionPrinter(self._dialect), "refractory_steps[i]"
        if self._dialect is NUMPY:
            result = [f"reset_{s} = {text.doprint(e)}" for s, e in d.on_spike.items()]
            result += [f"{s} = np.where(fires, reset_{s}, {s})" for s in d.on_spike]
            if self.counts:
                result += ["wait = refractory_steps[going]"]
                result += ["held = np.where(fires, wait + ((wait > 0) & ~last).astype(np.int32), held)"]
            return self.block(4, result)
        result = [f"reset_{s} = {text.doprint(e)}" for s, e in d.on_spike.items()]
        result += [f"{s} = reset_{s}" for s in d.on_spike]
        if self.counts:
            result += [f"held = {wait} + np.int32({wait} > 0 and not last)"]
        return self.block(8, result)

    def begun(self, now: dict[str, str]) -> str:
        """States and count as the arrays ``now`` have them: of all columns, or on the tape of a step."""
        names = [*self._layout.states, *([HELD] if self.counts else [])]
        if self._dialect is NUMPY:
            return self.block(4, [f"{name} = {now[name]}[going]" for name in names])
        result = []
        for name in names:
            value = self.at_step(now[name]) if now[name].endswith("_tape") else f"{now[name]}[i]"
            result.append(f"{name} = {f'np.int32({value})' if name == HELD else value}")
        return self.block(0, result)

    def stored(self, now: dict[str, str]) -> str:
        """States and count into the arrays ``now``."""
        names = [*self._layout.states, *([HELD] if self.counts else [])]
        if self._dialect is NUMPY:
            return self.block(4, [f"{now[name]}[going] = {name}" for name in names])
        return self.block(0, [f"{now[name]}[i] = {name}" for name in names])

    def at_step(self, array: str, value: str = "") -> str:
        """A step of an array, or the line that sets it."""
        at = "[t]" if self._dialect is NUMPY else "[t, i]"
        return f"{array}{at} = {value}" if value else f"{array}{at}"

    def taped(self, name: str, new: str) -> str:
        """The line that keeps a state at a test that may decide."""
        if self._dialect is NUMPY:
            return f"{name}_tape[t, going[first]] = {new}[first]"
        return self.at_step(f"{name}_tape", new)

    def whole(self, name: str) -> str:
        """A count as a number of the tape."""
        return f"F({name})"

    def row(self, turn: str, column: int) -> str:
        """A number that is kept of a part."""
        return f"kept[{turn}, {column}]"


FREE = {
    NUMBA: "free = F(1.0) if held <= 0 else F(0.0)",
    NUMPY: "free = np.where(held <= 0, F(1.0), F(0.0))",
}
ABLE = {
    NUMBA: "able = F(1.0) if held <= np.int32(last) else F(0.0)",
    NUMPY: "able = np.where(held <= last, F(1.0), F(0.0))",
}
PASSED = {
    NUMBA: "held = max(held - np.int32(last), np.int32(0))",
    NUMPY: "held = np.maximum(held - last.astype(np.int32), np.int32(0))",
}
