"""Passes through time of a neuron with its receptors, written once and kept in the user's cache.

Like a population's step they are keyed by the source of everything that they depend on, so that training
a known model starts without SymPy.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from engine.backends.kernels.source_cache import folder, keep, kept
from engine.compiling.mathematics.threshold import Threshold
from engine.compiling.passes.scan_module import LocalText, ScanText
from engine.model.declaration import NeuronModel, SynapseModel

PACKAGES = ("compiling", "model", "backends")
DIGITS = 32


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
    parts = [_generator(), neuron.source_text(), *(f"{label} {s.source_text()}" for label, s in receptors)]
    for function in threshold.functions:
        parts += [function.__name__, Path(inspect.getfile(function)).read_text(encoding="utf-8")]
    parts += [str(threshold.gated), *wanted, precision, written]
    path = folder() / f"scan_{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:DIGITS]}.kept"
    if (content := kept(path)) is not None:
        known: dict[str, Any] = json.loads(content)
        local = LocalText(**_as_tuples(known.pop("local")))
        return ScanText(**_as_tuples(known), local=local)
    found = _written(neuron, receptors, threshold, wanted, precision, written)
    with suppress(OSError):  # it is written again another time
        keep(path, json.dumps(asdict(found)).encode())
    return found


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
    return scan_text(found, backward, local, threshold, precision, written)


def _as_tuples(known: dict[str, Any]) -> dict[str, Any]:
    """The values, with tuples where JSON kept lists."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in known.items()}


@cache  # a digest of files that no run changes (decision 0220)
def _generator() -> str:
    """A hash of what the text depends on besides models and threshold: these packages and SymPy."""
    here = Path(__file__).parents[2]
    digest = hashlib.sha256(version("sympy").encode())
    for path in sorted(path for package in PACKAGES for path in (here / package).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
