"""Processes of Python that this program starts: they find its modules and its libraries, never the current folder's.

The current folder may be a stranger's, where a project was downloaded: Python's ``-m`` looks there first.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

PROGRAM = Path(__file__).parents[1]
"""The folder in which modules of this program are found: that of ``main.py``, or that of all libraries."""
Child: TypeAlias = "subprocess.Popen[Any]"
NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # a console that Windows would show


def python(*arguments: str) -> list[str]:
    """The command of a Python that puts neither the current folder nor a script's own before its libraries."""
    return [sys.executable, "-P", *arguments]


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process' variables and the given; modules are found where this process does, but in the current folder.

    Those of the program come first where it is no library: among libraries it stays behind Python's own.
    """
    own = str(PROGRAM)
    places = [place for place in sys.path if place == own or (place and not _is_current(place))]
    places = places if own in places else [own, *places]
    # Read one by one: another thread may take a variable away meanwhile.
    own_variables = {name: value for name in list(os.environ) if (value := os.environ.get(name)) is not None}
    return {**own_variables, "PYTHONPATH": os.pathsep.join(places), **(variables or {})}


def _is_current(place: str) -> bool:
    try:
        return Path(place).samefile(Path())
    except OSError:
        return False  # one of the two is not there


def finished(
    arguments: Sequence[str], variables: Mapping[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """Wait for Python with these arguments, in the program's folder; ``options`` as :func:`subprocess.run` has them."""
    return subprocess.run(
        python(*arguments), cwd=PROGRAM, env=environment(variables), creationflags=NO_WINDOW, check=False, **options
    )


def started(
    arguments: Sequence[str], variables: Mapping[str, str] | None = None, **options: Any
) -> subprocess.Popen[Any]:
    """Begin Python with these arguments, in the program's folder; ``options`` as :class:`subprocess.Popen` has them."""
    return subprocess.Popen(
        python(*arguments), cwd=PROGRAM, env=environment(variables), creationflags=NO_WINDOW, **options
    )
