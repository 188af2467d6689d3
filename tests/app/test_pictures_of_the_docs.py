"""The pictures of the documents: each is there, and the script that makes them still can."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from inspect import signature
from pathlib import Path

from app.window.project.questions import Questions

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/gallery.md", "docs/learning.md")
PICTURE = re.compile(r"!\[[^]]*\]\(([^)]+\.png)\)")


def test_every_picture_that_a_page_shows_is_there() -> None:
    shown = [(page, name) for page in PAGES for name in PICTURE.findall((ROOT / page).read_text(encoding="utf-8"))]
    assert len(shown) > 15
    assert [pair for pair in shown if not ((ROOT / pair[0]).parent / pair[1]).is_file()] == []


def test_the_script_of_the_pictures_answers_as_the_windows_questions_ask() -> None:
    """It answered in the way of before, and made no picture after the first edit."""
    spec = spec_from_file_location("make_screenshots", ROOT / "docs" / "make_screenshots.py")
    assert spec is not None and spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    asked = [name for name, method in vars(Questions).items() if not name.startswith("_") and callable(method)]
    assert len(asked) >= 4
    for name in asked:
        wanted = list(signature(getattr(Questions, name)).parameters)
        assert list(signature(getattr(script.NothingIsKept, name)).parameters) == wanted, name
