"""Every recipe whose kind can be plugged in is a plug-in as it stands, and is judged by the same laws."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.plugins.kinds import KINDS
from tests.recipes.page import PAGE, Recipe, as_plugin, recipes
from tests.recipes.test_recipes import TRIALS, cases, run, wrong

ROOT = Path(__file__).parents[2]
FOLDERS = {kind.package.replace(".", "/") for kind in KINDS}
PLUGGABLE = tuple(recipe for recipe in recipes() if Path(recipe.path).parent.as_posix() in FOLDERS)
NONE = {"turn_sign", "crowd", "many_neurons"}
"""What cannot be plugged in, as the page says."""


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What went wrong by each test that speaks of a recipe, all of them brought as plug-ins."""
    folder = tmp_path_factory.mktemp("plugins")
    options = []
    for recipe in PLUGGABLE:
        path = folder / f"{recipe.name}.py"
        path.write_text(as_plugin(recipe), encoding="utf-8")
        options.append(f"--plugin={path}")
    report = folder / "report.xml"
    done = run(
        ROOT, sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", f"--junitxml={report}",
        TRIALS, "tests/laws/test_models.py", *options,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    return cases(report)


def test_every_recipe_but_three_can_be_plugged_in() -> None:
    assert {recipe.name for recipe in recipes()} - {recipe.name for recipe in PLUGGABLE} == NONE
    page = PAGE.read_text(encoding="utf-8").split("## As a plug-in\n", 1)[1].split("\n## ", 1)[0]
    assert all(words in page for words in ("gesture", "check of lessons", "lesson"))


@pytest.mark.parametrize("recipe", PLUGGABLE, ids=lambda recipe: recipe.name)
def test_a_recipe_does_as_a_plug_in_what_it_says(recipe: Recipe, judged: dict[str, str]) -> None:
    told = {test: words for test, words in judged.items() if recipe.name in test.replace("-", "_")}
    assert any(test.endswith(f"trials::test_{recipe.name}") for test in told)
    assert not any(told.values()), wrong(told)


def test_nothing_but_what_speaks_of_a_plug_in_is_run(judged: dict[str, str]) -> None:
    names = [recipe.name for recipe in PLUGGABLE]
    assert len(judged) > 50 and not [t for t in judged if not any(name in t.replace("-", "_") for name in names)]


def test_a_plug_in_that_breaks_a_law_is_told_so(tmp_path: Path) -> None:
    recipe = next(recipe for recipe in PLUGGABLE if recipe.name == "doubling_integrator")
    path = tmp_path / "doubling_integrator.py"
    path.write_text(as_plugin(recipe).replace("return 2 * I / C_m", "return 2 * I"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", "tests/laws/test_models.py",
         f"--plugin={path}"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "DoublingIntegrator.dV_dt" in done.stdout
