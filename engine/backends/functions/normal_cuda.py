"""Standard normal numbers in CUDA: operation by operation :mod:`engine.backends.functions.normal_numpy` in float64."""

from __future__ import annotations

from engine.backends.functions.normal_numpy import CENTRE, MIDDLE, TAIL

Ratio = tuple[tuple[float, ...], tuple[float, ...]]
TEXT = """
__device__ inline double normal_(double uniform) {{
    const double q = uniform - 0.5;
    if (fabs(q) <= 0.425) {{
        const double r = 0.180625 - q * q;
        return q * ({centre});
    }}
    const double s = sqrt(-{log}(q < 0.0 ? uniform : 1.0 - uniform));
    const double r = s <= 5.0 ? s - 1.6 : s - 5.0;
    const double outer = s <= 5.0 ? {middle} : {tail};
    return q < 0.0 ? -outer : outer;
}}
"""


def _horner(coefficients: tuple[float, ...]) -> str:
    text = repr(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        text = f"({text} * r + {coefficient!r})"
    return text


def _ratio(coefficients: Ratio) -> str:
    return f"{_horner(coefficients[0])} / {_horner(coefficients[1])}"


def normal_text(precision: str) -> str:
    """``normal_(uniform)``; in float64 its logarithm is our own, which only that precision's text defines."""
    log = "log_" if precision == "float64" else "log"
    return TEXT.format(centre=_ratio(CENTRE), middle=_ratio(MIDDLE), tail=_ratio(TAIL), log=log)
