"""No test gives up after a time of its own: a busy machine is no mistake of what is tested."""

import ast
from pathlib import Path

TESTS = Path(__file__).parents[1]
ELSEWHERE = {"benchmarks", "peers"}  # what is timed, and what runs in environments of others
WAITS = {"waitUntil", "waitSignal", "waitSignals", "waitExposed", "run", "communicate", "wait"}


def impatient(text: str) -> list[int]:
    """The lines that wait for a time that is written as a number."""
    if "timeout" not in text:
        return []
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return [
        call.lineno
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in WAITS
        for keyword in call.keywords
        if keyword.arg == "timeout" and isinstance(keyword.value, ast.Constant) and keyword.value.value is not None
    ]


def test_the_rule_sees_an_impatient_wait() -> None:
    assert impatient("qtbot.waitUntil(f, timeout=5000)\nsubprocess.run(c, timeout=LONG)\n") == [1]


def test_no_test_waits_for_a_time_of_its_own() -> None:
    paths = [path for path in TESTS.rglob("*.py") if path.relative_to(TESTS).parts[0] not in ELSEWHERE]
    found = {str(path.relative_to(TESTS)): impatient(path.read_text(encoding="utf-8")) for path in paths}
    assert not {path: lines for path, lines in found.items() if lines}
