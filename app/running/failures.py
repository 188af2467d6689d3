"""Failures in a worker thread, as Problems that the window shows."""

from __future__ import annotations

from app.i18n.translation import problem_words
from engine.problems import NetworkError, Problem, declare

UNEXPECTED = declare(
    "run-stopped-unexpectedly",
    "The run stopped: {reason}.",
    "Reset and run again; if it happens again, please report it with the project file.",
)
OUT_OF_MEMORY = declare(
    "run-out-of-memory",
    "There is not enough memory for this network.",
    "Make populations smaller, or connect them more sparsely.",
)
UNFINISHED = declare(
    "work-stopped-unexpectedly",
    "This stopped unexpectedly: {reason}.",
    "Try it again; if it happens again, please report it with the project file.",
)


def failure_words(error: Exception) -> str:
    """Words for what ended work beside a run, and what to do, for who sees no problem with its remedy."""
    problem = problems_of(error, UNFINISHED)[0]
    return problem_words(problem)


def problems_of(error: Exception, otherwise: str = UNEXPECTED) -> tuple[Problem, ...]:
    """The Problems that an exception carries, or one, ``otherwise``, that quotes it."""
    if isinstance(error, NetworkError):
        return error.problems
    if isinstance(error, MemoryError):
        return (Problem("", OUT_OF_MEMORY),)
    problem = getattr(error, "problem", None)  # engine's NumericalFailure and its kin
    if isinstance(problem, Problem):
        return (problem,)
    return (Problem("", otherwise, {"reason": f"{type(error).__name__}: {error}"}),)


def failed_by_numbers(error: Exception) -> bool:
    """Tell whether it failed because a number of the simulation is no number any more."""
    return isinstance(error, ArithmeticError) and isinstance(getattr(error, "problem", None), Problem)


def is_expected(error: Exception) -> bool:
    """Tell whether the mistake is the network's and not the program's."""
    return isinstance(error, NetworkError | MemoryError) or isinstance(getattr(error, "problem", None), Problem)
