"""What can be wrong with a patrol that somebody sends; each error knows its HTTP status.

The text is in the language of the request; parameter, value and what would be right go with it.
"""

from rest_framework.exceptions import APIException


class TrackError(APIException):
    """Something sent cannot be taken; nothing of it was stored."""

    status_code = 400
    default_code = "invalid"

    def __init__(
        self, detail: str, parameter: str, value: object = None, expected: object = None
    ) -> None:
        super().__init__(detail)
        self.parameter, self.value, self.expected = parameter, value, expected


class TooLargeError(TrackError):
    """More than the limits of the service allow."""

    status_code = 413
    default_code = "too_large"


class ConflictError(TrackError):
    """An id that is kept already with other content; ``expected`` is what is kept."""

    status_code = 409
    default_code = "conflict"


class UnknownError(TrackError):
    """There is no such patrol or track, or it is somebody else's."""

    status_code = 404
    default_code = "not_found"


class NobodyError(TrackError):
    """The user stands for no chief and no deputy, so that there is nobody who walks."""

    status_code = 403
    default_code = "permission_denied"
