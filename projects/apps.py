from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from intake.rescrubbing import rescrubbed
        from projects.rescrubbing import follow
        from projects.roles import make_roles

        post_migrate.connect(make_roles, dispatch_uid="projects.roles")
        rescrubbed.connect(follow, dispatch_uid="projects.rescrubbing")
