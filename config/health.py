"""What a load balancer and an operator ask."""

from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from intake import heartbeats


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """That this process answers; asks nothing of anybody."""
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """That the database answers, with the age in seconds of the last sign of beat and worker (null:
    none yet).
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ages = {name: heartbeats.age(name) for name in ("beat", "worker")}
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "away"}, status=503)
    return JsonResponse({"status": "ok", "database": "ok", **ages})
