from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ContextConfig(AppConfig):
    name = "context"

    def ready(self) -> None:
        from context import checks  # noqa: F401
        from context.erasing import withdraw, withdraw_some
        from context.rescrubbing import reload
        from context.resharing import reconsider
        from context.seeding import seed
        from intake.rescrubbing import rescrubbed
        from projects.signals import project_clearing, project_erasing, sharing_changed

        post_migrate.connect(seed, sender=self, dispatch_uid="context.seeding")
        project_erasing.connect(withdraw, dispatch_uid="context.erasing")
        project_clearing.connect(withdraw_some, dispatch_uid="context.clearing")
        sharing_changed.connect(reconsider, dispatch_uid="context.sharing")
        rescrubbed.connect(reload, dispatch_uid="context.rescrubbing")
