"""numba's ``njit``, for searches that arrays cannot express.

numba asks for coverage.py with ``import coverage``, would find this project's own package of that
name and fail. While it is imported the name stands for nothing, which it takes for "coverage.py
is not installed".
"""

import sys

_own = sys.modules["coverage"]
sys.modules["coverage"] = None
try:
    from numba import njit
finally:
    sys.modules["coverage"] = _own

__all__ = ["njit"]
