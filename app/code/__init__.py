"""The *Code* panel: the drawing as a script, and a script as a drawing."""
