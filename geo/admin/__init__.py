"""The admin of the register of places."""

from geo.admin import places

__all__ = ["places"]
