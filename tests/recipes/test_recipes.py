"""Every recipe of ``docs/extending.md`` is carried out in a copy, as written, and judged by the laws of its kind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from filecmp import cmp
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.model.registry.discovery import PACKAGES
from tests.check import command, known_types
from tests.recipes.page import LAW, PAGE, ROOT, Recipe, recipes

RECIPES = recipes()
NEW = [recipe.path for recipe in RECIPES]
EVERY = pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
COPIED = ("app", "engine", "resources", "tests", "docs", "README.md")
LINKED = ("main.py", "pyproject.toml", "CONTRIBUTING.md", ".ci")
TRIALS = "tests/recipes/trials.py"
LAWS = (
    TRIALS,
    "tests/laws/test_models.py",
    "tests/engine/model/registry/test_discovery.py",
    "tests/app/lessons/test_lessons.py",
    "tests/architecture/test_commands_of_the_readme.py",
    "tests/architecture/test_folders_of_features.py",
    "tests/architecture/test_rooms.py",
    "tests/architecture/test_sources.py",
)
"""Trials, and laws of declarations: what they say of anything but a recipe is said of the whole tree."""
ELSEWHERE = {"tests.laws.test_round_trips"}  # of encoders whose spikes carry a value
WHOLE = ("tests/laws", "tests/engine", "tests/science", "tests/app", "tests/architecture")


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool in the copy."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        arguments,
        cwd=tree,
        env=known | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program with every recipe carried out, and the command run behind them."""
    made = tmp_path_factory.mktemp("recipes") / "spikeloom"
    made.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, made / name)
        else:
            shutil.copy2(ROOT / name, made / name)
    for name in LINKED:
        (made / name).symlink_to(ROOT / name)
    for recipe in RECIPES:
        assert not (made / recipe.path).exists(), recipe.path  # one file more, and none that was there is changed
        (made / recipe.path).write_text(recipe.text, encoding="utf-8")
    done = run(made, sys.executable, *written_command())
    assert done.returncode == 0, done.stderr
    assert "zh_CN lacks 'Doubling integrator'" in done.stdout and "gives up" not in done.stdout
    return made


def written_command() -> list[str]:
    """The arguments of Python in the first command of the page."""
    (found,) = re.findall(r"^uv run --group dev python (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return str(found).split()


def cases(path: Path) -> dict[str, str]:
    """What went wrong by each test of a run, "" where nothing did."""
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        words = [part.text or part.tag for part in case if part.tag in {"failure", "error"}]
        found[f"{case.get('classname')}::{case.get('name')}"] = "\n".join(words)
    return found


def named_laws(recipe: Recipe) -> set[str]:
    """The files of tests that a recipe names, as modules. Raises StopIteration where there is none."""
    found = (next((ROOT / "tests").rglob(Path(law).name)) for law in LAW.findall(recipe.words))
    return {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in found}


def judged(tree: Path, *chosen: str) -> dict[str, str]:
    """Run tests in the copy: those that speak of a recipe, and whole files that judge all there is."""
    names = {recipe.name for recipe in RECIPES} | {recipe.name.replace("_", "-") for recipe in RECIPES}
    files = [Path(law).name for law in LAWS if law in chosen and Path(law).name != "test_models.py"]
    report = tree / "report.xml"
    done = run(
        tree, sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", f"--junitxml={report}",
        "-k", " or ".join(sorted(names | set(files))), *chosen,
    )  # fmt: skip
    assert report.exists(), done.stdout + done.stderr
    return cases(report)


@pytest.fixture(scope="session")
def laws(tree: Path) -> Mapping[str, str]:
    return judged(tree, *LAWS)


def wrong(told: Mapping[str, str]) -> str:
    """What went wrong, to be read."""
    return "\n".join(f"{test}\n{words}" for test, words in told.items() if words)


def of(recipe: Recipe, told: Mapping[str, str]) -> dict[str, str]:
    return {test: words for test, words in told.items() if recipe.name in test.replace("-", "_")}


def test_the_command_writes_what_follows_and_changes_nothing_else(tree: Path) -> None:
    """Beside the file of a recipe there is nothing that a hand would have to touch."""
    every = {
        path.relative_to(tree) for top in ("app", "engine", "resources", "docs") for path in tree.glob(f"{top}/**/*")
    }
    files = {path for path in every if (tree / path).is_file() and path.suffix != ".pyc"} | {Path("README.md")}
    new = {path.as_posix() for path in files if not (ROOT / path).exists()}
    assert new - set(NEW) == {"resources/lessons/many-neurons/network.spikeloom"}
    changed = {path.as_posix() for path in files if (ROOT / path).exists() and not cmp(ROOT / path, tree / path, False)}
    stubs = {f"engine/{Path(path).parent.name}.pyi" for path in NEW if path.startswith("engine/models/")}
    assert changed == {*stubs, "README.md", "docs/api.md"}


@EVERY
def test_what_a_recipe_adds_is_found_keeps_the_laws_and_does_what_it_says(
    recipe: Recipe, laws: Mapping[str, str]
) -> None:
    told = of(recipe, laws)
    assert any(test.endswith(f"trials::test_{recipe.name}") for test in told), "nothing tries it"
    assert not any(told.values()), wrong(told)


def test_the_tree_with_every_recipe_is_whole(laws: Mapping[str, str]) -> None:
    assert len(laws) > 120
    assert not any(laws.values()), wrong(laws)


def test_style_and_format_find_nothing(tree: Path) -> None:
    for tool in (("ruff", "check", "--no-cache"), ("ruff", "format", "--check", "--no-cache")):
        done = run(tree, *command(*tool), *NEW)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_kind_has_its_recipe_and_every_recipe_says_which_laws_judge_it() -> None:
    folders = {str(Path(path).parent).replace("/", ".") for path in NEW}
    assert set(PACKAGES.values()) - folders == {"engine.models.recorders"}
    assert len(folders) == len(NEW) > len(PACKAGES)
    for recipe in RECIPES:
        assert f"`{Path(recipe.path).parent.as_posix()}/`" in recipe.words
        assert named_laws(recipe), recipe.title


def test_types_find_nothing(tree: Path) -> None:
    """Begun with what mypy knows of the tree without the recipes, or the other way round."""
    with known_types(tree):
        done = run(tree, *command("mypy", *NEW))
    assert done.returncode == 0, done.stdout + done.stderr


def test_contracts_find_nothing(tree: Path) -> None:
    done = run(tree, *command("lint-imports", "--no-cache"))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.release
def test_every_law_that_speaks_of_a_recipe_holds(tree: Path) -> None:
    told = judged(tree, *WHOLE)
    assert len(told) > 350
    assert not any(told.values()), wrong(told)
    whole = {law.removesuffix(".py").replace("/", ".") for law in LAWS}
    for recipe in RECIPES:
        judging = {test.partition("::")[0] for test in of(recipe, told)}
        assert named_laws(recipe) - whole - ELSEWHERE <= judging, recipe.title
