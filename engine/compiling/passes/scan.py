"""Passes through time of a neuron with its receptors, written once and kept in the user's cache.

Like a population's step they are keyed by the source of everything that they depend on, so that training
a known model starts without SymPy.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path

from engine.compiling.mathematics.threshold import Threshold
from engine.compiling.passes.scan_module import ScanText
from engine.compiling.steps.kept_text import kept_text
from engine.model.declaration import NeuronModel, SynapseModel


def passes_of(
    neuron: type[NeuronModel],
    receptors: tuple[tuple[str, type[SynapseModel]], ...],
    threshold: Threshold,
    wanted: tuple[str, ...],
    precision: str,
    written: str,
) -> ScanText:
    """The passes with spikes by ``threshold`` and gradients by ``wanted`` coefficients.

    ``written`` is "loops", "arrays" or "device": for Numba, on whole arrays, as CUDA.
    """
    parts = [neuron.source_text(), *(f"{label} {s.source_text()}" for label, s in receptors)]
    for function in threshold.functions:
        parts += [function.__name__, Path(inspect.getfile(function)).read_text(encoding="utf-8")]
    parts += [str(threshold.gated), *wanted, precision, written]
    return kept_text(
        "scan", parts, ScanText, lambda: _written(neuron, receptors, threshold, wanted, precision, written)
    )


def _written(
    neuron: type[NeuronModel],
    receptors: tuple[tuple[str, type[SynapseModel]], ...],
    threshold: Threshold,
    wanted: tuple[str, ...],
    precision: str,
    written: str,
) -> ScanText:
    """The slow road, through SymPy."""
    from engine.compiling.mathematics.backward import adjoint
    from engine.compiling.mathematics.layout import layout
    from engine.compiling.mathematics.reading import compose
    from engine.compiling.mathematics.smooth import smoothed_step
    from engine.compiling.mathematics.stepping import one_step
    from engine.compiling.passes.local_text import local_text
    from engine.compiling.passes.scan_text import head, scan_text

    step = one_step(compose(neuron, dict(receptors)))
    found = layout(smoothed_step(step) if threshold.is_smooth else step, frozenset())
    known = {*found.constants, *found.arrays}
    backward = adjoint(found, threshold, [w for w in wanted if w in known])
    local = local_text(found, backward, threshold.slope, neuron.membrane, head(found, precision, compiled=False))
    tape = {*backward.tape, *(n for n in local.jump_reads if n not in known)}
    backward = replace(backward, tape=tuple(sorted(tape)))
    return scan_text(found, backward, local, threshold, neuron.membrane, precision, written)
