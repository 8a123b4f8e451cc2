from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from config import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("health/live", health.live),
    path("health/ready", health.ready),
]

handler400 = "intake.problems.handler400"
handler403 = "intake.problems.handler403"
handler404 = "intake.problems.handler404"
handler500 = "intake.problems.handler500"
