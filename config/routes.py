"""What the access log says of a request: its route, which is our own words, not its address."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intake.problems import Handler


def note_route(get_response: Handler) -> Handler:
    """A middleware that leaves the route where the web server finds it (`gunicorn.conf.py`)."""

    def noted(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.resolver_match is not None:
            request.META["route"] = f"/{request.resolver_match.route}"
        return response

    return noted
