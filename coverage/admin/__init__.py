"""The admin of deputies and chiefs, their duties and patrols, of surveys, and of users."""

from coverage.admin import accounts, duties, people, records

__all__ = ["accounts", "duties", "people", "records"]
