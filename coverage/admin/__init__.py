"""The admin of deputies and chiefs, their duties and patrols, and of users."""

from coverage.admin import accounts, people, records

__all__ = ["accounts", "people", "records"]
