"""/verify: check quotes against the documents."""

from flask import Blueprint, Response

from service.app.bodies import read_json_object
from service.app.serving import current_engine, current_snapshot, json_response
from service.wire.requests import read_verify

blueprint = Blueprint("verify", __name__)


@blueprint.post("/verify")
def verify() -> Response:
    asked = read_verify(read_json_object())
    return json_response(current_engine().verify(asked, snapshot=current_snapshot()))
