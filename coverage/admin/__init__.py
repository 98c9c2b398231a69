"""The admin of deputies and chiefs, their duties and patrols, of surveys, issues and users."""

from coverage.admin import accounts, duties, issues, people, records

__all__ = ["accounts", "duties", "issues", "people", "records"]
