"""The addresses of the installation, whose refusals are Django's own: for tests that ask for
hundreds of pages whether they are refused. How that is told within the admin, test_refusals shows.
"""

from django.views.defaults import permission_denied as handler403

from config.urls import urlpatterns

__all__ = ["handler403", "urlpatterns"]
