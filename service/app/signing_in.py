"""/sign-in: a form that takes a token and keeps the browser signed in, by a cookie; /sign-out ends that.

It works without scripts. The cookie holds no token but a signature made with it, cannot be read by scripts, and is sent
from the service's own pages alone, those of all collections.
"""

import time

from flask import Blueprint, Response, render_template, request, url_for

from service.app.access_tokens import SIGNED_IN_SECONDS, AccessToken, AccessTokens, find_token, is_cookie
from service.app.serving import NO_STORE, current_serving, make_response, public_address
from service.wire.problems import Problem

MAX_FORM = 4 << 10  # bytes

blueprint = Blueprint("sign_in", __name__)


@blueprint.app_context_processor
def tell_who_is_signed_in() -> dict[str, bool]:
    """Tell every page whether its reader has signed in, and so can sign out."""
    tokens = current_serving().tokens + current_serving().writers
    may_be = bool(tokens) and any(map(is_cookie, request.cookies))
    return {"signed_in": may_be and find_token(request.environ, tokens) is not None}


@blueprint.get("/sign-in")
def sign_in() -> Response:
    tokens = _tokens()
    return _show_form(200, _read_next(), signed_in=find_token(request.environ, tokens) is not None)


@blueprint.post("/sign-in")
def take_token() -> Response:
    """Set the cookie and lead on to the page asked for, or show the form again."""
    tokens = _tokens()
    _check_site()
    request.max_content_length = MAX_FORM
    token = tokens.find(request.form.get("token", "").strip())
    if token is None:
        return _show_form(401, _read_next(), wrong=True)
    response = _lead_to(_read_next())
    _set_cookie(response, token)
    return response


@blueprint.post("/sign-out")
def sign_out() -> Response:
    _tokens()
    _check_site()
    response = _lead_to(url_for("sign_in.sign_in"))
    for name in filter(is_cookie, request.cookies):
        response.delete_cookie(name, httponly=True, samesite="Strict", secure=_is_secure())
    return response


def _tokens() -> AccessTokens:
    tokens = current_serving().tokens + current_serving().writers
    if not tokens:
        raise Problem(404, "This service is open to whoever reaches it; QUOTH_TOKEN or QUOTH_TOKENS would close it.")
    return tokens


def _check_site() -> None:
    """Refuse a form sent from another site's page. Our own send no Origin, as their referrer policy forbids it."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Problem(403, "The form was sent from another site; expected this service's own page.")


def _read_next() -> str:
    """Read where to go once signed in: a path of this service, or else the first page."""
    first = f"{request.script_root}/"
    path = request.values.get("next", first)
    safe = path.startswith("/") and path[1:2] not in ("/", "\\") and path.isprintable()
    return path if safe and not path.startswith(f"{first}sign-") else first


def _show_form(status: int, next: str, wrong: bool = False, signed_in: bool = False) -> Response:
    page = render_template("sign_in.html", next=next, wrong=wrong, has_signed_in=signed_in)
    response = make_response(page, "text/html; charset=utf-8", NO_STORE)
    response.status_code = status
    return response


def _lead_to(path: str) -> Response:
    response = make_response("", "text/html; charset=utf-8", NO_STORE)
    response.status_code = 303
    response.headers["Location"] = path
    response.autocorrect_location_header = False
    return response


def _set_cookie(response: Response, token: AccessToken) -> None:
    value = token.sign(int(time.time()) + SIGNED_IN_SECONDS)
    response.set_cookie(
        token.cookie, value, max_age=SIGNED_IN_SECONDS, httponly=True, samesite="Strict", secure=_is_secure(), path="/"
    )


def _is_secure() -> bool:
    return request.is_secure or public_address().startswith("https:")
