from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ErrorPatternsConfig(AppConfig):
    name = "errorpatterns"
    verbose_name = "Error library"

    def ready(self) -> None:
        from errorpatterns.seeding import seed

        post_migrate.connect(seed, sender=self, dispatch_uid="errorpatterns.seeding")
