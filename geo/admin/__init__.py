"""The admin of the register of places."""

from geo.admin import imports, places

__all__ = ["imports", "places"]
