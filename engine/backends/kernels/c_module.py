"""Modules of compiled loops as C: a kernel with the functions that it calls, in the module or in those it imports."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from engine.backends.kernels.c_expressions import REAL, WIDE, Parameters
from engine.backends.kernels.c_text import HINTS, Printed, Sharing

LIBRARY = "engine.backends.functions."
WORD = "unsigned int"
ARGUMENTS = {"uniform64": (WORD,), "uniform32": (WORD,), "ratio": (WIDE, REAL), "normal": (REAL,)}
"""Types of the arguments of functions of the library; others take numbers of as many bits as their names say."""
RANDOM_WORD = """__device__ inline unsigned int random_word(long long element, long long step, long long presentation,
                                           unsigned int high, unsigned int k0, unsigned int k1) {
    unsigned int c0 = element, c1 = step >> 2, c2 = presentation, c3 = high;
    for (int round = 0; round < 10; ++round) {
        const unsigned long long p0 = (unsigned long long)c0 * 0xD2511F53u, p1 = (unsigned long long)c2 * 0xCD9E8D57u;
        const unsigned int h0 = (unsigned int)(p0 >> 32), h1 = (unsigned int)(p1 >> 32);
        c0 = h1 ^ c1 ^ k0;
        c1 = (unsigned int)p1;
        c2 = h0 ^ c3 ^ k1;
        c3 = (unsigned int)p0;
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
    const int lane = step & 3;
    return lane == 0 ? c0 : lane == 1 ? c1 : lane == 2 ? c2 : c3;
}
"""
"""One of the words of :func:`engine.backends.functions.philox.fill_words`: a device keeps none."""


def module_in_c(
    text: str,
    kernels: Mapping[str, tuple[Parameters, Sharing]],
    precision: str,
    widths: Mapping[str, str] | None = None,
) -> str:
    """The ``kernels`` of a module with their parameters, and what they call; ``F`` is of that precision."""
    tree = ast.parse(text)
    printed = Printed({"random_word": ("random_word", WORD)})
    printed.add(f"typedef {'double' if precision == 'float64' else 'float'} F;\n")
    if "random_word" in _called([tree]):
        printed.add(RANDOM_WORD)
    _library(tree, printed)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in kernels:
            printed.kernel(node, *kernels[node.name], widths)
        elif isinstance(node, ast.FunctionDef):
            printed.function(node, ["F"] * len(node.args.args), {})
    return printed.text


def names_in(text: str, function: str) -> set[str]:
    """The names in the body of a module's function."""
    bodies = (n.body for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == function)
    return {n.id for body in bodies for line in body for n in ast.walk(line) if isinstance(n, ast.Name)}


def _called(nodes: Iterable[ast.AST]) -> set[str]:
    calls = (n for node in nodes for n in ast.walk(node) if isinstance(n, ast.Call))
    return {n.func.id for n in calls if isinstance(n.func, ast.Name)}


def _library(tree: ast.Module, printed: Printed) -> None:
    """Print the functions of the library that a module imports and calls, and name them as it does."""
    called = _called([tree])
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LIBRARY):
            for alias in node.names:
                if (alias.asname or alias.name) in called - HINTS:
                    _printed_once(node.module or "", alias.name, printed)
                    printed.functions[alias.asname or alias.name] = printed.functions.get(alias.name, ("", ""))


def _printed_once(module: str, name: str, printed: Printed) -> None:
    tree, constants = _source(module)
    function = next((n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name), None)
    if function is None or name in printed.functions:
        return
    own = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
    for called in sorted(_called(function.body)):
        if called in own:
            _printed_once(module, called, printed)
    _library(ast.Module([n for n in tree.body if isinstance(n, ast.ImportFrom)] + function.body, []), printed)
    kinds = ARGUMENTS.get(name, ("float" if name.endswith("32") else REAL,))
    printed.function(function, kinds, constants)


@cache  # a module is parsed once for all that is printed of it (decision 0216)
def _source(module: str) -> tuple[ast.Module, dict[str, Any]]:
    """A module's tree, and its numbers by name."""
    found = import_module(module)
    numbers = {n: v for n, v in vars(found).items() if isinstance(v, int | float | tuple)}
    return ast.parse(inspect.getsource(found)), numbers
