"""What each status of a problem means, for the description of the API."""

REFUSED = {
    "400": "Something in the request is invalid; `detail` says what, and what was expected.",
    "401": "There is no token in the request, or not the right one.",
    "403": "The request does not come from one of the service's own pages.",
    "404": "There is no such document or route.",
    "406": "The reply is not available in any type that the Accept header allows.",
    "408": "The request did not arrive whole in time.",
    "413": "The body of the request is too large, or takes too much work to answer.",
    "415": "The body does not have the content type that this route accepts.",
    "429": "There were more requests with this token than its rate allows; see Retry-After.",
    "431": "The URL and headers together are too long.",
    "501": "The format asked for is not available.",
    "503": "The documents are still being read, or there are more requests than can be answered; see Retry-After.",
    "507": "The feedback file is full.",
}
