"""What a script may say, what is told of the first line that says more, and that nothing of it is ever run."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.model.registry.discovery import find
from engine.model.typed.equations import equations
from engine.model.typed.mistakes import Mistake
from engine.network.description import NetworkDescription
from engine.network.likeness import same
from engine.network.values import LogNormal, Normal
from engine.scripts import reading
from engine.scripts.reading import LONGEST, read_script
from engine.scripts.writing import script
from tests.laws.networks import LIF, plastic, recurrent, stimulated
from tests.strangers import worded

HEAD = """from engine import Connections, NetworkDescription, Population, Projection, Recording, equations, find
from engine.network.description import Sign
from engine.network.values import Normal
from engine.neurons import LeakyIntegrateAndFire
from engine.synapses import Delta
from engine.wiring import AllToAll
import numpy as np

"""
NEURONS = 'a = Population("a", LeakyIntegrateAndFire, 3)\n'
WHOLE = "network = NetworkDescription(populations=(a,))\n"


def network(text: str) -> NetworkDescription:
    return read_script(HEAD + text).description


def mistake(text: str) -> Mistake:
    with pytest.raises(Mistake) as caught:
        read_script(text)
    return caught.value


def test_arithmetic_tables_and_names_mean_what_they_mean_in_python() -> None:
    found = network(
        "tau, size = 2 * 5.0, 1\n".replace("tau, size = 2 * 5.0, 1", "tau = 2 * (3 + 2) - 0.5")
        + 'cell = {"tau_m": tau, "V_th": -50.0}\n'
        + 'a = Population("a", LeakyIntegrateAndFire, 2**3, cell | {"C_m": 100}, start={**{"V": -65.5}}, bias=-1e3)\n'
        + 'b = Population("b", find("neurons/leaky_integrate_and_fire"), size=7 // 2, bias=Normal(1, 2.0))\n'
        + 'ab = Projection("ab", a.id, "b", Delta, AllToAll, np.full(8, 0.5), sign=Sign.MIXED)\n'
        + "network: NetworkDescription = NetworkDescription(populations=(a, b), projections=(ab,), resolution=0.2)\n"
    )
    a, b = found.populations
    assert a.size == 8 and a.parameters == {"tau_m": 9.5, "V_th": -50.0, "C_m": 100} and a.bias == -1000.0
    assert a.start == {"V": -65.5} and b.size == 3 and b.bias == Normal(1, 2.0)
    assert b.model is find("neurons/leaky_integrate_and_fire") and found.resolution == 0.2
    assert found.projections[0].target == "b" and same(found.projections[0].weight, np.full(8, 0.5))


def test_a_script_of_where_the_program_is_installed_means_the_same() -> None:
    there = (HEAD + NEURONS + WHOLE).replace("from engine", "from spikeloom")
    assert reading.is_script(there) and same(read_script(there).description, network(NEURONS + WHOLE))
    assert mistake("from spikeloom.nowhere import x\n").values["shown"] == "spikeloom.nowhere"


def test_elements_may_stand_within_the_network_and_under_other_names() -> None:
    text = "from engine import NetworkDescription as Net, Population as P\n"
    text += "from engine.network.values import LogNormal\n"
    text += "from engine.neurons import Izhikevich\n"
    text += 'Net(populations=(P("a", Izhikevich, 1, bias=LogNormal(2.0, 1.0)),))\n'
    assert mistake(text).place.line == 4  # a call that nothing is made of would be lost in a script
    found = read_script(text.replace("Net(populations", "whole = Net(populations"))
    assert found.description.populations[0].bias == LogNormal(2.0, 1.0)
    assert found.lines == {"a": range(3, 4)}


REFUSED = {
    "import os\n": (1, 1, "module"),
    "from os import system\n": (1, 1, "module"),
    "from . import engine\n": (1, 1, "module"),
    "from engine import Populaton\n": (1, 20, "not-there"),
    "import engine\n": (1, 1, "module"),
    "x = 1 +\n": (1, 8, "unreadable"),
    "x = __import__('os')\n": (1, 5, "unknown"),
    "x = open('/etc/passwd').read()\n": (1, 5, "unknown"),
    "print(1)\n": (1, 1, "statement"),
    "for i in range(3): pass\n": (1, 1, "statement"),
    "def f(): pass\n": (1, 1, "statement"),
    "class A: pass\n": (1, 1, "statement"),
    "x = y = 1\n": (1, 1, "statement"),
    "x = [i for i in (1, 2)]\n": (1, 5, "expression"),
    "x = lambda: 1\n": (1, 5, "expression"),
    "x = f'{1}'\n": (1, 5, "expression"),
    "x = (lambda: 1)()\n": (1, 6, "expression"),
    "x = 1 if True else 2\n": (1, 5, "expression"),
    "x = 10**400\n": (1, 5, "no-number"),
    "x = 0x" + "f" * 5000: (1, 5, "no-number"),
    "if 0x" + "f" * 5000 + ": pass": (1, 1, "statement"),
    "x = 9**9**9**9\n": (1, 8, "no-number"),
    "x = 1 / 0\n": (1, 5, "no-number"),
    "x = 'a' * 1000000000\n": (1, 5, "no-number"),
    "x = True + 1\n": (1, 5, "no-number"),
    "x = 1 @ 2\n": (1, 5, "expression"),
    "x = (1).real\n": (1, 5, "attribute"),
    "import numpy as np\nx = np.zeros(10**9)\n": (2, 5, "too-many"),
    "import numpy as np\nx = np.load('x')\n": (2, 13, "no-number"),
    "import numpy as np\nx = np.array([[1], [2, 3]])\n": (2, 14, "expression"),
    "import numpy as np\nx = np\n": (2, 5, None),
    "arrays = {}\nx = arrays['a']\n": (2, 5, "expression"),
    HEAD + "a = Population('a', Delta, 3)\n": (9, 21, "wrong"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire)\n": (9, 5, "missing"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, 0)\n": (9, 44, "wrong"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, True)\n": (9, 44, "wrong"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, 1, neurons=3)\n": (9, 55, "arguments"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, 1, size=3)\n": (9, 52, "twice"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, 1, parameters={'tau': 3})\n": (9, 59, "parameter"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, 1, start={'u': 3})\n": (9, 54, "parameter"),
    HEAD + "a = Population('a', LeakyIntegrateAndFire, 1, bias='x')\n": (9, 52, "wrong"),
    HEAD + "a = Population('a', find('neurons/none'), 1)\n": (9, 21, "model"),
    HEAD + "a = Population('a', equations('dv/dt = 1'), 1)\n": (9, 21, "equations"),
    HEAD + "s = equations('on_pre: V += w', 'synapses')\n": (9, 5, "equations"),
    HEAD + "s = equations('on_pre: V += w', 'wiring')\n": (9, 33, "wrong"),
    HEAD + "a = Population('a', equations('on_pre: V += w; w = 1', kind='synapses'), 1)\n": (9, 21, "equations"),
    HEAD + NEURONS + "b" + NEURONS[1:] + WHOLE: (10, 5, "same-id"),
    HEAD + NEURONS + 'b = Population("b", LeakyIntegrateAndFire, 1)\n' + WHOLE: (10, 5, "left-out"),
    HEAD + NEURONS + WHOLE + WHOLE: (11, 11, "two-networks"),
    HEAD + NEURONS: (9, 1, "no-network"),
    HEAD + NEURONS + 'r = Recording("r", "b", "spikes")\n'
    "network = NetworkDescription(populations=(a,), recordings=(r,))\n": (10, 5, "no-element"),
    HEAD + NEURONS + 'p = Projection("p", xyz.id, a.id, Delta, AllToAll, 1.0)\n': (10, 21, "unknown"),
    HEAD + NEURONS + 'p = Projection("p", A.id, a.id, Delta, AllToAll, 1.0)\n': (10, 21, "nearest"),
    HEAD + NEURONS + "network = NetworkDescription(populations=a)\n": (10, 42, "wrong"),
    HEAD + "c = Connections(np.array([0, 1]), np.array([1]))\n": (9, 5, "wrong"),
    'x = "兴奋" + 1\n': (1, 5, "no-number"),
    'y = ("兴奋", z)\n': (1, 12, "unknown"),
    "": (1, 1, "no-network"),
    "x = " + "-" * 60 + "1\n": (1, 46, "too-deep"),
    "x = " + "(" * 500 + "1" + ")" * 500: (1, 205, "unreadable"),
    "x = 1\0\n": (1, 1, "unreadable"),
}
"""Line, column and code of the first refusal; None where the line is read and something else is missing."""


@pytest.mark.parametrize("text", REFUSED)
def test_the_first_line_that_is_not_read_is_named(text: str) -> None:
    line, column, code = REFUSED[text]
    found = mistake(text)
    if code is not None:
        assert (found.place.line, found.place.column, found.code) == (line, column, f"code.{code}")
        assert str(found).startswith(f"Line {line}, column {column}: ")
    assert len(str(found)) < 400


def test_what_is_too_long_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_parsed", lambda text: pytest.fail("it was looked at"))
    assert mistake("x = 1\n" * LONGEST).code == "code.too-long"


def plastic_with_weights() -> NetworkDescription:
    network = plastic()
    first = replace(network.projections[0], weight=np.linspace(10.0, 90.0, 40).reshape(40, 1))
    return replace(network, projections=(first, *network.projections[1:]))


def test_values_of_an_archive_are_numbers_and_it_must_be_there() -> None:
    written = script(plastic_with_weights())
    assert written.arrays and mistake(written.text).code == "code.no-archive"
    spoilt = {name: np.full(array.shape, np.nan) for name, array in written.arrays.items()}
    with pytest.raises(Mistake) as caught:
        read_script(written.text, spoilt)
    assert caught.value.code == "code.no-number"


HOSTILE = (
    "__import__('pathlib').Path({path!r}).touch()",
    "exec('import pathlib; pathlib.Path({path!r}).touch()')",
    "eval('open({path!r}, \"w\")')",
    "(open({path!r}, 'w'))",
    "().__class__.__bases__[0].__subclasses__()",
    "find.__globals__['__builtins__']['open']({path!r}, 'w')",
    "np.__class__",
    "np.fromfile({path!r})",
    "np.save({path!r}, np.zeros(1))",
    "[*open({path!r}, 'w')]",
    "(x := open({path!r}, 'w'))",
    "Population.__init__.__globals__",
    "equations('dv/dt = __import__(\"os\") : 1')",
    "find('neurons/../../x')",
    "{{**open({path!r}, 'w')}}",
    "await x", "yield", "1 .__class__", "f'{{open({path!r}, \"w\")}}'", "a[open({path!r}, 'w')]",
    "-" * 5000 + "1", "+".join(["1"] * 20_000), "a" + ".id" * 5000, "9" * 5000, "0x" + "f" * 5000, "'" + "\\\\" * 999,
    "{{" * 80 + "}}" * 80, "a if " * 300 + "a", "\ud800", "\N{RIGHT-TO-LEFT OVERRIDE}", "1e999", "-1e999",
)  # fmt: skip


@pytest.mark.timeout(120)
@pytest.mark.parametrize("number", range(6))
def test_hostile_texts_are_refused_and_never_run(number: int, tmp_path: Path) -> None:
    """Every piece of a script is another one, at random: what comes is a network or a sentence, and soon."""
    touched, chance = tmp_path / "touched", random.Random(number)
    whole = script(stimulated() if number % 2 else plastic())
    read_at_all = 0
    for turn in range(100):
        text = whole.text
        if turn % 2:
            lines, piece = text.split("\n"), chance.choice(HOSTILE).format(path=str(touched))
            at = chance.randrange(len(lines))
            lines[at] = chance.choice((piece, f"x = {piece}", f"{lines[at]} {piece}", lines[at].replace("0", piece)))
            text = "\n".join(lines)
        else:
            text = worded(text.encode(), chance).decode(errors="replace")
        try:
            read_script(text, whole.arrays)
            read_at_all += 1
        except Mistake as found:
            assert 1 <= found.place.line <= text.count("\n") + text.count("\r") + 1 and len(str(found)) < 600
    assert not touched.exists()
    assert read_at_all < 90


def test_a_typed_synapse_is_written_with_its_kind_and_read_again() -> None:
    text = "dI_s/dt = -I_s/tau : pA\ntau = 5 ms\nw = 9 pA\non_pre: I_s += w\ncurrent: I_s"
    network = recurrent(LIF, equations(text, "synapses"))
    written = script(network)
    assert written.text.count(', "synapses")') == 1 and "equations," in written.text.split("\n)\n", 1)[0]
    again = read_script(written.text, written.arrays).description
    assert again.projections == network.projections and again.populations == network.populations
