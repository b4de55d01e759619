"""The panel's table: who scored what, and what stands against it. Pure; rules and scoring see the same table,
so a title is provisional by what was handed in and never by which rules were switched on.
"""

from . import problems, row_problems  # noqa: F401 - every module that declares checks
