"""What runs and trainings of a test ask the compiling process for."""

from __future__ import annotations

from engine.backends.kernels.compiler_process import shared_compiler


def take_back_requests() -> None:
    """Let nothing be compiled for a test that is over, but for what is begun."""
    for request in tuple(shared_compiler._waiting):
        if shared_compiler.take_back(request):
            request.done.set()
