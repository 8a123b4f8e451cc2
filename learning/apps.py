from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LearningConfig(AppConfig):
    name = "learning"

    def ready(self) -> None:
        from learning.observing import forget
        from learning.seeding import seed
        from projects.signals import project_erasing

        post_migrate.connect(seed, sender=self, dispatch_uid="learning.seeding")
        project_erasing.connect(forget, dispatch_uid="learning.observing")
