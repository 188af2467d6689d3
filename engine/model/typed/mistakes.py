"""Mistakes in typed equations: one sentence each, with its line and column.

``{shown}`` and the other values are short and printable, however long or strange the text is.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.problems import SENTENCES, Problem, declare, filled

LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Place:
    """A place in a text; lines and columns are counted from 1."""

    line: int
    column: int
    length: int = 1


class Mistake(ValueError):
    """The first thing that is wrong with a text; ``str`` is the sentence and what to do."""

    def __init__(self, code: str, place: Place, **values: object) -> None:
        self.code, self.place = code, place
        self.values = {n: excerpt(v) if n == "shown" else v for n, v in values.items()}
        self.values |= {"line": place.line, "column": place.column}
        sentence = SENTENCES[code]
        super().__init__(filled(f"{sentence.text} {sentence.remedy}", self.values).strip())

    def anew(self) -> Mistake:
        """The same mistake without the trace of where it was raised."""
        return Mistake(self.code, self.place, **{n: v for n, v in self.values.items() if n not in ("line", "column")})

    def problem(self, element: str, quantity: str) -> Problem:
        """The mistake in the list of a network's problems."""
        return Problem(element, self.code, {**self.values, "length": self.place.length}, quantity=quantity)


def excerpt(value: object) -> str:
    """A piece of somebody's text, printable and short."""
    text = "".join(c if c.isprintable() else "�" for c in str(value).strip())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def _declared(name: str, text: str, remedy: str) -> str:
    return declare(f"equations.{name}", f"Line {{line}}, column {{column}}: {text}", remedy)


