"""Forward and backward passes through time of one population, written from its step and its adjoint.

All arrays of a step have shape (columns,): the neurons of every sample of a batch, one sample after the
other. The same lines are written as a compiled loop over blocks of columns, or on whole arrays; a loop over columns
becomes CUDA with a thread for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from engine.backends.kernels.c_expressions import Parameters
from engine.backends.kernels.c_module import module_in_c
from engine.backends.kernels.c_text import EVERY_NEURON, Sharing
from engine.compiling.mathematics import smooth
from engine.compiling.mathematics.backward import Adjoint, bar, excess, gradient, pre
from engine.compiling.mathematics.layout import Layout
from engine.compiling.mathematics.reading import symbol
from engine.compiling.mathematics.threshold import Threshold
from engine.compiling.passes import scan_parts
from engine.compiling.passes.scan_module import LocalText, ScanText
from engine.compiling.steps.printing import NUMBA, NUMPY, Dialect, ExpressionPrinter, assignment_lines

if TYPE_CHECKING:
    from sympy import Expr, Symbol

BLOCK = 256  # columns that walk through time together, so that their states stay in the first cache


@dataclass(frozen=True)
class _Form:
    """One of the two forms of text, by its way to index arrays and to choose."""

    dialect: Dialect
    step: str  # an array of (steps, columns)
    column: str  # an array of (columns,)
    indent: int
    one_if: str
    choose: str
    blend: str
    never: str = "False"  # no neuron fires
    is_compiled: bool = True  # else the lines are of whole arrays
    spread: str = "[row, i]"  # an array of (1 or steps, columns)
    earlier: str = "[t + lead, i]"  # a step of spikes, where rows of earlier ones stand before them
    countdown: str = "max(held - np.int32(1), np.int32(0))"
    able_and_free: str = smooth.ABLE_AND_FREE
    back: str = smooth.BACK
    leads: bool = False  # whether rows of earlier steps stand before those of spikes

    @property
    def of_spikes(self) -> str:
        """The index that picks a step from an array of spikes."""
        return self.earlier if self.leads else self.step


BLEND = "{c}*{a} + (F(1.0) - {c})*{b}"
COMPILED = _Form(NUMBA, "[t, i]", "[i]", 16, "(F(1.0) if {c} else F(0.0))", "({a} if {c} else {b})", BLEND)
ON_ARRAYS = _Form(
    NUMPY, "[t]", "", 8, "np.where({c}, F(1.0), F(0.0))", "np.where({c}, {a}, {b})", BLEND,
    never="np.zeros(spike_all.shape[1], bool)", is_compiled=False, spread="[min(t, last_row)]", earlier="[t + lead]",
    countdown="np.maximum(held - 1, 0)",
    able_and_free=smooth.ABLE_AND_FREE_ON_ARRAYS, back=smooth.BACK_ON_ARRAYS,
)  # fmt: skip
FORMS = {"loops": COMPILED, "arrays": ON_ARRAYS, "device": COMPILED}
SIZES = (("const int", "steps"), ("const long long", "columns"), ("const int", "rows"), ("const int", "lead"))
WHOLE = ("refractory", "refractory_steps")  # arrays of int


def scan_text(
    layout: Layout,
    backward: Adjoint,
    local: LocalText,
    threshold: Threshold,
    membrane: str,
    precision: str,
    written: str,
) -> ScanText:
    """The module of both passes, ``written`` as "loops" for Numba, on "arrays", or for a "device".

    A neuron that never fires sends its ``membrane``.
    """
    d = layout.dynamics
    fires_smoothly = threshold.is_smooth and d.spike is not None
    form = replace(FORMS[written], leads=fires_smoothly and d.refractory is not None)
    coefficients = (*layout.constants, *layout.arrays)
    inputs = [*map(str, d.inputs), *map(str, d.arrivals)]
    carries = [f"{s}_carry" for s in layout.states]
    held = ["refractory_steps"] if d.refractory else []
    counted = ["refractory"] if d.refractory and not form.leads else []
    tape = scan_parts.step_tape(layout, backward.tape) if d.paced else backward.tape
    tapes = [f"{name}_tape" for name in tape]
    forward = (*(f"{n}_all" for n in [*coefficients, *inputs]), *carries, *counted, *held, *tapes, "spike_all")
    again = scan_parts.part_reads(layout) if d.paced else backward.reads
    read_again = [f"{n}_all" for n in again if n in inputs or n in coefficients]
    back = (
        *read_again,
        *tapes,
        "spike_all",
        "bar_spike_all",
        *(f"{s}_bar" for s in layout.states),
        *(f"{a}_bar" for a in map(str, d.arrivals)),
        *(f"{u}_bar" for u in map(str, d.inputs)),
        *(f"{w}_bar" for w in backward.wanted),
        *(held if form.leads or d.paced else []),
    )
    if d.paced:
        load = partial(_load, layout=layout, form=form)
        onward = scan_parts.forward_lines(layout, tape, form.dialect, load)
        back_again = scan_parts.backward_lines(layout, backward, form.dialect, load)
    else:
        onward = _forward_lines(layout, backward, threshold, membrane, form)
        back_again = _backward_lines(layout, backward, membrane, form)
    room = scan_parts.room(backward, form.dialect) if d.paced else ""
    function = _loop_of_columns if written == "device" else partial(_function, form=form)
    source = (
        head(layout, precision, form.is_compiled)
        + function("forward", forward, onward, order="range(steps)")
        + function("backward", back, back_again, order="range(steps - 1, -1, -1)", room=room)
    )
    if written == "device":
        source = module_in_c(source, {"forward": _kernel(forward), "backward": _kernel(back)}, precision)
    apart, reads = _distance(layout, precision)
    return ScanText(source, forward, back, coefficients, tape, backward.wanted, apart, reads, local)


def _distance(layout: Layout, precision: str) -> tuple[str, tuple[str, ...]]:
    """The threshold's argument as a function of taped states before the reset and of coefficients."""
    if layout.dynamics.spike is None:
        return "", ()
    apart = excess(layout.dynamics.spike).xreplace({s: pre(s) for s in layout.program.target})
    reads = tuple(sorted(map(str, apart.free_symbols)))
    body = f"\n\ndef distance({', '.join(reads)}):\n    return {ExpressionPrinter(NUMPY).doprint(apart)}\n"
    return head(layout, precision, compiled=False) + body, reads


