"""What each status of a problem means, for the description of the API."""

REFUSED = {
    "400": "Something in the request is invalid; `detail` says what, and what was expected.",
    "401": "There is no token in the request, or not the right one.",
    "403": "The request does not come from one of the service's own pages, or its token is for something else.",
    "404": "There is no such document or route.",
    "406": "The reply is not available in any type that the Accept header allows.",
    "408": "The request did not arrive whole in time.",
    "409": "Something else has this name, or it is that of a part of a file.",
    "412": "The document is not the version that If-Match or If-None-Match asks for.",
    "413": "The body of the request is too large, or takes too much work to answer.",
    "415": "The body does not have the content type that this route accepts.",
    "422": "The file cannot be read, and was not stored; `detail` says why.",
    "429": "There were more requests with this token than its rate allows; see Retry-After.",
    "431": "The URL and headers together are too long.",
    "500": "The folder of the documents cannot be written.",
    "501": "The format asked for is not available.",
    "503": "The documents are still being read, or there are more requests than can be answered; see Retry-After.",
    "507": "There is no room left: in the feedback file, in the folder of the documents, or on the disk.",
}
