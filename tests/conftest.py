"""What every test needs: no display, one BLAS thread, folders of its own, and a look at the time spent."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from app import overrides
from tests.untranslated import note, tell

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.preferences import Preferences

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["OPENBLAS_NUM_THREADS"] = "1"  # small products: threads cost more than they bring
os.environ["QT_LOGGING_RULES"] = "qt.qpa.fonts=false"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as a person runs it: else each process compiles every library anew
sys.dont_write_bytecode = False

ROOT = Path(__file__).parent
MINUTES = {  # budget of each folder in minutes of one core: where the kernels are known, and where none is
    "architecture": (1.0, 1.5),
    "engine": (11.5, 22.0),  # the first ones come to 28, which two cores do within the 15 minutes that all may take
    "laws": (3.0, 6.0),
    "science": (1.0, 2.0),
    "app": (9.5, 17.0),
    "person": (1.5, 2.0),
    "benchmarks": (0.9, 1.2),
    "packaging": (1.5, 2.0),  # 0.6 where one worker has all of it: each builds its own wheel
    "recipes": (1.2, 1.5),
}
QUICK = (
    "app/commands",
    "app/document",
    "architecture",
    "engine/analysis",
    "engine/importing",
    "engine/model",
    "engine/network",
    "engine/scripts",
)
"""Folders whose tests come with ``-m quick``, but for ``NOT_QUICK``."""
NOT_QUICK = (
    "app/commands/test_a_newcomers_network.py",
    "app/document/file/test_recovery.py",
    "app/document/test_circuit_examples.py",
    "app/document/test_delays_of_currents.py",
    "app/document/test_examples.py",
    "app/document/test_killed_saves.py",
    "app/document/test_learning_examples.py",
    "app/document/test_looks_mean_nothing.py",
    "app/document/test_neuron_examples.py",
    "app/document/test_saves_at_once.py",
    "app/document/test_trained_drawings.py",
    "app/document/test_unpacking.py",
    "architecture/test_circles.py",
    "architecture/test_exact_versions.py",
    "architecture/test_house_command.py",
    "architecture/test_tools.py",
    "engine/importing/test_hostile_files.py",
    "engine/importing/test_networks_of_kernels.py",
)
"""Files of these folders that train, run networks or wait for other processes."""
APART = ("peers", "soak", "fuzz", "gpu", "release")
"""Marks of tests that are asked for by name alone: ``-m quick`` takes the place of what leaves them out."""
MANY = 100  # kernels compiled by a run that started without: it pays for what later ones find

WHOLE_EVERY = 40  # tests between two whole collections

overrides.guard()  # a conftest of a folder is read, and classes of the window with it, before anything is configured

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # a busy one is no mistake of what is tested

_over: list[str] = []
_seconds: dict[str, float] = defaultdict(float)
_known, _told = 0, 0.0


def compiled() -> int:
    """How many functions the user's cache holds the machine code of."""
    from engine.backends.kernels.source_cache import folder

    return sum(1 for _ in folder().rglob("*.code"))


def busy() -> float:
    """Seconds that this process and the children that it waited for had a processor."""
    return sum(os.times()[:4])


def pytest_addoption(parser: pytest.Parser) -> None:
    said = "sleep so many ms after each turn of events that a test waits for: nothing may pass before it is seen"
    parser.addoption("--slow-window", type=int, default=0, metavar="MS", help=said)
    said = "a plug-in, a file or a folder, that is judged: only tests that speak of it are run; may be given often"
    parser.addoption("--plugin", action="append", default=[], metavar="FILE", help=said)


@cache  # asked about the file of each test
def is_quick(path: Path) -> bool:
    """Tell whether a file of tests, or a folder on the way to one, belongs to ``-m quick``."""
    place = path.relative_to(ROOT).as_posix()
    above, below = f"{place}/", tuple(f"{folder}/" for folder in QUICK)
    return place not in NOT_QUICK and (above.startswith(below) or any(folder.startswith(above) for folder in below))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read no other files for ``-m quick``: to import all of them takes longer than the tests."""
    wanted = config.getoption("markexpr") == "quick" and collection_path != ROOT
    return True if wanted and collection_path.is_relative_to(ROOT) and not is_quick(collection_path) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is quick; beside plug-ins that are judged, leave out what does not speak of them."""
    if names := {name for path in config.getoption("plugin") for name in names_of(Path(path))}:
        left_out = [item for item in items if not any(name in item.name for name in names)]
        items[:] = [item for item in items if any(name in item.name for name in names)]
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        may_be = is_quick(item.path) and "qtbot" not in getattr(item, "fixturenames", ())
        if may_be and not any(item.get_closest_marker(name) for name in APART):
            item.add_marker("quick")


