from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ErrorPatternsConfig(AppConfig):
    name = "errorpatterns"
    verbose_name = "Error library"

    def ready(self) -> None:
        from errorpatterns.proving import count_without
        from errorpatterns.rescrubbing import follow
        from errorpatterns.seeding import seed
        from errorpatterns.unlearning import unlearn
        from intake.rescrubbing import rescrubbed
        from projects.signals import project_clearing, project_erasing

        post_migrate.connect(seed, sender=self, dispatch_uid="errorpatterns.seeding")
        project_erasing.connect(count_without, dispatch_uid="errorpatterns.proving")
        # Lower apps come first: the lessons of the project are gone when this is called.
        project_erasing.connect(unlearn, dispatch_uid="errorpatterns.unlearning")
        project_clearing.connect(unlearn, dispatch_uid="errorpatterns.unlearning")
        rescrubbed.connect(follow, dispatch_uid="errorpatterns.rescrubbing")
