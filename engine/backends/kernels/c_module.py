"""Modules of compiled loops as C: a kernel with the functions that it calls, in the module or in those it imports."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from functools import cache, lru_cache
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
    tree, _, called = _read(text)
    printed = Printed({"random_word": ("random_word", WORD)})
    printed.add(f"typedef {'double' if precision == 'float64' else 'float'} F;\n")
    if "random_word" in called:
        printed.add(RANDOM_WORD)
    _library(tree, called, printed)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in kernels:
            printed.kernel(node, *kernels[node.name], widths)
        elif isinstance(node, ast.FunctionDef):
            printed.function(node, ["F"] * len(node.args.args), {})
    return printed.text


def names_in(text: str, function: str) -> set[str]:
    """The names in the body of a module's function."""
    return _read(text)[1].get(function, set())


@lru_cache(maxsize=8)  # its names are asked for before it is printed: it is parsed once (decision 0216)
def _read(text: str) -> tuple[ast.Module, dict[str, set[str]], set[str]]:
    """A module's tree, the names in the body of each of its functions, and what they call."""
    tree = ast.parse(text)
    found = {n.name: _names(n) for n in tree.body if isinstance(n, ast.FunctionDef)}
    return tree, {name: names for name, (names, _) in found.items()}, set().union(*(c for _, c in found.values()))


def _names(function: ast.FunctionDef) -> tuple[set[str], set[str]]:
    """The names in the body of a function, and those of them that it calls."""
    nodes = [node for line in function.body for node in ast.walk(line)]
    calls = (node.func for node in nodes if isinstance(node, ast.Call))
    return {n.id for n in nodes if isinstance(n, ast.Name)}, {n.id for n in calls if isinstance(n, ast.Name)}


def _library(tree: ast.Module, called: set[str], printed: Printed) -> None:
    """Print the functions of the library that a module imports and that are ``called``, and name them as it does."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LIBRARY):
            for alias in node.names:
                if (alias.asname or alias.name) in called - HINTS:
                    _printed_once(node.module or "", alias.name, printed)
                    printed.functions[alias.asname or alias.name] = printed.functions.get(alias.name, ("", ""))


def _printed_once(module: str, name: str, printed: Printed) -> None:
    tree, own, constants = _source(module)
    if name not in own or name in printed.functions:
        return
    function, called = own[name]
    for other in sorted(called & own.keys()):
        _printed_once(module, other, printed)
    _library(tree, called, printed)
    kinds = ARGUMENTS.get(name, ("float" if name.endswith("32") else REAL,))
    printed.function(function, kinds, constants)


@cache  # a module is parsed once for all that is printed of it (decision 0216)
def _source(module: str) -> tuple[ast.Module, dict[str, tuple[ast.FunctionDef, set[str]]], dict[str, Any]]:
    """A module's tree, its functions by name with what they call, and its numbers by name."""
    found = import_module(module)
    numbers = {n: v for n, v in vars(found).items() if isinstance(v, int | float | tuple)}
    tree = ast.parse(inspect.getsource(found))
    return tree, {n.name: (n, _names(n)[1]) for n in tree.body if isinstance(n, ast.FunctionDef)}, numbers
