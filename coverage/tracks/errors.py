"""What can be wrong with a patrol that somebody sends; each error knows its HTTP status.

The text is in the language of the request; parameter, value and what would be right go with it.
"""

from geo.editing.errors import ParameterFault


class TrackError(ParameterFault):
    """Something of a patrol cannot be taken; nothing of it was stored."""


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
