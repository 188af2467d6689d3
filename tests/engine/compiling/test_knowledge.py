"""What SymPy found is kept, and forgotten as soon as a model's file says something else."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from engine.backends.kernels import source_cache
from engine.compiling import compiled_population
from engine.compiling.steps import population
from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import ExponentialCurrent

MODEL = '''
from engine.model.declaration import NeuronModel, Parameter, State, equation

class Decaying(NeuronModel):
    """A potential that decays."""

    tau = Parameter("ms", "t", "time constant", default=2.0)
    V = State("mV", "V", "membrane", start=1.0)

    @equation
    def dV_dt(V, tau):
        return -{factor} * V / tau
'''


def _module(path: Path, factor: float) -> ModuleType:
    path.write_text(MODEL.format(factor=factor), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("a_model_that_changes", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    monkeypatch.setattr(source_cache, "folder", lambda: folder)
    monkeypatch.setattr(population, "_answers", {})
    return folder


def test_a_changed_file_is_read_anew(cache: Path, tmp_path: Path) -> None:
    first = compiled_population(_module(tmp_path / "model.py", 1.0).Decaying, {})
    second = compiled_population(_module(tmp_path / "model.py", 2.0).Decaying, {})
    slow, fast = (p.coefficients({"tau": 2.0}, 1.0)["P_V_V"] for p in (first, second))
    assert fast == pytest.approx(slow**2)
    assert len(list(cache.glob("population_*.kept"))) == 2


def test_a_known_population_is_taken_from_the_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    population._answers.clear()
    monkeypatch.setattr(population, "_derive", None)  # deriving again would fail
    again = compiled_population(LeakyIntegrateAndFire, {"r0": ExponentialCurrent})
    assert again == known and again is not known


@pytest.mark.parametrize("content", ["", "{", '{"arguments": []}', "[]"])
def test_spoilt_knowledge_is_derived_again(cache: Path, content: str) -> None:
    known = compiled_population(LeakyIntegrateAndFire, {})
    (path,) = cache.glob("population_*.kept")
    path.write_text(content, encoding="utf-8")
    population._answers.clear()
    assert compiled_population(LeakyIntegrateAndFire, {}) == known
    assert json.loads(source_cache.kept(path) or b"")["numba_text"] == known.numba_text


def test_the_label_the_varied_and_the_precision_are_part_of_the_question(cache: Path) -> None:
    compiled_population(LeakyIntegrateAndFire, {"a": ExponentialCurrent})
    compiled_population(LeakyIntegrateAndFire, {"b": ExponentialCurrent})
    compiled_population(LeakyIntegrateAndFire, {"b": ExponentialCurrent}, frozenset({"V_th"}))
    compiled_population(LeakyIntegrateAndFire, {"b": ExponentialCurrent}, precision="float32")
    assert len(list(cache.glob("population_*.kept"))) == 4
