from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "intake"
    verbose_name = "Intake and jobs"

    def ready(self) -> None:
        # Its signal receivers connect by being imported.
        from intake import heartbeats  # noqa: F401
