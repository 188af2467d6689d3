"""Models are found by looking into their folders."""

import subprocess
import sys

import pytest

from engine.model import discovery, reexport
from engine.model.declaration import NeuronModel

HEAVY = ("sympy", "numba", "scipy", "cupy", "sklearn", "h5py", "nir", "PySide6")


def test_every_kind_has_models_with_keys_of_that_kind() -> None:
    for kind in discovery.KINDS:
        found = discovery.models(kind)
        assert found
        assert all(key == model.key and key.startswith(f"{kind}/") for key, model in found.items())


def test_models_are_sorted_by_category_then_title() -> None:
    for kind in discovery.KINDS:
        names = [(m.category, m.title) for m in discovery.models(kind).values()]
        assert names == sorted(names)


def test_a_model_is_found_by_its_key() -> None:
    model = discovery.find("neurons/leaky_integrate_and_fire")
    assert issubclass(model, NeuronModel)
    assert model.title == "Leaky integrate-and-fire"


@pytest.mark.parametrize("key", ["neurons/unknown", "nothing/at_all", "", "neurons", "../secrets"])
def test_an_unknown_key_says_which(key: str) -> None:
    with pytest.raises(discovery.UnknownModel, match="there is no model"):
        discovery.find(key)


def test_importing_every_model_brings_nothing_heavy() -> None:
    script = f"""
import sys
import numpy
from engine.model import discovery
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
    assert written == reexport.stub(kind), "run: python -m engine.model.reexport"


@pytest.mark.parametrize("kind", reexport.KINDS)
def test_a_kind_re_exports_its_models(kind: str) -> None:
    module = __import__(f"engine.{kind}", fromlist=[kind])
    assert {name: getattr(module, name) for name in module.__all__} == reexport.by_name(kind)
