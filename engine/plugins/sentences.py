"""Sentences for what is wrong with a plug-in."""

from __future__ import annotations

from engine.model.legible import SENTENCE, legible
from engine.problems import Phrase, Problem, declare

CANNOT_BE_READ = declare("plugins.not-read", "{path}: {reason}.", "Mend that, then look again.")
NAMED_WRONGLY = declare(
    "plugins.named-wrongly",
    "{path} has a name that no plug-in can have.",
    "Name it with letters, digits and underscores, such as my_neuron.py.",
)
TOO_LARGE = declare(
    "plugins.too-large",
    "{path} is larger than a plug-in may be, which is {most} MB.",
    "Keep data in a file of its own, outside of it.",
)
NOT_UTF_8 = declare("plugins.encoding", "{path} is not written in UTF-8.", "Save it in that encoding.")
NOT_FOUND = declare(
    "plugins.no-module",
    "The module {module} of the plug-in {plugin} is not installed.",
    "Install its package again.",
)
SYNTAX = declare("plugins.syntax", "{path}, line {line}: {reason}.", "Mend the line, then allow it again.")
NO_OUTLINE = declare(
    "plugins.no-outline",
    "Python could not tell what {path} consists of within {seconds} s.",
    "Make it simpler, then look again.",
)
SLOW = declare(
    "plugins.slow",
    "{path} did not answer within {seconds} s, {stage}.",
    "Look for a loop in it that never ends, then allow it again.",
)
ENDED = declare(
    "plugins.ended",
    "{path} ended the process that tried it, {stage}.",
    "Take what ends Python out of it, then allow it again.",
)
FAILS = declare("plugins.fails", "{path}, line {line}: {reason}. It came up {stage}.", "Mend it, then allow it again.")
FAILS_SOMEWHERE = declare(
    "plugins.fails-somewhere", "{path}: {reason}. It came up {stage}.", "Mend it, then allow it again."
)
DECLARES_NOTHING = declare(
    "plugins.nothing",
    "{path} declares nothing that this program knows.",
    "Derive a class from one of its base classes, such as NeuronModel.",
)
TAKEN = declare(
    "plugins.taken", "{path} declares {key}, which there is already.", "Give its file another name, or its class."
)
TWICE = declare(
    "plugins.twice", "{path} declares {key} twice.", "Put each class into a file of its own, named after it."
)
TAKEN_BY = declare(
    "plugins.taken-by",
    "{path} declares {key}, which the plug-in {plugin} has already.",
    "Refuse one of the two, or give its file another name.",
)
THREADS = declare(
    "plugins.threads",
    "{path} starts a thread when it is imported, which would keep the program from ending.",
    "Start it where it is needed, as a daemon.",
)
CHANGED = declare(
    "plugins.changed",
    "{path} is not what was allowed: its content has changed.",
    "Look at it, and allow it again.",
)

IMPORTED, DECLARED = Phrase("when it was imported"), Phrase("when its declarations were looked at")
EQUATIONS, TRIED = Phrase("when its equations were read"), Phrase("when it was tried")
"""Stages at which something went wrong."""


def problem(code: str, **values: object) -> Problem:
    """The problem of a plug-in, with words of strangers' files fit for a sentence."""
    return Problem("", code, {name: legible(value, SENTENCE) for name, value in values.items()})
