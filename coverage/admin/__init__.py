"""The admin of deputies, chiefs and users."""

from coverage.admin import accounts, people

__all__ = ["accounts", "people"]
