"""What will be trained, and with what: methods that fit, settings, data, needs of memory, readiness."""
