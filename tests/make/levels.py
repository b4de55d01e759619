"""The levels that a tree without settings has, by name."""

from bpkit.levels import default_levels

LEVELS = default_levels()
CITY_LEVEL, PROVINCE_LEVEL, NATION_LEVEL = LEVELS
