"""The main window: menus, panels and docks around the canvas."""
