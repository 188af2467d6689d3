"""The number of spikes a step that a stimulus expects to give each of its targets."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.compiling.steps.equation_text import equation_arguments, on_arrays
from engine.network.description import Stimulus
from engine.network.series import series_of

LARGEST_EXPECTATION = 300.0  # spikes a step that the largest table of counts still counts
EQUATION, MOST = "expected_spikes", "most_expected_spikes"


def expected_spikes(stimulus: Stimulus, resolution: float) -> float:
    """Spikes a step at each target; the most of any step where they move in time."""
    model = stimulus.model
    name = MOST if MOST in model.equations else EQUATION
    known: dict[str, Any] = {n: stimulus.parameters.get(n, p.default) for n, p in model.parameters().items()}
    known |= {n: series_of(stimulus, n).max() for n in model.series()}
    known["h"] = resolution
    expected = getattr(on_arrays(model, "float64"), name)
    return float(np.asarray(expected(*(known[a] for a in equation_arguments(model, name)))))
