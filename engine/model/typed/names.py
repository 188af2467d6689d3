"""The names that a person may give, and those that the generated text needs for itself."""

from __future__ import annotations

import difflib
import keyword
import re
from collections.abc import Collection, Iterable

from engine.model.declaration import Model
from engine.model.functions import CONSTANTS
from engine.model.functions import NAMES as FUNCTIONS
from engine.model.grammar import OF_PARTS
from engine.model.grammar import RESERVED as OF_LOOPS
from engine.model.typed.fragments import Fragment
from engine.model.typed.mistakes import (
    BAD_NAME,
    CHANCE,
    FLAG,
    LAST,
    NEAREST,
    NOISE,
    RESERVED,
    TIME,
    UNKNOWN,
    Mistake,
    Place,
)

NAME = re.compile(r"lambda_|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")  # a letter that is a word of programs alone
LONGEST_NAME = 30


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PASSES = _words(
    "i j t row steps columns width left able excess min max range abs update njit last_row capacity engine forward "
    "backward distance coefficients values shape exponential dt crossings keywords injected rint fired pi "
    "lead then excess_before fired_then"
)
"""Names of the generated passes through time and of the host's coefficients."""
C_WORDS = _words(
    "alignas alignof asm auto bool case catch char const constexpr decltype default delete do double enum "
    "explicit export extern float friend goto inline int long mutable namespace new noexcept nullptr operator private "
    "protected public register short signed sizeof static struct switch template this throw try typedef typeid "
    "typename union unsigned using virtual void volatile wchar_t unix linux NULL EOF INFINITY NAN main stdin stdout "
    "stderr threadIdx blockIdx blockDim gridDim warpSize atomicAdd fabs j0 j1 jn y0 y1 yn true false "
    "xor bitand bitor compl"
)
"""Words of the language of graphics processors."""
OF_THE_GRAMMAR = frozenset({"int", "abs", "min", "max", "clip", "tanh", "sinh", "cosh", "expm1", "ceil", "sign", "pi"})
PREFIXES: tuple[str, ...] = (
    "P_",
    "H_",
    "S_",
    "Ph_",
    "Hh_",
    "Sh_",
    "rate_",
    "slope_",
    "reset_",
    "pre_",
    "was_",
    "bar_",
    "grad_",
)
PREFIXES += ("bar_next_", "k1_", "k2_", "k3_", "k4_", "arrived_")
SUFFIXES = ("_new", "_now", "_middle", "_end", "_at2", "_at3", "_at4", "_all", "_carry", "_tape", "_bar", "_next")
NUMBERED = re.compile(r"(?:constant|common|branch|generator|power)_\d.*|.*_r\d+")

ELSEWHERE = {
    "t": TIME,
    "xi": NOISE,
    "randn": CHANCE,
    "lastspike": LAST,
    "not_refractory": FLAG,
}
"""What people know from other simulators, and where it is found here."""


def reserved() -> frozenset[str]:
    """Every name that a text may not define."""
    known = OF_LOOPS | OF_PARTS | PASSES | C_WORDS | OF_THE_GRAMMAR | FUNCTIONS | set(CONSTANTS) | set(ELSEWHERE)
    return known | frozenset(keyword.kwlist)


def check_name(fragment: Fragment) -> str:
    """The name that the fragment gives; raises where it is none, or is taken."""
    text = fragment.stripped().text
    if not NAME.fullmatch(text) or len(text) > LONGEST_NAME:
        raise Mistake(BAD_NAME, fragment.whole(), shown=text)
    if text in reserved() or NUMBERED.fullmatch(text):
        raise Mistake(RESERVED, fragment.whole(), shown=text, instead=f"{text}_m")
    return text


def equations_of(model: type[Model], states: Iterable[str]) -> frozenset[str]:
    """The names that a model of this kind and these states gives its equations."""
    return frozenset(form.format(state=state, borrowed="") for form in model.forms for state in states)


def check_apart(name: str, place: Place, others: Collection[str], equations: Collection[str]) -> None:
    """Raise where the generator would make this very name from another one, or an equation has it."""
    parts = [name.removeprefix(p) for p in PREFIXES if name.startswith(p)]
    parts += [name.removesuffix(s) for s in SUFFIXES if name.endswith(s)]
    if name in equations or any(part == other or part.startswith(f"{other}_") for part in parts for other in others):
        raise Mistake(RESERVED, place, shown=name, instead=f"my_{name}")


def unknown_name(name: str, place: Place, known: Iterable[str]) -> Mistake:
    """The mistake of a name that nothing defines: where it is found, or the nearest known one."""
    if name in ELSEWHERE:
        return Mistake(ELSEWHERE[name], place, shown=name)
    known = sorted(known)
    same = [other for other in known if other.casefold() == name.casefold()]
    near = same or difflib.get_close_matches(name[:LONGEST_NAME], known, n=1, cutoff=0.6)
    if near:
        return Mistake(NEAREST, place, shown=name, nearest=near[0])
    return Mistake(UNKNOWN, place, shown=name)
