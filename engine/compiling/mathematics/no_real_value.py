"""The error of equations that come to no real number, though each of their signs can be read."""


class NoRealValue(TypeError):
    """An expression comes to what is no real number, or a threshold to what nothing crosses, whatever the variables."""
