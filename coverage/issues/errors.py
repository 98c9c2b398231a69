"""What can be wrong with an issue that somebody sends; each error knows its HTTP status.

The text is in the language of the request; parameter, value and what would be right go with it.
"""

from geo.editing.errors import ParameterFault


class IssueError(ParameterFault):
    """Something of an issue cannot be taken; nothing of it was stored."""


class RefusedError(IssueError):
    """The user may see the issue, but not do this with it."""

    status_code = 403
    default_code = "permission_denied"


class UnknownError(IssueError):
    """There is no such issue or photo, or the user may not see it."""

    status_code = 404
    default_code = "not_found"


class ConflictError(IssueError):
    """An id that is kept with other content, or a step that the state does not allow."""

    status_code = 409
    default_code = "conflict"
