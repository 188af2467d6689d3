"""Forms as data: the sections and rows for whatever is selected. They are shown by the files beside this room."""
