"""The admin of deputies and chiefs, their duties and patrols, of issues, and of users."""

from coverage.admin import accounts, issues, people, records

__all__ = ["accounts", "issues", "people", "records"]
