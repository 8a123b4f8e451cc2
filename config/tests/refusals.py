"""The addresses of the installation, whose refusals are Django's own: for tests that ask for
hundreds of pages whether they are refused or absent. How that is told within the admin,
test_refusals shows.
"""

from django.views.defaults import page_not_found as handler404
from django.views.defaults import permission_denied as handler403

from config.urls import urlpatterns

__all__ = ["handler403", "handler404", "urlpatterns"]
