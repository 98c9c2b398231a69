"""Compile the searches of routes before anybody waits for them; numba keeps what it compiled."""

from coverage.analysis.routing import anneal
from coverage.analysis.tours import tour

if __name__ == "__main__":
    tour.compiled()
    anneal.compiled()