def names_of(plugin: Path) -> tuple[str, str]:
    """The name of a plug-in as tests speak of it: its file's, and with hyphens."""
    return plugin.stem, plugin.stem.replace("_", "-")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run its own home for preferences and recovery; compiled kernels stay in the user's cache."""
    global _known
    if not hasattr(config, "workerinput"):  # who tells of it at the end
        _known = compiled()
    home = tempfile.mkdtemp(prefix="spikeloom-tests-")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = home
    try:
        import PySide6.QtWidgets  # noqa: F401  the first import is the check
    except ImportError as missing:
        from app.platform import missing_libraries

        pytest.exit(missing_libraries(missing), returncode=2)
    for path in config.getoption("plugin"):
        from tests.plugins import bring

        bring(Path(path))
    from app.running.thread_turns import set_switch_interval

    set_switch_interval()
    if slowness := config.getoption("--slow-window"):
        from tests.patience import slow_down

        slow_down(slowness)
    gc.disable()  # as in the application: in the thread of a run Python would destroy widgets that Qt still uses


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Nothing of a test outlives it: its windows are deleted, requests of its runs and trainings for machine code are
    taken back unless they are begun, and what it left in cycles is collected.

    Only here does pytest itself hold none of it any more. Everything is gone through now and then, which takes a while.
    """
    from tests.compilations import take_back_requests
    from tests.windows import delete_windows, let_go_of_mouse

    over = yield
    _over.append(item.nodeid)
    let_go_of_mouse()
    delete_windows()
    take_back_requests()
    gc.collect(2 if len(_over) % WHOLE_EVERY == 0 else 1)
    if len(_over) % WHOLE_EVERY == 0:
        gc.freeze()  # modules and caches that stay took a third of the time of short tests to be gone through again
    if gc.isenabled():  # a test of the collector gave all of it back to Python
        gc.disable()
        gc.collect()
        gc.freeze()
    return over


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Waits as long as a busy machine may need."""
    from tests.patience import PatientBot

    return PatientBot(request)


@pytest.fixture
def sound_files() -> Generator[None]:
    """A test that writes its NIR files itself reads them without another process."""
    from tests.sound_files import looked_at_here

    with looked_at_here():
        yield


@pytest.fixture(scope="session")
def dressed_once(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Preferences:
    """What the looks of the application follow, as in a real process."""
    from app.preferences import Preferences
    from app.process import set_up_application

    made = Preferences(tmp_path_factory.mktemp("preferences"))
    set_up_application(qapp, made)
    return made


@pytest.fixture
def dressed(dressed_once: Preferences) -> Preferences:
    """The looks of the application follow these preferences; they begin dark, at the usual size."""
    from app.appearance.theme import set_density, set_theme

    dressed_once.set(theme="dark", density="normal")
    set_theme("dark")  # a test before may have gone past the preferences
    set_density("normal")
    return dressed_once


def pytest_collection_finish() -> None:
    """What all tests share, thousands of them and the modules they import, is never looked through again."""
    global _told
    gc.collect()
    gc.freeze()
    _told = busy()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell what each phase cost, which unlike what it lasted is the same beside other work."""
    global _told
    report = yield
    now = busy()
    report.busy, _told = now - _told, now
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    path = Path(report.nodeid.split("::")[0])
    folder = path.parts[1] if len(path.parts) > 2 else "."
    _seconds[folder] += getattr(report, "busy", 0.0)
    note(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _seconds or hasattr(terminalreporter.config, "workerinput"):
        return
    tell(terminalreporter)
    more = compiled() - _known
    cold = more > MANY
    terminalreporter.section(f"minutes of one core; {more} functions compiled: {'cold' if cold else 'warm'} budgets")
    for folder, seconds in sorted(_seconds.items()):
        budget = MINUTES[folder][cold] if folder in MINUTES else None
        spent = seconds / 60
        note = "" if budget is None else f" of {budget:.1f}" + ("   OVER ITS BUDGET" if spent > budget else "")
        terminalreporter.write_line(f"{folder:14s}{spent:6.2f}{note}")
