"""A picture written to a file: the dialog, and the sheet of paper in mm."""
