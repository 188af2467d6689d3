"""Networks that come with the program or that a person keeps: lessons, modules, templates.

Examples are files of ``document.examples``.
"""
