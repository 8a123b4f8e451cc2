import os


def allowed_hosts():
    return os.environ.get("SAMPLE_ALLOWED_HOSTS").split(",")


print(allowed_hosts())
