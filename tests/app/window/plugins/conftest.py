"""A folder of plug-ins of the test's own."""

from tests.plugins import plugin_folder as plugin_folder
