"""Passes through time of a neuron with its receptors, written once and kept in the user's cache.

Like a population's step they are keyed by the source of everything that they depend on, so that training
a known model starts without SymPy.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.source_cache import folder, keep, kept
from engine.compiling.pass_text import PassText
from engine.compiling.threshold import Threshold
from engine.model.declaration import NeuronModel, SynapseModel

PACKAGES = ("compiling", "model")
DIGITS = 32


@dataclass(frozen=True)
class LocalText:
    """A module of ``height(*height_reads, width)``, ``lift(*height_reads)``, ``jumps(*jump_reads)`` on whole arrays.

    ``height`` is the slope of the spike by how far it is above threshold, ``lift`` the slope of that by the membrane.
    ``jumps`` gives what one more spike would
    add to each of ``jumping``: states other than the membrane. ``memories`` are states that know nothing but whether
    the neuron has just fired. ``steady``: the derivatives of the next states are the
    same in all steps; ``steady_silent``: in all without a spike (:func:`~engine.compiling.steadiness.is_steady`).
    """

    source: str
    height_reads: tuple[str, ...]
    jumping: tuple[str, ...]
    jump_reads: tuple[str, ...]
    memories: tuple[str, ...]
    steady: bool
    steady_silent: bool


@dataclass(frozen=True)
class ScanText(PassText):
    """The passes of a population, whose last argument is the width of its threshold.

    ``<x>_all`` of coefficients is (columns,), ``<state>_carry`` too; inputs, spikes and tapes are
    (steps, columns), ``injected_all`` (1 or steps, columns).
    """

    coefficients: tuple[str, ...]
    tape: tuple[str, ...]
    wanted: tuple[str, ...]
    distance: str  # module of ``distance(*distance_reads)``: how far above threshold, on whole arrays
    distance_reads: tuple[str, ...]
    local: LocalText

    def sizes(self, name: str, known: Mapping[str, Any], lead: int) -> tuple[int, tuple[Any, ...]]:
        rows, columns = known["spike_all"].shape
        injected = known["injected_all"].shape[0] if "injected_all" in known else 1
        return columns, (np.int32(rows - lead), np.int64(columns), np.int32(injected), np.int32(lead))


def scan(
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
    from engine.compiling.backward import adjoint
    from engine.compiling.layout import layout
    from engine.compiling.local_text import local_text
    from engine.compiling.reading import compose
    from engine.compiling.scan_text import head, scan_text
    from engine.compiling.smooth import smoothed
    from engine.compiling.stepping import one_step

    step = one_step(compose(neuron, dict(receptors)))
    found = layout(smoothed(step) if threshold.is_smooth else step, frozenset())
    known = {*found.constants, *found.arrays}
    backward = adjoint(found, threshold, [w for w in wanted if w in known])
    local = local_text(found, backward, threshold.slope, neuron.membrane, head(found, precision, compiled=False))
    tape = {*backward.tape, *(n for n in local.jump_reads if n not in known)}
    backward = replace(backward, tape=tuple(sorted(tape)))
    return scan_text(found, backward, local, threshold, precision, written)


def _as_tuples(known: dict[str, Any]) -> dict[str, Any]:
    """What JSON kept as lists."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in known.items()}


@cache
def _generator() -> str:
    """What the text depends on besides models and threshold: this package, the grammar, SymPy."""
    here = Path(__file__).parent.parent
    digest = hashlib.sha256(version("sympy").encode())
    for path in sorted(path for package in PACKAGES for path in (here / package).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
