"""The colours of a script: remarks quiet, what is made in the accent, names of the arguments between."""

from __future__ import annotations

import re

from app.widgets.fields.source_colours import SourceColours

REMARK, WORD, MADE, NAME, TEXT = "remark", "word", "made", "name", "text"
TONES = {REMARK: "text3", WORD: "text2", MADE: "accentText", NAME: "text1", TEXT: "text2"}
STRING = r"\"(?:[^\"\\]|\\.)*\""


class ScriptColours(SourceColours):
    """Of a Python script; texts of several lines are coloured as the lines that they are."""

    tones, bold = TONES, frozenset({NAME})
    rules = (
        (WORD, re.compile(r"\b(from|import|as|if|for|in|or|print)\b")),
        (NAME, re.compile(r"^(\w+)(?= = )")),
        (MADE, re.compile(r"\b([A-Z]\w*)\b")),
        (TEXT, re.compile(rf"({STRING})")),
        (REMARK, re.compile(rf"^(?:[^\"#]|{STRING})*(#.*)$")),
    )