def head(layout: Layout, precision: str, compiled: bool) -> str:
    """The beginning of a module of these passes."""
    bits = precision.removeprefix("float")
    if not compiled:
        imports = "from engine.backends.functions.elementary_numpy import exp, exprel, log, sin\n"
    else:
        imports = (
            "from engine.backends.kernels.numba_options import compiled\n"
            f"from engine.backends.functions.elementary import exp{bits} as exp, exprel{bits} as exprel\n"
            f"from engine.backends.functions.elementary import log{bits} as log, sin{bits} as sin\n"
        )
    title = f'"""A population through time, {precision}."""'  # without its name: equal ones are compiled once
    return f"{title}\n\nimport numpy as np\n{imports}\nF = np.{precision}\n"


def _kernel(arrays: tuple[str, ...]) -> tuple[Parameters, Sharing]:
    """The arguments of a kernel: sizes, which are the steps, the columns, the rows of what is injected, and the rows of
    spikes before the first step; then its arrays and the width of the threshold."""
    pointers = [("int*" if array in WHOLE else "F*", array) for array in arrays]
    return [*SIZES, *pointers, ("const F", "width")], EVERY_NEURON


def _loop_of_columns(name: str, arrays: tuple[str, ...], body: list[str], order: str, room: str = "") -> str:
    """Every column goes through all steps by itself."""
    own = f"    {room}\n" if room else ""
    inner = "".join(f"            {line}\n" for line in body)
    return f"""

def {name}({", ".join((*arrays, "width"))}):
{own}    for i in range(columns):
        for t in {order}:
            row = min(t, rows - 1)
{inner}"""


def _function(name: str, arrays: tuple[str, ...], body: list[str], order: str, form: _Form, room: str = "") -> str:
    inner = "".join(f"{' ' * form.indent}{line}\n" for line in body)
    arguments = ", ".join((*arrays, "width"))
    rows, row, steps, lead = "", "", "len(spike_all)", ""
    own = f"    {room}\n" if room else ""
    if form.leads:
        tape = next(array for array in arrays if array.endswith("_tape"))
        steps, lead = f"len({tape})", "    lead = len(spike_all) - steps\n"
    injected = next((array for array in arrays if array.startswith("injected")), None)
    if injected is not None:
        rows = f"    last_row = {injected}.shape[0] - 1\n"
        row = "            row = min(t, last_row)\n"
    if not form.is_compiled:
        beginning = f"\n\ndef {name}({arguments}):\n    steps = {steps}\n{lead}{rows}"
        return f"{beginning}    for t in {order}:\n{inner}"
    return f"""

@compiled(nogil=True, noalias=True, cache=True)
def {name}({arguments}):
    steps, columns = {steps}, spike_all.shape[1]
{lead}{rows}{own}    for start in range(0, columns, {BLOCK}):
        size = min({BLOCK}, columns - start)
        for t in {order}:
{row}            for lane in range(size):
                i = np.uint64(start) + np.uint64(lane)
{inner}"""


