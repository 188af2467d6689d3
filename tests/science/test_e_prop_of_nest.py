"""E-prop has the losses by which NEST tests its own, without NEST: its task is drawn by NumPy's legacy generator."""

from __future__ import annotations

import numpy as np
import pytest

from tests.peers.eprop_networks import trained
from tests.peers.eprop_tasks import evidence_accumulation, regression

FIRST = 2  # iterations, of five: an update is between them


@pytest.mark.parametrize(
    ("make", "published"),
    [(regression, (101.964363, 103.466736)), (evidence_accumulation, (0.741152525, 0.740388215))],
)
def test_the_first_losses_are_those_of_the_original_code(make: object, published: tuple[float, float]) -> None:
    """The TensorFlow code of Bellec et al. (2020), 10.1038/s41467-020-17236-y, with which NEST is compared too."""
    assert callable(make)
    assert trained(make(), FIRST).losses == pytest.approx(np.array(published), rel=1e-6)
