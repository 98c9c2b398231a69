"""The project's settings with the stock view in place of its addresses."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.stock.urls"
