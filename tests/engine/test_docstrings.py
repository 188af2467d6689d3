"""Every example in a docstring of the engine runs, and gives what stands there."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from docs import api_page

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for path in (ROOT / "engine").rglob("*.py")
    if "\n>>> " in (text := path.read_text(encoding="utf-8")) or "    >>> " in text
)
CASES = [case for name in MODULES for case in doctest.DocTestFinder().find(import_module(name)) if case.examples]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_example_gives_what_stands_there(case: doctest.DocTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / "resources" / "examples")  # projects that a docstring loads by name
    said: list[str] = []
    assert not doctest.DocTestRunner().run(case, out=said.append).failed, "".join(said)


def test_the_public_face_has_examples() -> None:
    assert {"engine", "engine.api.network.Network", "engine.api.training.train"} <= {case.name for case in CASES}


def test_the_page_is_what_the_docstrings_say() -> None:
    """``python -m tests.write`` brings it up to date."""
    assert api_page.PAGE.read_text(encoding="utf-8") == api_page.page()
