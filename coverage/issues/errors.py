"""What can be wrong with an issue that somebody sends; each error knows its HTTP status.

The text is in the language of the request; parameter, value and what would be right go with it.
"""

from rest_framework.exceptions import APIException


class IssueError(APIException):
    """Something sent cannot be taken; nothing of it was stored."""

    status_code = 400
    default_code = "invalid"

    def __init__(
        self,
        detail: str,
        parameter: str | None = None,
        value: object = None,
        expected: object = None,
    ) -> None:
        super().__init__(detail)
        self.parameter, self.value, self.expected = parameter, value, expected


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