def _load(name: str, layout: Layout, form: _Form) -> str:
    """The value of an input or a coefficient."""
    d = layout.dynamics
    if name in map(str, d.inputs):
        return f"{name} = {name}_all{form.spread}"
    where = form.step if name in map(str, d.arrivals) else form.column
    return f"{name} = {name}_all{where}"


def _body(assignments: Iterable[tuple[Symbol, Expr]], form: _Form) -> list[str]:
    return assignment_lines(assignments, form.dialect, 0).splitlines()


def _into(name: str, form: _Form) -> str:
    """The place where a (columns,) array is written."""
    return f"{name}[i]" if form.is_compiled else f"{name}[:]"


def _forward_lines(layout: Layout, backward: Adjoint, threshold: Threshold, membrane: str, form: _Form) -> list[str]:
    d, text, target = layout.dynamics, ExpressionPrinter(form.dialect), layout.program.target
    used = {str(s) for s in layout.used | layout.conditions}
    inputs = [n for n in [*map(str, d.inputs), *map(str, d.arrivals)] if n in used]
    coefficients = [n for n in [*layout.constants, *layout.arrays] if n in used]
    copy = "" if form.is_compiled else ".copy()"
    result = [_load(n, layout, form) for n in [*coefficients, *inputs]]
    result += [f"{s} = {s}_carry{form.column}{copy}" for s in layout.states]
    is_smooth = threshold.is_smooth and d.spike is not None
    if is_smooth:
        result += [*(form.able_and_free.splitlines() if form.leads else []), *_body(layout.program.body, form)]
        result += _body(smooth.spike(layout, threshold), form)
    else:
        result += _firing_lines(layout, form)
    pres = {f"pre_{s}": str(new) for s, new in target.items()}
    result += [f"{name}_tape{form.step} = {pres.get(name, name)}" for name in backward.tape]
    sent = "fired" if is_smooth else form.one_if.format(c="fired")
    if d.spike is None:
        sent = str(target.get(symbol(membrane), symbol(membrane)))
    result.append(f"spike_all{form.of_spikes} = {sent}")
    result += [f"reset_{s} = {text.doprint(layout.after(e))}" for s, e in d.on_spike.items()]
    for name in layout.states:
        new = str(target.get(symbol(name), symbol(name)))
        if symbol(name) in d.on_spike:
            form_of = form.blend if is_smooth else form.choose
            new = form_of.format(a=f"reset_{name}", c="fired", b=new)
        result.append(f"{_into(f'{name}_carry', form)} = {new}")
    return result


def _firing_lines(layout: Layout, form: _Form) -> list[str]:
    """The step and whether the neuron fired in it, which it cannot while refractory."""
    d, text = layout.dynamics, ExpressionPrinter(form.dialect)
    result = []
    if d.refractory:
        result.append(f"held = refractory{form.column}{'' if form.is_compiled else '.copy()'}")
        result.append(f"free = {form.one_if.format(c='held <= 0')}")
    result += _body(layout.program.body, form)
    fired = form.never
    if d.spike is not None:
        fired = text.doprint(layout.after(d.spike))
    if d.refractory:
        result += [f"left = {form.countdown}", f"able = {form.one_if.format(c='left <= 0')}"]
        fired = form.dialect.both.join((f"({fired})", "(left <= 0)"))
    result.append(f"fired = {fired}")
    if d.refractory:
        steps = f"refractory_steps{form.column}"
        result.append(f"{_into('refractory', form)} = {form.choose.format(a=steps, c='fired', b='left')}")
    return result


def _backward_lines(layout: Layout, backward: Adjoint, membrane: str, form: _Form) -> list[str]:
    d = layout.dynamics
    copy = "" if form.is_compiled else ".copy()"
    result = [_load(n, layout, form) for n in backward.reads if n != "dt" or "dt" in layout.constants]
    result += [f"{name} = {name}_tape{form.step}" for name in backward.tape]
    result += [f"fired = spike_all{form.of_spikes}", f"bar_spike = bar_spike_all{form.of_spikes}"]
    result += [f"{bar(s)} = {s}_bar{form.column}{copy}" for s in layout.states]
    if d.spike is None:
        result.append(f"{bar(membrane)} += bar_spike")
    result += _body(backward.body, form)
    result += [f"{a}_bar{form.step} = {gradient(a)}" for a in map(str, d.arrivals)]
    result += [f"{n}_bar{form.spread} += {gradient(n)}" for n in map(str, d.inputs)]
    result += [f"{_into(f'{n}_bar', form)} += {gradient(n)}" for n in backward.wanted]
    result += [f"{_into(f'{s}_bar', form)} = {gradient(s)}" for s in layout.states]
    if form.leads:
        result += form.back.splitlines()
    return result
