"""Machine code that a network needs before it runs: used where it is there, waited for, or done without."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from engine.backends.kernels.compiler_process import shared_compiler
from engine.backends.kernels.kernel import Program
from engine.checking.memory import SOON
from engine.progress import Work
from engine.sampling.randomness import compiled_exists

FEW = 100_000  # connections that NumPy wires as soon as loops are loaded
COMPILED = 0.5  # of the work of wiring, where its loops are compiled first


def by_compiled_loops(connections: float, precision: str, targets: Sequence[str], work: Work) -> bool:
    """Both roads give the same bits; ``targets`` are the types of integers that number the targets.

    What a large network has to wait for is compiled by another process, so that it can be cancelled meanwhile.
    """
    if connections <= FEW or not compiled_exists():
        return False
    loops = work.run_in_thread(lambda: import_module("engine.backends.kernels.loops"))
    missing = work.run_in_thread(lambda: loops.unknown_loops(precision, targets))
    if missing and connections <= SOON:
        return False
    if missing:
        compiled = shared_compiler.compile(missing)
        work.part(0.0, COMPILED).wait(compiled.done, lambda: compiled.share)
        loops.look_again()
    return True


def have_kernels(programs: Sequence[Program], work: Work, wait: bool) -> None:
    """Load what the cache has of the kernels, one after another, and ``wait`` for the others to be compiled."""
    if not compiled_exists():
        return
    from engine.backends.early_backend import compile_in_process, is_known, texts

    for text in texts(programs):
        is_known(text)
        work.tell(1.0)
    missing = compile_in_process(programs) if wait else None
    if missing is not None:
        work.wait(missing.done)
