"""The colours of typed equations: remarks quiet, words of the grammar and the moving variable in the accent."""

from __future__ import annotations

import re

from app.widgets.fields.source_colours import SourceColours
from engine.model.typed.expressions import functions
from engine.model.typed.lines import RULE_WORDS, SYNAPSE_WORDS
from engine.model.typed.lines import WORDS as NEURON_WORDS

REMARK, WORD, MOVING, NUMBER, UNIT, FUNCTION = "remark", "word", "moving", "number", "unit", "function"
WORDS = tuple(dict.fromkeys((*NEURON_WORDS, *SYNAPSE_WORDS, *RULE_WORDS)))
REMARKS = (
    "unless", "at most", "trainable", "whole", "constant", "inhibitory", "of the membrane", "pre", "post", "synapse",
    "lasts", "membrane", "interval", "dendritic", "event-driven", "clock-driven",
)  # fmt: skip
"""Beginnings of what may stand in brackets, besides bounds."""
TONES = {
    REMARK: "text3",
    WORD: "accentText",
    MOVING: "accentText",
    NUMBER: "text1",
    UNIT: "text2",
    FUNCTION: "text1",
}
PROSE = re.compile(r"^\s*(title|about|source)(?=\s*:)")
"""Lines for people: nothing behind their first word is a sign of the grammar."""
BOLD = frozenset({MOVING, FUNCTION})
RULES = (
    (MOVING, re.compile(r"^\s*(d\w+\s*/\s*dt|\w+'|\w+\s*\[t\+1\]|\w+_next)(?=\s*=)")),
    (WORD, re.compile(rf"^\s*({'|'.join(WORDS)})(?=\s*:)")),
    (WORD, re.compile(r"\b(and|or|not|if|else)\b")),
    (FUNCTION, re.compile(rf"\b({'|'.join(functions())})(?=\s*\()")),
    (UNIT, re.compile(r"(?<=\d)\s*\*?\s*([A-Za-zµΩ]+(?:\s*[*/]\s*[A-Za-zµΩ]+)*)(?=\s*(?:[(#]|$))")),
    (UNIT, re.compile(rf"^(?!\s*(?:{'|'.join(WORDS)})\s*:)[^:#]*:\s*([^:#(]+)(?=$|[(#])")),
    (
        REMARK,
        re.compile(rf"(\([^()]*(?:[<>]=?\s*-?[\d.]|{'|'.join(REMARKS)})[^()]*\))(?=\s*(?:#|$))"),
    ),
    (REMARK, re.compile(r"(#.*)$")),
)


class EquationsColours(SourceColours):
    """Follows the theme; makes no difference to what a text means."""

    tones, bold, rules = TONES, BOLD, RULES

    def highlightBlock(self, text: str) -> None:
        prose = PROSE.match(text)
        if prose is not None:
            self.paint(WORD, prose.start(1), prose.end(1))
        else:
            super().highlightBlock(text)
