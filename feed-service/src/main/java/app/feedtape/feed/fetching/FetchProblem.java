package app.feedtape.feed.fetching;

/**
 * Why a feed could not be read: kept beside it for support, shown to nobody who could probe a
 * network with it.
 */
enum FetchProblem {
    NAME_NOT_FOUND,
    ADDRESS_FORBIDDEN,
    CONNECTION_FAILED,
    TIMED_OUT,
    TOO_LARGE,
    REDIRECTED_TOO_OFTEN,
    REDIRECT_FORBIDDEN,
    STATUS_UNEXPECTED,
    ASKED_TO_WAIT,
    ENCODING_UNKNOWN,
    CHARSET_UNKNOWN,
    NOT_A_FEED,
    TOO_COMPLEX,
    UNREADABLE,
    HOST_RESTING,
    GONE
}
