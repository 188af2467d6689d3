"""The firing of neurons while they learn: at once with a stand-in for the slope, or smoothly with the slope itself."""

from __future__ import annotations

from typing import Any

from engine.compiling.mathematics.threshold import Threshold
from engine.learning.passes.surrogates import SURROGATES, sigmoid
from engine.model.functions import absolute, exp, where

SOFT, GATE = "soft threshold", "gate"


def logistic(x: Any, width: Any) -> Any:
    """From 0 far below the threshold to 1 far above it; written in exp(-|x|), which cannot overflow."""
    e = exp(-width * absolute(x))
    return where(x > 0, 1 / (1 + e), e / (1 + e))


SMOOTH: dict[str, Threshold] = {
    SOFT: Threshold(sigmoid, logistic),
    GATE: Threshold(sigmoid, logistic, gated=True),
}
THRESHOLDS: dict[str, Threshold] = {**{name: Threshold(slope) for name, slope in SURROGATES.items()}, **SMOOTH}