EMPTY = _declared("empty", "there is no equation.", "Write one, such as “dv/dt = (E_L - v)/tau : mV”.")
TOO_LONG = _declared("too-long", "the text is longer than {most} {what}.", "Keep it shorter.")
STRANGE = _declared("strange", "“{shown}” has no place in an equation.", "Remove it.")
SPELLED = _declared("spelled", "“{shown}” cannot stand in an equation.", "Write “{instead}”.")
QUOTED = _declared("quoted", "text in quotes has no place in an equation.", "Remove the quotes.")
ATTRIBUTE = _declared("attribute", "a dot after a name has no meaning here.", "Use plain names and numbers.")
SUBSCRIPT = _declared("subscript", "square brackets have no place here.", "Use “[t+1]” at the left side of a map only.")
BRACES = _declared("braces", "“{shown}” builds lists or sets, which no equation has.", "Use round brackets.")
LAMBDA = _declared("lambda", "“{shown}” is a word of programs, not of equations.", "Use sums, products and functions.")
UNREADABLE = _declared("unreadable", "“{shown}” cannot be read as an expression.", "Check signs and brackets.")
UNBALANCED = _declared("unbalanced", "a bracket is opened or closed too often.", "Match every “(” with a “)”.")
TOO_DEEP = _declared("too-deep", "the expression is nested too deeply.", "Name its parts in lines of their own.")
TOO_LARGE = _declared("too-large", "with all its parts this expression is too large.", "Make it shorter.")
HUGE = _declared(
    "huge", "“{shown}” is too large or too small for a number here.", "Keep numbers between 1e-30 and 1e30."
)
NOT_FINITE = _declared(
    "not-finite", "“{shown}” has no finite value.", "Check for a division by zero and for large powers."
)
NO_NUMBER = _declared("no-number", "“{shown}” is no real number.", "Write a number such as 0.5 or 2e-3.")
NOT_A_LINE = _declared(
    "not-a-line",
    "“{shown}” is neither an equation nor a value.",
    "Write “dx/dt = … : unit”, “name = 10 ms”, “threshold: …” or “reset: …”.",
)
NO_RIGHT = _declared("no-right", "nothing stands after “{shown}”.", "Complete the line.")
BAD_NAME = _declared("bad-name", "“{shown}” cannot be a name.", "Use letters, digits and single underscores.")
RESERVED = _declared(
    "reserved", "the name “{shown}” is taken by the program itself.", "Choose another, such as “{instead}”."
)
TWICE = _declared("twice", "“{shown}” is defined a second time, first in line {first}.", "Keep one of the two.")
UNKNOWN = _declared("unknown", "“{shown}” is not defined.", "Define it, such as “{shown} = 1 mV”, or correct the name.")
NEAREST = _declared("nearest", "“{shown}” is not defined.", "Did you mean “{nearest}”?")
TIME = _declared("time", "equations do not read the time “{shown}”.", "Let a stimulus that changes act on a neuron.")
NOISE = _declared("noise", "equations hold no noise “{shown}”.", "Link a stimulus that is noisy to a neuron.")
CHANCE = _declared(
    "chance",
    "“{shown}” stands in a threshold only, once, where no “u” is defined.",
    "Write “threshold: rand() < r*dt”.",
)
STEP = _declared("step", "the step “{shown}” has no name where “h” is defined.", "Give “h” another name.")
LAST = _declared("last", "“{shown}” is not known to equations.", "Use a refractory time.")
FLAG = _declared("flag", "“{shown}” is no name here.", "Write “(unless refractory)” behind the unit of an equation.")
NO_FUNCTION = _declared("no-function", "the function “{shown}” is not available.", "Available are {known}.")
ARGUMENTS = _declared("arguments", "“{shown}” takes {need}, not {have}.", "Give it {need}.")
NO_VALUE = _declared(
    "no-value", "the parameter “{shown}” has no value.", "Write “{shown} = 1 {unit}”, with your number."
)
BAD_UNIT = _declared(
    "bad-unit", "“{shown}” is not a unit.", "Use s, V, A, F, S, Hz or ohm with a prefix, as ms, mV, pA, or 1."
)
NO_UNIT = _declared(
    "no-unit", "the unit of “{shown}” is missing.", "End the line with its unit, such as “: mV”, or “: 1”."
)
UNITS = _declared("units", "“{shown}” joins {left} with {right}.", "Make the units of both sides agree.")
WRONG_UNIT = _declared("wrong-unit", "“{shown}” should give {right}, but it gives {left}.", "Make the units agree.")
RATE_UNIT = _declared(
    "rate-unit",
    "d{shown}/dt should give {right}, but its right side gives {left}.",
    "A rate is the unit of {shown} over a time: divide by a time constant.",
)
PURE = _declared("pure", "“{shown}” takes a plain number, not {left}.", "Divide its argument by something in {left}.")
ROOT = _declared(
    "root", "the square root of {left} has no unit here.", "Take the root of a plain number or of a square."
)
CONDITION = _declared("condition", "“{shown}” is a condition, where a number is needed.", "Turn it into one by int(…).")
NUMBER = _declared("number", "“{shown}” is a number, where a condition is needed.", "Compare it, such as “… > 0”.")
POWER = _declared(
    "power", "“{shown}”: only whole powers from 1 to {most} are possible.", "Write sqrt(x), or exp(y*log(x))."
)
COMPARISON = _declared("comparison", "the threshold must be one comparison.", "Write it like “v >= V_th”.")
STILL = _declared("still", "the threshold compares nothing that moves.", "Let it contain a variable with an equation.")
BOUND = _declared("bound", "“{shown}” is neither a bound nor a known remark.", "Write (> 0), (>= 0, <= 1) or {known}.")
OUTSIDE = _declared("outside", "the value of “{shown}” breaks its own bounds.", "Change the value or the bounds.")
NEVER_CROSSED = _declared(
    "never-crossed", "the threshold is always met, or never.", "Compare a variable with a value that it can cross."
)
NO_STATE = _declared(
    "no-state", "“{shown}” has no equation of its own.", "Write “d{shown}/dt = …” for it, or name another."
)
NO_STATES = _declared("no-states", "nothing moves in time.", "Write an equation such as “dv/dt = (E_L - v)/tau : mV”.")
MIXED = _declared(
    "mixed", "rates and maps do not mix in one model.", "Use “dx/dt = …” for all, or “x[t+1] = …” for all."
)
NO_SPIKE = _declared("no-spike", "there is a reset, but no threshold.", "Add a line such as “threshold: v >= V_th”.")
NEVER_RESETS = _declared("never-resets", "a map with a threshold needs a reset.", "Add a line such as “reset: v = 0”.")
CIRCLE = _declared(
    "circle", "“{shown}” is defined by itself.", "Give one of the names in the circle a value of its own."
)
NO_ASSIGNMENT = _declared("no-assignment", "“{shown}” changes nothing.", "Write “v = V_r” or “w += b”.")
UNKNOWN_WORD = _declared("unknown-word", "“{shown}” is not possible for {what}.", "Choose {known}.")
UNREAD_INPUT = _declared(
    "unread-input", "no rate reads the input “{shown}”.", "Add it to the rate of a state, or delete this line."
)
NO_INPUT_THERE = _declared(
    "no-input-of-the-membrane",
    "none of the inputs moves the membrane {shown}.",
    "Add one to its rate, or name another state, such as “membrane: v_dend”.",
)
NOT_A_PARAMETER = _declared(
    "not-a-parameter", "“{shown}” is not a parameter.", "Give it a value such as “{shown} = 2 ms”."
)
PARTS = _declared(
    "parts",
    "“{shown}” cannot go in parts of a step.",
    "They need rates, a threshold, a reset, and the membrane first.",
)
NOT_A_TIME = _declared("not-a-time", "“{shown}” is no refractory time.", "Write “refractory: t_ref = 2 ms”.")
NO_WEIGHT = _declared("no-weight", "the weight w has no unit.", "Write “w = 2 nS (>= 0)”, or “w = 100 pA”.")
NOTHING_ARRIVES = _declared(
    "nothing-arrives", "a spike that arrives does nothing.", "Add a line such as “on_pre: g += w”."
)
SUMMED = _declared(
    "summed",
    "“{shown}” adds no multiple of w, by which spikes that arrive together are summed.",
    "Write “{state} += w*…”, without {state} in what is added.",
)
ONLY_ARRIVING = _declared(
    "only-arriving", "“{shown}” is known only where a spike arrives.", "Let “on_pre: g += w” move a state that acts."
)
COUPLES = _declared(
    "couples",
    "a current that reads V_pre flows all the time, without states and spikes.",
    "Keep “current: …” with V_pre alone, or take V_pre out.",
)
ONLY_WEIGHTS = _declared(
    "only-weights",
    "“{shown}” is a map, which only weights are.",
    "Write “d{shown}/dt = -{shown}/tau”, and what moves it.",
)
NOT_HEARD = _declared("not-heard", "“{shown}” hears nothing.", "Use on_pre and on_post, or add a line “hears: {name}”.")
NO_DECAY = _declared(
    "no-decay",
    "the rate of “{shown}” is no decay.",
    "Write “d{shown}/dt = -{shown}/tau”; a trace of one side may go to a value: “(… - {shown})/tau”.",
)
STILL_TRACE = _declared(
    "still-trace", "no spike moves “{shown}”.", "Add “{shown} += 1” behind “on_pre:” or “on_post:”."
)
STILL_WEIGHT = _declared("still-weight", "nothing changes w.", "Add a line such as “on_post: w += …”, or “dw/dt = …”.")
OTHER_SIDE = _declared(
    "other-side",
    "“{shown}” belongs to the neurons of one side, which do not know “{other}”.",
    "Let it read what they know, or write “(synapse)” behind its unit: then each synapse has its own.",
)
OTHER_SPIKES = _declared(
    "other-spikes", "“{name}” cannot change “{shown}”.", "Let spikes of the side that it belongs to change it."
)
ONLY_IN_TIME = _declared(
    "only-in-time", "“{shown}” is not known where a spike acts.", "Use it in “dw/dt = …” or “w[t+1] = …”."
)
REMEMBERS = _declared(
    "remembers", "“{shown}” cannot be an interval where synapses remember.", "Leave the interval out: each step counts."
)
LOSS_UNKNOWN = _declared("loss-unknown", "a loss here does not know “{shown}”.", "Write it of {known}.")
LOSS_IS_ONE = _declared("loss-is-one", "a loss is one expression.", "Take out what begins here.")
LOSS_READS_NOTHING = _declared(
    "loss-reads-nothing", "the loss reads nothing of the read-out.", "Let it hold one of {known}."
)
LOSS_IN_UNITS = _declared(
    "loss-in-units", "the loss is in {left}, and must be a plain number.", "Divide it by something in {left}."
)
