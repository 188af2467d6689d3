"""The first recipe of CONTRIBUTING is carried out as written, in a copy of the engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

TRIAL = """
from engine import NetworkDescription, Population, Simulation
from engine.model.registry import discovery
from engine.model.equations import card

model = discovery.find("neurons/doubling_integrator")
assert model in discovery.models("neurons").values()
assert card.card(model).equations
for backend in ("numpy", "numba"):
    # 2 * 800 pA / 250 pF = 6.4 mV/ms: 15 mV are passed in step 24, so four spikes fall into 10 ms
    network = NetworkDescription(0.1, (Population("p", model, 3, bias=800.0),))
    spikes = Simulation(network, backend=backend).advance(101).spikes["p"]
    print(backend, len(spikes.neurons))
"""


def test_a_model_added_by_the_recipe_is_found_shown_and_simulated(tmp_path: Path) -> None:
    recipe = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## Add a model")[1].split("\n## ")[0]
    (place,) = re.findall(r"`(engine/models/\S+\.py)`", recipe)
    (text,) = re.findall(r"```python\n(.*?)```", recipe, flags=re.DOTALL)
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / place).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TRIAL], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["numpy 12", "numba 12"]
