"""Compile searches and tiles before anybody waits for them; numba keeps what it compiled."""

from coverage.analysis.routing import anneal
from coverage.analysis.tours import tour
from geo.features.tiles import compiling

if __name__ == "__main__":
    tour.compiled()
    anneal.compiled()
    compiling.compiled()
