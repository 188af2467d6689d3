"""A network as the text of a program, without a window.

Simulators run what stimuli drive, libraries what samples do; a name stands for the program of either.
"""

from __future__ import annotations

from collections.abc import Callable

from app.command_line.arguments import Refusal, programs
from app.command_line.results import format_named, understood
from app.document.document import Document
from app.document.words.problem_words import reasons
from app.i18n.translation import listed, problem_words, sentences, tr
from engine.exporting.formats import formats
from engine.scripts.script import ARCHIVE as ARCHIVE
from engine.scripts.script import Script
from engine.scripts.targets import targets
from engine.scripts.writing import script


def demand_program(name: str) -> None:
    """Raise Refusal where no program is written for such a simulator or library."""
    if name not in programs():
        words = {"name": name, "names": listed(programs())}
        raise Refusal(tr("There is no simulator {name} to write for; there are {names}.", **words))


def demand_known(name: str) -> None:
    """Raise NetworkError where nothing is written for software of that name."""
    if name not in programs():
        format_named(name)


def is_simulated(document: Document, name: str) -> bool:
    """Tell whether a script is written for what is behind that name: of a network that no samples drive."""
    return name in targets() and (name not in formats() or not understood(document).datasets)


def script_text(
    document: Document, seed: int, duration: float, simulator: str | None, tell: Callable[[str], object]
) -> Script:
    """The script of a drawing, which runs for ``duration`` ms here, or in the ``simulator`` of that name.

    ``tell`` is told of each element that the script does without.
    Raises NetworkError where the drawing has no meaning, Refusal where the simulator lacks a thing.
    """
    description, title = understood(document), document.settings.title
    if simulator is None:
        return script(description, seed=seed, title=title, duration=duration)
    lacking = targets()[simulator].refusals(description)
    fatal = [problem for problem in lacking if problem.is_fatal]
    if fatal:
        raise Refusal(sentences(*reasons(document, fatal)))
    for problem in lacking:
        tell(problem_words(problem))
    return targets()[simulator].script(description, seed=seed, title=title, duration=duration)
