"""Machine code that a network needs before it runs: used where it is there, waited for, or done without."""

from __future__ import annotations

from collections.abc import Sequence

from engine.backends.aside import Compilation, aside
from engine.backends.kernel import Program
from engine.simulation.progress import Work
from engine.simulation.randomness import compiled_exists

FEW = 100_000  # connections that NumPy wires as soon as loops are loaded
SOON = 1_000_000  # connections that NumPy wires sooner than loops are compiled
LOOK = 0.02  # seconds between two questions whether to go on


def by_compiled_loops(connections: float, precision: str, targets: Sequence[str], work: Work) -> bool:
    """Both roads give the same bits; ``targets`` are the types of integers that number the targets.

    What a large network has to wait for is compiled by another process, so that it can be cancelled meanwhile.
    """
    if connections <= FEW or not compiled_exists():
        return False
    from engine.backends.loops import look_again, unknown

    missing = unknown(precision, targets, lambda: work.tell(0.0))
    if missing and connections <= SOON:
        return False
    if missing:
        wait_for(aside.compile(missing), work)
        look_again()
    return True


def have_kernels(programs: Sequence[Program], work: Work, wait: bool) -> None:
    """Load what the cache has of the kernels, one after another, and ``wait`` for the others to be compiled aside."""
    if not compiled_exists():
        return
    from engine.backends.early_backend import compiled_aside, is_known, texts

    for text in texts(programs):
        is_known(text)
        work.tell(1.0)
    missing = compiled_aside(programs) if wait else None
    if missing is not None:
        wait_for(missing, work)


def wait_for(compilation: Compilation, work: Work) -> None:
    """Wait until it is done, or raise :class:`Cancelled`; it is finished and kept all the same."""
    while not compilation.done.wait(LOOK):
        work.tell(0.0)
