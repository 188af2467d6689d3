"""The recipes of ``docs/extending.md``, carried out as they are written in a copy of the program."""
