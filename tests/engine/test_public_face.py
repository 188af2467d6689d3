"""What ``import engine`` offers."""

from __future__ import annotations

import inspect
import subprocess
import sys

import engine


def test_every_name_says_what_it_is():
    assert len(engine.__all__) == len(set(engine.__all__)) <= 50
    for name in engine.__all__:
        assert inspect.getdoc(getattr(engine, name)), name
    assert set(engine.LATE) <= set(engine.__all__)


def test_importing_the_engine_is_quick():
    code = (
        "import sys, engine; heavy = {'numba', 'sympy', 'scipy', 'sklearn', 'h5py', 'app'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_project_is_loaded_without_the_window():
    code = (
        "import sys, engine\nassert engine.load('resources/examples/four-cells.spikeloom').populations\n"
        "assert not {'PySide6', 'pyqtgraph'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_known_model_runs_and_learns_without_sympy():
    code = (
        "import sys\nfrom engine import NetworkDescription, Population, Simulation, find, load, train\n"
        "neurons = Population('a', find('neurons/leaky_integrate_and_fire'), 2, bias=500.0)\n"
        "network = NetworkDescription(populations=(neurons,))\n"
        "for backend in ('numpy', 'numba'):\n    Simulation(network, backend=backend).run(1.0)\n"
        "train(load('resources/examples/spike-xor.spikeloom'), epochs=1)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    check = code + "assert 'sympy' not in sys.modules\n"
    subprocess.run([sys.executable, "-c", check], check=True)
