"""Every visible string passes here: ``tr("Open a project")``, ``tr("{count} problems", count=3)``.

The English text is the key; a catalogue in ``resources/translations/<language>.json`` maps it to another
language. A text without a translation is shown in English. The language ``pseudo`` marks every text that
went through a catalogue, so that a test finds the strays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from engine.problems import SENTENCES, Problem

if TYPE_CHECKING:
    from engine.importing.imported import ImportProblem

CATALOGUES = Path(__file__).parent.parent / "resources" / "translations"
PSEUDO = "pseudo"

_catalogue: dict[str, str] = {}
_language = "en"


def use_language(language: str) -> None:
    """Choose the language of all strings translated from now on; an unknown one falls back to English."""
    global _language, _catalogue
    _language = language
    path = CATALOGUES / f"{language}.json"
    _catalogue = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def tr(text: str, **values: object) -> str:
    """``text`` in the language of the window, its ``{names}`` filled from ``values``."""
    template = f"⟦{text}⟧" if _language == PSEUDO else _catalogue.get(text, text)
    return template.format(**values) if values else template


def own_language(texts: Mapping[str, str]) -> str:
    """Of one text in several languages, by ``en``, ``zh``, the one of the window; English where it lacks that."""
    text = texts.get(_language) or texts.get(_language.partition("_")[0]) or texts["en"]
    return f"⟦{text}⟧" if _language == PSEUDO else text


def sentence(problem: Problem) -> str:
    """What is wrong, in the language of the window."""
    return tr(SENTENCES[problem.code].text, **problem.values)


def reason(problem: ImportProblem) -> str:
    """Why a file cannot be read, in the language of the window."""
    return tr(problem.text, **problem.values)


def remedy(problem: Problem) -> str:
    """What to do about it, in the language of the window."""
    return tr(SENTENCES[problem.code].remedy, **problem.values)
