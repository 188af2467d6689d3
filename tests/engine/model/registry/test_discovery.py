"""Models are found by looking into their folders."""

import re
import subprocess
import sys

import pytest

from engine.model.declaration import NeuronModel
from engine.model.equations import card
from engine.model.registry import discovery, reexport
from engine.model.registry.categories import CATEGORIES

HEAVY = ("sympy", "numba", "scipy", "cupy", "sklearn", "h5py", "nir", "PySide6")


def test_every_kind_has_models_with_keys_of_that_kind() -> None:
    for kind in discovery.KINDS:
        found = discovery.models(kind)
        assert found
        assert all(key == model.key and key.startswith(f"{kind}/") for key, model in found.items())


@pytest.mark.parametrize("kind", discovery.KINDS)
def test_every_category_has_its_place_in_the_order_of_teaching(kind: str) -> None:
    assert {model.category for model in discovery.models(kind).values()} <= set(CATEGORIES[kind])


def test_the_simplest_model_of_the_first_category_comes_first() -> None:
    titles = [model.title for model in discovery.models("neurons").values()]
    basic = ["Integrate-and-fire", "Leaky integrate-and-fire", "Adaptive exponential integrate-and-fire"]
    assert [title for title in titles if title in basic] == basic
    for kind in discovery.KINDS:
        places = [CATEGORIES[kind].index(model.category) for model in discovery.models(kind).values()]
        assert places == sorted(places)


def test_a_model_is_found_by_its_key() -> None:
    model = discovery.find("neurons/leaky_integrate_and_fire")
    assert issubclass(model, NeuronModel)
    assert model.title == "Leaky integrate-and-fire"


@pytest.mark.parametrize("key", ["neurons/unknown", "nothing/at_all", "", "neurons", "../secrets"])
def test_an_unknown_key_says_which(key: str) -> None:
    with pytest.raises(discovery.UnknownModel, match="there is no model"):
        discovery.find(key)


def test_importing_every_model_and_every_method_of_learning_brings_nothing_heavy() -> None:
    script = f"""
import sys
import numpy
from engine.learning.methods import methods
from engine.model.registry import discovery
assert methods()
for kind in discovery.KINDS:
    discovery.models(kind)
heavy = [name for name in {HEAVY!r} if name in sys.modules]
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", reexport.KINDS)
def test_the_stub_of_a_kind_names_exactly_what_discovery_finds(kind: str) -> None:
    written = reexport.stub_path(kind).read_text(encoding="utf-8")
    assert written == reexport.stub(kind), "uv run --group dev python -m tests.write"


@pytest.mark.parametrize("kind", reexport.KINDS)
def test_a_kind_re_exports_its_models(kind: str) -> None:
    module = __import__(f"engine.{kind}", fromlist=[kind])
    assert {name: getattr(module, name) for name in module.__all__} == reexport.by_name(kind)


@pytest.mark.parametrize("kind", discovery.KINDS)
def test_the_source_of_a_model_is_one_that_can_be_looked_up(kind: str) -> None:
    """A window in any language shows it as it stands: “whoever gives them” was English among Chinese, and no source."""
    models = {
        key: model for key, model in discovery.models(kind).items() if not model.text
    }  # who typed it is to say it
    sources = {key: card.card(model).source for key, model in models.items()}
    named = re.compile(r"\d{4}|NEST's")
    assert {key: source for key, source in sources.items() if source and not named.search(source)} == {}
