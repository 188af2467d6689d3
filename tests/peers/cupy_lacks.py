"""Runs inside CuPy's environment: reads what is asked of its arrays, prints what they lack; needs no device.

``cupy_lacks.py < asked.json``: a list of (kind, name, number of arguments, names of further arguments), as
``tests/engine/learning/emulated_cupy.py`` collects them.
"""

import inspect
import json
import re
import sys

import cupy

OF_A_UFUNC = {"out", "dtype"}  # what its documentation names; more it may take


def lacks(kind: str, name: str, given: int, named: list[str]) -> str:
    """Why CuPy could not answer, or nothing."""
    owner = cupy if kind.startswith(("ufunc", "function")) else cupy.ndarray
    found = getattr(owner, name, None)
    if found is None:
        return "not there"
    if kind.startswith("ufunc"):
        way = kind.removeprefix("ufunc ")
        if not hasattr(found, way):
            return f"no {way}"
        unknown = set(named) - OF_A_UFUNC
        return f"no argument {unknown}" if unknown else ""
    if isinstance(found, type):
        written = set(re.findall(r"\w+", (found.__doc__ or "").splitlines()[0]))
        return "" if set(named) <= written else f"no argument {set(named) - written}"
    if kind == "function":
        signature = inspect.signature(found)
    elif kind == "method":
        written = re.search(r"\w+\(self(?:, )?(.*?)\)(?: ->|$)", (found.__doc__ or "").splitlines()[0])
        if written is None:
            return "no signature in its documentation"
        made: dict = {}
        exec(f"def as_written({written[1]}): pass", made)
        signature = inspect.signature(made["as_written"])
    else:
        return ""
    try:
        signature.bind(*[None] * given, **dict.fromkeys(named))
    except TypeError as error:
        return str(error)
    return ""


def main() -> None:
    asked = json.load(sys.stdin)
    wrong = [(*one, why) for one in asked if (why := lacks(*one))]
    json.dump({"version": cupy.__version__, "asked": len(asked), "wrong": wrong}, sys.stdout)


if __name__ == "__main__":
    main()
