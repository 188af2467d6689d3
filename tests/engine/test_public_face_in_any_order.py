"""Every public name, used as a stranger would: twice, and before and after every other, each time of a new import.

A process of its own loads libraries once, and the program itself anew for each order: that is what may hang on it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from engine.model.registry import reexport

ROOT = Path(__file__).parents[2]
USES = {
    "ByDistance": "assert engine.ByDistance('linear', 1.0, 2.0).scale == 1.0",
    "Connections": "assert len(engine.Connections([0], [1]).pre) == 1",
    "Dataset": "assert engine.Dataset('d', engine.find('datasets/digits')).split == 'test'",
    "Decoder": "assert engine.Decoder('d', engine.find('decoders/spike_count'), 'A').labels is None",
    "Encoder": "assert engine.Encoder('e', engine.find('encoders/poisson'), 'd').dataset == 'd'",
    "EnergyModel": "assert engine.EnergyModel(add=0.1).changed == {'add': 0.1}",
    "Evaluation": "assert engine.Evaluation.counts_by",
    "InferenceCosts": "assert engine.InferenceCosts((), (), ()).named({}).twin == ()",
    "LayerCost": "assert engine.LayerCost('a', additions=1000.0).energy(engine.EnergyModel()) == 0.9",
    "LogNormal": "assert engine.LogNormal(1.0, 2.0).std == 2.0",
    "MLflowLog": "assert callable(engine.MLflowLog)",
    "Network": "assert engine.Network(network()).run(50.0, backend='numpy').rate('A') > 0.0",
    "NetworkDescription": "assert network().resolution == 0.1",
    "NetworkError": "assert issubclass(engine.NetworkError, ValueError)",
    "Normal": "assert engine.Normal(0.0, 1.0).mean == 0.0",
    "Population": "assert network().populations[0].size == 2",
    "Problem": "assert engine.Problem('a', 'nothing-to-run').is_fatal",
    "Projection": "assert engine.Projection('p', 'A', 'A', None, engine.find('wiring/all_to_all'), 1.0).weight == 1.0",
    "Record": "assert engine.Record(0, 10).resolution == 0.1",
    "Recording": "assert engine.Recording('r', 'A', 'spikes').element == 'A'",
    "Sign": "assert engine.Sign('mixed') is engine.Sign.MIXED",
    "Simulation": "assert len(engine.Simulation(network(), backend='numpy').run(50.0).times('A'))",
    "StepCosts": "assert engine.StepCosts(64, 5, (), 0.5, 0.25).seconds == 0.75",
    "Stimulus": "assert engine.Stimulus('s', engine.find('stimuli/dc_current')).id == 's'",
    "TensorBoardLog": "assert callable(engine.TensorBoardLog)",
    "TrainingEnd": "assert engine.TrainingEnd.EARLY in engine.TrainingEnd",
    "TrainingLoop": "refused(lambda: engine.TrainingLoop(engine.Network(network())))",
    "TrainingResult": "assert engine.TrainingResult.accuracy",
    "Uniform": "assert engine.Uniform(0.0, 1.0).high == 1.0",
    "check": "assert engine.check(network()) == []",
    "equations": "assert engine.equations(TEXT).states()",
    "evaluate": "refused(lambda: engine.evaluate(network()))",
    "export": "refused(lambda: engine.export(engine.Network(network()), 'a.nir'))",
    "find": "assert engine.find('neurons/izhikevich').title == 'Izhikevich'",
    "fit": "refused(lambda: engine.fit(network(), engine.find('learning/surrogate_gradient')))",
    "load": "assert engine.load('resources/examples/four-cells.spikeloom').populations",
    "models": "assert all(engine.models(kind) for kind in KINDS) and set(KINDS) < set(engine.models())",
    "step_costs": "refused(lambda: engine.step_costs(network()))",
    "sweep": "raised(ValueError, lambda: engine.sweep('resources/examples/four-cells.spikeloom', ['A.no=1,2']))",
    "train": "refused(lambda: engine.train(engine.Network(network())))",
    **{
        kind: f"assert engine.{kind}.__all__ and len(engine.models({kind!r})) == len(engine.{kind}.__all__)"
        for kind in reexport.KINDS
    },
}
BEFORE = """
import engine
KINDS = ("stimuli", "neurons", "synapses", "learning", "datasets", "wiring")
TEXT = "dv/dt = (E_L - v)/tau : mV\\ntau = 10 ms\\nE_L = -70 mV"

