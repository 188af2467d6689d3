"""Mistakes in a script that is read: one sentence each, with its line and column."""

from __future__ import annotations

from engine.problems import declare


def _declared(name: str, text: str, remedy: str) -> str:
    return declare(f"code.{name}", f"Line {{line}}, column {{column}}: {text}", remedy)


TOO_LONG = _declared("too-long", "the script is longer than {most} characters.", "Keep large values in an archive.")
UNREADABLE = _declared("unreadable", "this is no Python: {shown}.", "Correct the line.")
STATEMENT = _declared(
    "statement",
    "“{shown}” is not read here: a script of a network imports names of {face} and assigns what it makes.",
    "Write “name = Population(…)”.",
)
EXPRESSION = _declared(
    "expression", "“{shown}” is not read here.", "Use numbers, texts, names and what the engine makes."
)
MODULE = _declared("module", "nothing of “{shown}” may be imported.", "Import from {known}.")
NOT_THERE = _declared("not-there", "{module} has no “{shown}”.", "Did you mean “{nearest}”?")
UNKNOWN = _declared("unknown", "“{shown}” is not defined above.", "Define it, import it, or correct the name.")
NEAREST = _declared("nearest", "“{shown}” is not defined above.", "Did you mean “{nearest}”?")
NOT_CALLED = _declared("not-called", "“{shown}” cannot be called here.", "Call {known}.")
ATTRIBUTE = _declared("attribute", "“.{shown}” has no meaning here.", "Use .id of an element, or one of {known}.")
NO_NUMBER = _declared("no-number", "“{shown}” is no finite number.", "Correct the arithmetic.")
TOO_DEEP = _declared("too-deep", "the expression is nested too deeply.", "Name its parts in lines of their own.")
TOO_MANY = _declared("too-many", "more than {most} values are made here.", "Keep large values in an archive.")
ARGUMENTS = _declared("arguments", "{made} takes no “{shown}”.", "It takes {known}.")
MISSING = _declared("missing", "{made} needs “{shown}”.", "Give it.")
TWICE = _declared("twice", "“{shown}” is given twice.", "Keep one of the two.")
WRONG = _declared("wrong", "“{shown}” must be {need}.", "Correct the value.")
PARAMETER = _declared("parameter", "{model} has no “{shown}”.", "It has {known}.")
SAME_ID = _declared("same-id", "the id “{shown}” is taken by an element above.", "Give every element an id of its own.")
NO_ELEMENT = _declared("no-element", "{made} names “{shown}”, which is {need}.", "Name an element of the network.")
LEFT_OUT = _declared("left-out", "“{shown}” is not part of the network.", "Put it into NetworkDescription(…).")
NO_NETWORK = _declared(
    "no-network", "the script puts no network together.", "End it with “network = NetworkDescription(…)”."
)
TWO_NETWORKS = _declared("two-networks", "a second network is put together here.", "Keep one.")
NO_ARCHIVE = _declared(
    "no-archive",
    "the values “{shown}” stand in an archive that is not beside this text.",
    "Open the file of the script, with its archive beside it, or write the values out by np.array([…]).",
)
MODEL = _declared("model", "there is no model “{shown}”.", "Take a key that list-models prints.")
EQUATIONS = _declared("equations", "in these equations: {why}", "Correct them.")
