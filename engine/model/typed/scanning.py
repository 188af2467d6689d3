"""The characters and words that an expression may hold, before Python's grammar sees any of it.

Numbers with a unit become one placeholder letter each, so that ``a / 10 ms`` divides by the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from engine.model.typed.amounts import NUMBER, coherent, converted, is_unit, unit_of, written_number
from engine.model.typed.fragments import Fragment
from engine.model.typed.mistakes import (
    ATTRIBUTE,
    BAD_NAME,
    BRACES,
    LAMBDA,
    NO_NUMBER,
    QUOTED,
    SPELLED,
    STRANGE,
    SUBSCRIPT,
    TOO_DEEP,
    Mistake,
)
from engine.model.typed.names import NAME

MOST_BRACKETS = 40
MOST_SIGNS = 4
FIRST_PLACEHOLDER = 0x4E00  # letters that no equation holds: ideographs
TOKEN = re.compile(
    rf"(?P<number>{NUMBER})(?P<behind>[A-Za-z_0-9.]*)|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|>=|<=|==|!=|<>|[-+*/()<>,])|(?P<space> +)|(?P<strange>.)",
    re.DOTALL,
)
JOINING = frozenset({"and", "or", "not", "if", "else"})
OF_PROGRAMS = (
    "lambda for in is import from yield await async while with return def class del global nonlocal pass raise try "
    "except finally assert break continue elif as None True False print eval exec"
)
PROGRAMMING = frozenset(OF_PROGRAMS.split())
INSTEAD = {
    "^": "**", "&": "and", "|": "or", "~": "not", "!": "not", "==": ">=", "!=": "<", "<>": "<", "≥": ">=", "≤": "<=",
    "²": "**2", "³": "**3", "⁴": "**4", "÷": "/", "√": "sqrt(…)", "∞": "a number", "τ": "tau", "α": "alpha",
    "β": "beta", "γ": "gamma", "δ": "delta", "Δ": "Delta", "σ": "sigma", "θ": "theta", "λ": "lambda_0", "µ": "mu",
    "μ": "mu", "π": "pi", "φ": "phi", "ω": "omega", "η": "eta", "ε": "epsilon", "ρ": "rho", "κ": "kappa",
    "，": ",", "（": "(", "）": ")",
}  # fmt: skip
REFUSED = {
    '"': QUOTED, "'": QUOTED, "`": QUOTED, "[": SUBSCRIPT, "]": SUBSCRIPT, "{": BRACES, "}": BRACES, ".": ATTRIBUTE,
    "\\": LAMBDA, "@": LAMBDA, "$": LAMBDA,
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """A number with its unit as an expression holds it: coherent value, unit, and how it was written."""

    value: float
    unit: str
    shown: str


@dataclass(frozen=True)
class Scanned:
    """Text of the same length that holds names, numbers and signs only, and what its placeholders stand for."""

    source: str
    given: dict[str, Given]


def scan(fragment: Fragment, own: Collection[str]) -> Scanned:
    """Check every character of an expression; ``own`` are the names that the text defines."""
    pieces: list[str] = []
    given: dict[str, Given] = {}
    depth = signs = 0
    at = 0
    text = fragment.text
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found is not None
        end = found.end()
        if found["number"]:
            piece, end = _number(fragment, found, own, given)
        elif found["name"]:
            piece = _name(fragment, found)
        elif found["strange"] or found["sign"] in INSTEAD:
            raise _strange(fragment, at, found[0])
        else:
            piece = found[0]
        if found["sign"] or found["name"] == "not":
            depth += (piece == "(") - (piece == ")")
            signs = signs + 1 if piece in ("-", "+", "not", "**") else 0
        elif not found["space"]:
            signs = 0
        if depth > MOST_BRACKETS or signs > MOST_SIGNS:
            raise Mistake(TOO_DEEP, fragment.place(at))
        pieces.append(piece)
        at = end
    return Scanned("".join(pieces), given)


def _strange(fragment: Fragment, at: int, found: str) -> Mistake:
    place = fragment.place(at, len(found))
    if found in INSTEAD:
        return Mistake(SPELLED, place, shown=found, instead=INSTEAD[found])
    return Mistake(REFUSED.get(found, STRANGE), place, shown=found if found.strip() else f"U+{ord(found):04X}")


def _name(fragment: Fragment, found: re.Match[str]) -> str:
    name = found["name"]
    place = fragment.place(found.start(), len(name))
    if name in PROGRAMMING:
        raise Mistake(LAMBDA, place, shown=name)
    if name not in JOINING and not NAME.fullmatch(name):
        raise Mistake(BAD_NAME, place, shown=name)
    return name


def _number(fragment: Fragment, found: re.Match[str], own: Collection[str], given: dict[str, Given]) -> tuple[str, int]:
    """The number as it stands, or a placeholder where a unit follows it; and where it ends."""
    written, behind, start = found["number"], found["behind"], found.start()
    value = written_number(written, fragment, start)
    end = found.end("number")
    word = re.match(r" *([A-Za-zµμΩΩ]+)(?![A-Za-z_0-9(])", fragment.text[end:])
    if word is not None and word[1] not in own and word[1] not in JOINING and is_unit(word[1]):
        name, ratio = coherent(unit_of(word[1]))
        letter = chr(FIRST_PLACEHOLDER + len(given))
        given[letter] = Given(converted(value, ratio), name, f"{written} {word[1]}")
        whole = end + word.end() - start
        return letter.ljust(whole), start + whole
    if behind:
        place = fragment.place(start, len(found[0]))
        if NAME.fullmatch(behind) and behind in own:
            raise Mistake(SPELLED, place, shown=found[0], instead=f"{written}*{behind}")
        raise Mistake(NO_NUMBER, place, shown=found[0])
    if word is not None and word[1] in own:
        place = fragment.place(start, end - start + word.end())
        raise Mistake(SPELLED, place, shown=f"{written} {word[1]}", instead=f"{written}*{word[1]}")
    return written, end
