"""The number of spikes a step that a stimulus expects to give each of its targets."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernels.kernel import once
from engine.backends.kernels.source_cache import loaded
from engine.compiling.steps.equation_text import NUMPY_TEXT, equation_arguments, equation_text
from engine.model.sources import StimulusModel
from engine.network.description import Stimulus
from engine.network.series import series_of

LARGEST_EXPECTATION = 300.0  # spikes a step that the largest table of counts still counts
EQUATION, MOST = "expected_spikes", "most_expected_spikes"


@once
def _equation(model: type[StimulusModel], name: str) -> Any:
    return getattr(loaded(NUMPY_TEXT.format(precision="float64") + equation_text(model, name, "numpy")), name)


def expected_spikes(stimulus: Stimulus, resolution: float) -> float:
    """Spikes a step at each target; the most of any step where they move in time."""
    model = stimulus.model
    name = MOST if MOST in model.equations else EQUATION
    known: dict[str, Any] = {n: stimulus.parameters.get(n, p.default) for n, p in model.parameters().items()}
    known |= {n: series_of(stimulus, n).max() for n in model.series()}
    known["h"] = resolution
    return float(np.asarray(_equation(model, name)(*(known[a] for a in equation_arguments(model, name)))))
