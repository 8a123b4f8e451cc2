from django.apps import AppConfig


class ShadowModelsConfig(AppConfig):
    name = "shadowmodels"
    verbose_name = "Shadow models"
