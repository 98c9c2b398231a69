"""numba's ``njit``, for loops that arrays cannot express.

numba asks for coverage.py with ``import coverage``, would find this project's own package of that
name and fail. While it is imported the name stands for nothing, which it takes for "coverage.py
is not installed".
"""

import sys

_NAME = "coverage"
_own = sys.modules.get(_NAME)
sys.modules[_NAME] = None
try:
    from numba import njit
finally:
    del sys.modules[_NAME]
    if _own is not None:
        sys.modules[_NAME] = _own

__all__ = ["njit"]
