"""Words of which one is chosen, such as the method."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.model.typed.fragments import Fragment
from engine.model.typed.mistakes import UNKNOWN_WORD, Mistake

METHODS = Path(__file__).parents[2] / "compiling" / "methods"
DEFAULT_METHOD = "automatic"
METHOD_WORDS = {"euler": "forward euler", "exp_euler": "exponential euler", "exponential": "exponential euler"}
EXACT = ("exact", "linear")  # words of Brian for what is always done where it can be


@cache  # imports a folder of methods once (decision 0220)
def integration_methods() -> tuple[str, ...]:
    """The methods by which equations that are not linear can be advanced."""
    return tuple(sorted(path.stem for path in METHODS.glob("*.py") if not path.stem.startswith("_")))


def one_of(fragment: Fragment, known: tuple[str, ...], what: str) -> str:
    if fragment.text not in known:
        raise Mistake(UNKNOWN_WORD, fragment.whole(), shown=fragment.text, what=what, known=" or ".join(known))
    return fragment.text
