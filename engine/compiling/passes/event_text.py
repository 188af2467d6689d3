"""Passes of spike times for neurons whose membrane is a leak driven by linear currents, of any sizes.

:func:`way_text` goes through time: forward it keeps of each spike where the neuron and its currents stood at the start
of its step; backward it carries the adjoint from step to step by exact propagators, and at each spike adds what its
time depends on. :func:`crossing_text` has a column for each spike: forward it finds when the membrane reached its
threshold, backward how that time depends on the start of the step. What they compute is derived in
:mod:`engine.learning.passes.event_scan`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from engine.compiling.passes.column_text import (
    ChosenColumns,
    ColumnText,
    CountedLoop,
    EachColumn,
    EndWhere,
    Item,
    Pass,
    both,
    column_text,
    conditional,
    either,
)

ITERATIONS = 80  # Newton needs about five; halving the step from its length to its last digit needs fifty
NEAR = 8.881784197001252e-16  # of a step: what rounding leaves of a root, four times the spacing of numbers at 1
TIME, SLOPE, BY_MEMBRANE, BY_CURRENT, FIELDS = 0, 1, 2, 3, 4
"""Rows of the records of spikes. Before it is known, the time's is the membrane at the start of the step. The rows from
:data:`FIELDS` on are of the states of currents: themselves at first, then what a unit of each does to the membrane."""


@dataclass(frozen=True)
class Currents:
    """The sizes of a neuron's currents by their labels; ``told`` are those whose senders want derivatives by times."""

    sizes: tuple[tuple[str, int], ...]
    told: tuple[str, ...] = ()

    @property
    def states(self) -> int:
        return sum(size for _, size in self.sizes)

    def groups(self) -> Iterator[tuple[str, range]]:
        """Each label with the numbers of its states."""
        low = 0
        for label, size in self.sizes:
            yield label, range(low, low + size)
            low += size

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of all numbers that columns share, in the order in which the array of them has them.

        ``p`` is a propagator through a step, ``r`` are rates, ``h`` shares of a current, ``j`` jumps, ``m`` what
        jumps do to the rates, ``o`` what a jump does to the current at once.
        """
        found = ["dt"]
        for label, group in self.groups():
            found += [f"{kind}{a}_{b}" for kind in "pr" for a in group for b in group]
            found += [f"{kind}{a}" for kind in "hjm" for a in group]
            found.append(f"o_{label}")
        return tuple(found)

    def read(self, kinds: str) -> list[str]:
        """Lines that read the numbers whose names begin with one of ``kinds``."""
        return [f"{name} = numbers[{at}]" for at, name in enumerate(self.numbers) if name[0] in kinds]

    def current(self) -> str:
        """The summed current of states ``x``."""
        return _sum(f"h{n}*x{n}" for n in range(self.states))

    def turned(self, kind: str, of: str, backward: bool = False) -> list[str]:
        """For each state the sum of ``of`` by a row of a matrix, or by a column."""
        found = []
        for _, group in self.groups():
            for a in group:
                pairs = ((f"{kind}{b}_{a}" if backward else f"{kind}{a}_{b}", b) for b in group)
                found.append(_sum(f"{number}*{of}{b}" for number, b in pairs))
        return found


def _sum(terms: Iterator[str]) -> str:
    return " + ".join(terms) or "0.0"


@cache  # a text by what it follows from: equal kernels are one (decision 0220)
def way_text(currents: Currents, written: str) -> ColumnText:
    """The passes through time; their last argument is the step of a presentation at which the arrays begin."""
    return column_text("Spike times, from step to step", _onward(currents, written), _back(currents), written)


def _onward(currents: Currents, written: str) -> Pass:
    states, label = range(currents.states), [label for label, _ in currents.sizes]
    pick = conditional(written)
    later = pick.format(a="reset_all[i]", c="spike_all[was, i] > 0", b="membrane_tape[was, i]")
    spike = [
        "n = place[i]",
        f"v = {pick.format(a='membrane_all[i]', c='t == 0', b=later)}",
        f"records[{TIME}, n] = v",
        *(f"records[{FIELDS + k}, n] = states[{k}, i]" for k in states),
        "column_all[n] = i", "place[i] = n + 1", "due[i] = t + refractory_steps[i]", "freed_all[n + i + 1] = due[i]",
    ]  # fmt: skip
    moved = currents.turned("p", "x")
    arrived = [(k, name) for name, group in currents.groups() for k in group]
    move = [
        *(f"x{k} = states[{k}, i]" for k in states),
        *(f"y{k} = {moved[k]} + j{k}*arrived_{name}_all[t, i]" for k, name in arrived),
        *(f"states[{k}, i] = y{k}" for k in states),
    ]
    free = [
        *(f"x{k} = states[{k}, i]" for k in states),
        f"speed = leak_all[i]*reset_all[i] + gain_all[i]*({currents.current()}) + drive_all[i]",
        "speed_all[place[i] + i] = speed",
    ]
    items: list[Item] = [
        *currents.read("phj"),
        CountedLoop("t", "0", "steps", [
            ChosenColumns("spike_all[t, i] > 0", ["was = t - (t > 0)", *spike]),
            *([EachColumn(move)] if move else []),
            ChosenColumns("due[i] == t", free),
        ]),
    ]  # fmt: skip
    arrays = (
        "numbers", "leak_all", "gain_all", "drive_all", "reset_all", "refractory_steps",
        *(f"arrived_{name}_all" for name in label), "spike_all", "membrane_tape", "membrane_all", "states", "place",
        "due", "column_all", "freed_all", "speed_all", "records",
    )  # fmt: skip
    return Pass(arrays, items, "since", "spike_all")


def _back(currents: Currents) -> Pass:
    states = range(currents.states)
    free = ["owed[i] = -speed_all[place[i] + i]*by_membrane[i]", "by_membrane[i] = 0.0"]
    fire = [
        "n = place[i] - 1", "place[i] = n", "due[i] = freed_all[n + i]",
        f"owed[i] = (bar_spike_all[t, i] + owed[i])*records[{SLOPE}, n]", "by_membrane[i] = 0.0",
    ]  # fmt: skip
    turned = currents.turned("p", "x", backward=True)
    go = ["v = by_membrane[i]", *(f"x{k} = by_states[{k}, i]" for k in states)]
    for name, group in currents.groups():
        go.append(f"arrived_{name}_bar[t, i] = {_sum(f'j{k}*x{k}' for k in group)}")
        if name in currents.told:
            moved = _sum(f"m{k}*x{k}" for k in group)
            go.append(f"sent_{name}_bar[t, i] = -({moved} + o_{name}*gain_all[i]*v)")
    go += [
        "injected_bar[i] += by_injected_all[i]*v",
        *(f"y{k} = {turned[k]} + put_all[{k}, i]*v" for k in states),
        *(f"by_states[{k}, i] = y{k}" for k in states),
        "by_membrane[i] = kept_all[i]*v",
    ]
    force = [
        "n = place[i]", "force = owed[i]", "owed[i] = 0.0",
        f"by_membrane[i] += force*records[{BY_MEMBRANE}, n]",
        *(f"by_states[{k}, i] += force*records[{FIELDS + k}, n]" for k in states),
        f"injected_bar[i] += force*records[{BY_CURRENT}, n]",
    ]  # fmt: skip
    items: list[Item] = [
        *currents.read("pjmo"),
        CountedLoop("t", "steps - 1", "-1", [
            ChosenColumns("due[i] == t + since", free),
            ChosenColumns("spike_all[t, i] > 0", fire),
            EachColumn(go),
            ChosenColumns("spike_all[t, i] > 0", force),
        ], down=True),
    ]  # fmt: skip
    arrays = (
        "numbers", "gain_all", "kept_all", "by_injected_all", "put_all", "spike_all", "bar_spike_all", "place", "due",
        "freed_all", "speed_all", "records", "by_membrane", "by_states", "owed",
        *(f"arrived_{name}_bar" for name, _ in currents.sizes), *(f"sent_{name}_bar" for name in currents.told),
        "injected_bar",
    )  # fmt: skip
    return Pass(arrays, items, "since", "spike_all")


@cache  # a text by what it follows from: equal kernels are one (decision 0220)
def crossing_text(currents: Currents, written: str) -> ColumnText:
    """The passes over spikes; their last argument is how many terms of a series tell a step to its last digit."""
    return column_text("When thresholds are reached", _reach(currents, written), _depend(currents, written), written)


def _reach(currents: Currents, written: str) -> Pass:
    """The time from the start of the step and dV/dt there, 0 both where the membrane began above its threshold.

    The membrane is a series in the share of the step that is over; its root is Newton's, kept between a point below
    the threshold and one above.
    """
    states, pick, joint, any_of = range(currents.states), conditional(written), both(written), either(written)
    start: list[str] = [
        "n = column_all[i]", "leak_ = leak_all[n]", "gain_ = gain_all[n]", "level_ = level_all[n]", "factor_ = dt",
        f"v_ = records[{TIME}, i]", *(f"x{k} = records[{FIELDS + k}, i]" for k in states),
        f"motion_ = leak_*v_ + gain_*({currents.current()}) + drive_all[n]",
        *(f"x{k}_ = x{k}" for k in states), "c[0] = v_", "c[1] = motion_*dt",
        f"share_ = {pick.format(a='(level_ - v_)/c[1]', c='c[1] > 0', b='0.0*v_')}", "low_ = 0.0*v_",
        "high_ = 1.0 + low_", "done_ = 0.0*v_",
        f"above_ = {pick.format(a='1.0', c='v_ >= level_', b='0.0')}", *_clipped("share_", written),
    ]  # fmt: skip
    further = [
        *(f"z{k} = x{k}_" for k in states),
        *(f"x{k} = {term}" for k, term in enumerate(currents.turned("r", "z"))),
        f"motion_ = leak_*motion_ + gain_*({currents.current()})",
        *(f"x{k}_ = x{k}" for k in states),
        "factor_ = factor_*dt/order", "c[order] = motion_*factor_",
    ]  # fmt: skip
    value: list[Item] = [
        EachColumn(["value_ = c[terms - 1]", "by_ = c[terms - 1]*(terms - 1)"]),
        CountedLoop("order", "terms - 2", "0",
              [EachColumn(["value_ = value_*share_ + c[order]", "by_ = by_*share_ + c[order]*order"])], down=True),
    ]  # fmt: skip
    closer = [
        "above = value_*share_ + c[0] - level_",
        f"low_ = {pick.format(a='share_', c='above < 0', b='low_')}",
        f"high_ = {pick.format(a='high_', c='above < 0', b='share_')}",
        f"slope = {pick.format(a='by_', c='by_ > 0', b='1.0')}",
        f"wanted = {pick.format(a='share_ - above/slope', c='by_ > 0', b='-1.0')}",
        f"moved = {pick.format(a='wanted - share_', c='wanted > share_', b='share_ - wanted')}",
        f"near = moved <= {NEAR!r}",
        f"inside = near{any_of}((wanted >= low_){joint}(wanted <= high_))",
        f"following = {pick.format(a='wanted', c='inside', b='(low_ + high_)*0.5')}",
        *_clipped("following", written),
        f"share_ = {pick.format(a='share_', c='done_ > 0', b='following')}",
        f"close = {pick.format(a='1.0', c=f'near{any_of}(high_ - low_ <= {NEAR!r})', b='0.0')}",
        f"done_ = {pick.format(a='1.0', c=f'(done_ > 0){any_of}(close > 0)', b='0.0')}",
    ]
    end = [
        f"records[{TIME}, i] = {pick.format(a='0.0', c='above_ > 0', b='share_*dt')}",
        f"records[{SLOPE}, i] = {pick.format(a='0.0', c='above_ > 0', b='by_/dt')}",
    ]
    items: list[Item] = [
        *currents.read("drh"), EachColumn(start), CountedLoop("order", "2", "terms", [EachColumn(further)]),
        CountedLoop("turn", "0", str(ITERATIONS), [*value, EachColumn(closer), EndWhere("done_")]), *value,
        EachColumn(end),
    ]  # fmt: skip
    arrays = ("numbers", "leak_all", "gain_all", "drive_all", "level_all", "column_all", "records")
    return Pass(arrays, items, "terms", "column_all")


def _clipped(name: str, written: str) -> list[str]:
    pick = conditional(written)
    return [
        f"{name} = {pick.format(a=name, c=f'{name} > 0', b='0.0')}",
        f"{name} = {pick.format(a=name, c=f'{name} < 1', b='1.0')}",
    ]


def _depend(currents: Currents, written: str) -> Pass:
    """-1 / (dV/dt), 0 where the membrane began above; and by what it is multiplied for each number at the start."""
    states, pick = range(currents.states), conditional(written)
    start = [
        "n = column_all[i]", "leak_ = leak_all[n]", "gain_ = gain_all[n]", f"time_ = records[{TIME}, i]",
        "top_ = 1.0 + 0.0*time_", "factor_ = 1.0 + 0.0*time_",
        *(f"row{k}_ = 0.0*time_" for k in states), *(f"total{k}_ = 0.0*time_" for k in states),
        f"slope = records[{SLOPE}, i]",
        f"known = {pick.format(a='slope', c='slope > least_all[n]', b='least_all[n]')}",
        f"known = {pick.format(a='known', c='known > 0', b='1.0')}",
        f"records[{SLOPE}, i] = {pick.format(a='-1.0/known', c='slope > 0', b='0.0')}",
        f"records[{BY_MEMBRANE}, i] = exp(leak_*time_)",
        f"records[{BY_CURRENT}, i] = gain_*time_*exprel(leak_*time_)",
    ]  # fmt: skip
    further = [
        *(f"z{k} = row{k}_" for k in states),
        *(f"row{k}_ = gain_*top_*h{k} + {term}" for k, term in enumerate(currents.turned("r", "z", backward=True))),
        "top_ = leak_*top_", "factor_ = factor_*time_/order",
        *(f"total{k}_ = total{k}_ + row{k}_*factor_" for k in states),
    ]  # fmt: skip
    end = [f"records[{FIELDS + k}, i] = total{k}_" for k in states]
    items: list[Item] = [*currents.read("rh"), EachColumn(start)]
    if states:
        items += [CountedLoop("order", "1", "terms", [EachColumn(further)]), EachColumn(end)]
    arrays = ("numbers", "leak_all", "gain_all", "least_all", "column_all", "records")
    return Pass(arrays, items, "terms", "column_all")