def network():
    made = engine.Population("A", engine.find("neurons/leaky_integrate_and_fire"), 2, bias=500.0)
    return engine.NetworkDescription(populations=(made,))

def raised(kind, act):
    try:
        act()
    except kind as error:
        assert str(error)
    else:
        raise AssertionError("nothing was refused")

def refused(act):
    raised(engine.NetworkError, act)

"""


def test_every_public_name_is_tried():
    assert set(USES) == set(engine.__all__)


FIRST = sorted({*engine.LATE, "equations", "find", "models", "neurons", "stimuli"})
"""Names that load something when they are asked for; the others are there from the start."""


WAYS = (
    "import engine.models.neurons.izhikevich as found\nassert found.Izhikevich.title",
    "from engine.models.neurons import izhikevich as found\nassert found.Izhikevich.title",
    "import engine.models.neurons.izhikevich\nassert engine.models.neurons.izhikevich.Izhikevich.title",
    "from engine import models\nmodels('neurons')\nfrom engine import models as again\nassert again is models",
    "from engine import *\nassert models('stimuli') and models('stimuli') and find('learning/e_prop')",
    "import engine.stimuli, engine.neurons\nassert engine.models('neurons') and engine.neurons.Izhikevich",
)
ANEW = """
import json, sys, traceback

failed = {}
for code in json.load(sys.stdin):
    for name in [name for name in sys.modules if name.partition(".")[0] in ("app", "engine")]:
        del sys.modules[name]
    try:
        exec(code, {"__name__": "__main__"})
    except BaseException:
        failed[code] = traceback.format_exc()
print(json.dumps(failed))
"""


def wrong(codes: list[str]) -> dict[str, str]:
    """What went wrong by each program, run one after the other, for each of which the engine is imported anew."""
    done = subprocess.run(
        [sys.executable, "-c", ANEW], input=json.dumps(codes), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_every_name_does_the_same_twice_and_whatever_came_before():
    """``engine.models("stimuli")`` loaded the package of that name, which then stood in the place of the function."""
    names, codes = sorted(USES), []
    for first in FIRST:
        at = names.index(first)
        order = [*names[at:], *names[:at]]
        lines = [f"{USES[name]}\n{USES[name]}" for name in (order if at % 2 else [first, *reversed(order[1:])])]
        codes.append(BEFORE + "\n".join(lines))
    assert wrong(codes) == {}


def test_the_package_of_the_models_and_the_function_of_its_name_do_not_hide_each_other():
    every = [f"import engine\n{way}\nassert engine.models('neurons') and engine.models('stimuli')\n" for way in WAYS]
    assert wrong(every) == {}


def test_a_name_that_is_hidden_by_another_is_told():
    assert list(wrong(["import engine\nengine.models = 1", "import engine\nengine.models('neurons')", "1 / 0"])) == [
        "1 / 0"
    ]


def test_the_learning_methods_are_models_too():
    """They were listed by the command line and unknown to Python."""
    methods = engine.models("learning")
    assert engine.find("learning/surrogate_gradient") is methods["learning/surrogate_gradient"]
    assert all(method.key == key and method.title for key, method in methods.items())


@pytest.mark.parametrize("kind", ["neuron", "", "learning/", "analysis"])
def test_an_unknown_kind_names_the_known_ones(kind):
    with pytest.raises(KeyError) as refused:
        engine.models(kind)
    assert str(refused.value) == (
        f"there is no kind of model {kind!r}; there are neurons, synapses, plasticity, short_term, encoders, stimuli, "
        "decoders, wiring, positions, recorders, datasets, learning"
    )


@pytest.mark.parametrize("key", ["learning/nothing", "learning", "neurons/nothing", "", "models/neurons"])
def test_an_unknown_model_is_named(key):
    with pytest.raises(KeyError, match="there is no model"):
        engine.find(key)
