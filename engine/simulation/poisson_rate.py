"""How many spikes a step a stimulus expects to give each of its targets."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.backends.kernel import once
from engine.backends.source_cache import loaded
from engine.compiling.equation_text import equation_arguments, equation_text
from engine.model.declaration import StimulusModel
from engine.network.description import Stimulus
from engine.simulation.sources import NUMPY_TEXT

EQUATION = "expected_spikes"


@once
def _equation(model: type[StimulusModel]) -> Any:
    return getattr(
        loaded(NUMPY_TEXT.format(precision="float64") + equation_text(model, EQUATION, "numpy", "float64")), EQUATION
    )


def expected_spikes(stimulus: Stimulus, resolution: float) -> float:
    """Spikes a step at each target."""
    model = stimulus.model
    known = {n: stimulus.parameters.get(n, p.default) for n, p in model.parameters().items()} | {"h": resolution}
    return float(np.asarray(_equation(model)(*(known[a] for a in equation_arguments(model, EQUATION)))))
