"""Blanks of Chinese sentences are filled with a space beside Latin letters and figures, and none between signs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

SIGN = re.compile("[\u3400-\u9fff]")
MARK = re.compile("[\u3000-\u303f\uff00-\uffef\u2018-\u201d]")
"""Marks of Chinese sentences, which bring their own room: never a space beside them."""
LATIN = re.compile("[A-Za-z0-9\u00b1\u0370-\u03ff\u2212]")  # Greek letters, the minus and the plus-minus sign too


def spaced(template: str, values: Mapping[str, object]) -> str:
    """``template.format(**values)`` with the spaces around each value as its first and last sign want them.

    So a template has one space on both sides of a blank, whatever will fill it: a name in Chinese or in Latin letters.
    """
    formatter, whole = Formatter(), ""
    filled = False  # whether the last part was a value
    for words, name, form, how in formatter.parse(template):
        whole = _joined(whole, words) if filled and words else whole + words
        if name is None:
            filled = False
            continue
        value = formatter.get_field(name, (), values)[0]
        value = formatter.format_field(formatter.convert_field(value, how), form or "")
        whole = _joined(whole, value) if value else whole
        filled = True
    return whole


def _joined(before: str, after: str) -> str:
    last, first = before.rstrip(" ")[-1:], after.lstrip(" ")[:1]
    gap = before[len(before.rstrip(" ")) :] + after[: len(after) - len(after.lstrip(" "))]
    if (SIGN.match(last) and SIGN.match(first)) or MARK.match(last) or MARK.match(first):
        wanted = "" if gap in (" ", "  ") else gap
    elif (SIGN.match(last) and LATIN.match(first)) or (LATIN.match(last) and SIGN.match(first)):
        wanted = gap or " "
    else:
        wanted = gap
    return before.rstrip(" ") + wanted + after.lstrip(" ")
