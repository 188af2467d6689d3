"""Setup of a training: methods that fit, settings, data, needs of memory, readiness."""
