"""What other tests count rows with."""

import pytest
from django.apps import apps

from projects.tests.factories import make_project, row_counts

pytestmark = pytest.mark.django_db


def test_counts_the_rows_of_every_table() -> None:
    make_project()
    counted = row_counts()
    assert counted["projects.Project"] == counted["projects.Account"] == 1
    for model in apps.get_models():
        assert counted.pop(model._meta.label) == model._base_manager.count()
    assert not counted
