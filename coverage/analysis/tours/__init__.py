"""The long round for one person: order and direction of jobs from a depot and back."""

from coverage.analysis.tours.directions import best_directions
from coverage.analysis.tours.tour import Tour, lower_bound, shorter_tour, shortest_tour

__all__ = ["Tour", "best_directions", "lower_bound", "shorter_tour", "shortest_tour"]
