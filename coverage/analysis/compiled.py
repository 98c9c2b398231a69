"""numba's ``njit``, for searches that arrays cannot express."""

from geo.compiled import njit

__all__ = ["njit"]
