"""A network as the text of a program, without a window."""

from __future__ import annotations

from collections.abc import Callable

from app.command_line.arguments import Refusal
from app.command_line.results import understood
from app.document.document import Document
from app.document.words.problem_words import reasons
from app.i18n.translation import problem_words, sentences, tr
from engine.scripts.script import ARCHIVE as ARCHIVE
from engine.scripts.script import Script
from engine.scripts.targets import targets
from engine.scripts.writing import script


def script_text(
    document: Document, seed: int, duration: float, simulator: str | None, tell: Callable[[str], object]
) -> Script:
    """The script of a drawing, which runs for ``duration`` ms here, or in the ``simulator`` of that name.

    ``tell`` is told of each element that the script does without.
    Raises NetworkError where the drawing has no meaning, Refusal where there is no such simulator or it lacks a thing.
    """
    description, title = understood(document), document.settings.title
    if simulator is None:
        return script(description, seed=seed, title=title, duration=duration)
    if simulator not in targets():
        words = {"name": simulator, "names": ", ".join(targets())}
        raise Refusal(tr("There is no simulator {name} to write for; there are {names}.", **words))
    lacking = targets()[simulator].refusals(description)
    fatal = [problem for problem in lacking if problem.is_fatal]
    if fatal:
        raise Refusal(sentences(*reasons(document, fatal)))
    for problem in lacking:
        tell(problem_words(problem))
    return targets()[simulator].script(description, seed=seed, title=title, duration=duration)
