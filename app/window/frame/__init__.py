"""The furniture of the window: title bar, menus, workspace, side panel, floating boxes, notices, preferences.

It knows nothing of what is drawn or run.
"""
