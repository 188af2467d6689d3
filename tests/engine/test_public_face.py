"""What ``import engine`` offers."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys

import engine


def test_about_ten_names_each_say_what_they_are():
    assert 8 <= len(engine.__all__) <= 15
    for name in engine.__all__:
        assert inspect.getdoc(getattr(engine, name)), name


def test_the_example_of_the_docstring_runs():
    parsed = doctest.DocTestParser().get_examples(engine.__doc__)
    names: dict = {}
    for example in parsed:
        exec(example.source, names)  # our own docstring
    assert len(names["record"].times("A")) > 20


def test_importing_the_engine_is_quick():
    code = (
        "import sys, engine; heavy = {'numba', 'sympy', 'scipy', 'sklearn', 'h5py'} & set(sys.modules); "
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_known_model_runs_without_sympy():
    code = (
        "import sys\nfrom engine import NetworkDescription, Population, Simulation, find\n"
        "neurons = Population('a', find('neurons/leaky_integrate_and_fire'), 2, bias=500.0)\n"
        "network = NetworkDescription(populations=(neurons,))\n"
        "for backend in ('numpy', 'numba'):\n    Simulation(network, backend=backend).run(1.0)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    check = code + "assert 'sympy' not in sys.modules\n"
    subprocess.run([sys.executable, "-c", check], check=True)
