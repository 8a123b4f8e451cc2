"""Every setting of the project, each read once and explained.

A value comes from the environment (or from the file named by ENV_FILE, `var/env` by default); docs/configuration.md
lists them all, and a test compares the two.
"""

from pathlib import Path

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Everything this installation writes by itself (database, broker folder, keys) lies below this folder.
STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))
# Secrets made by `dev.py`; what the environment says wins.
ENV_FILE = Path(env.str("ENV_FILE", default=str(STATE_DIR / "env")))
if ENV_FILE.is_file():
    env.read_env(ENV_FILE)


def flag(name: str, *, default: bool) -> bool:
    """A setting that is true or false; any other word is refused, as it would pass for false."""
    value = env.str(name, default=str(default)).lower()
    if value not in ("true", "yes", "on", "1", "false", "no", "off", "0"):
        raise ImproperlyConfigured(f"{name} is true or false, not “{value}”.")
    return value in ("true", "yes", "on", "1")


DEBUG = flag("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
# API keys are stored as HMACs under the first pepper; older ones are still accepted (rotation).
KEY_PEPPER = env.list("KEY_PEPPER", default=[])
if not SECRET_KEY or not KEY_PEPPER:
    raise ImproperlyConfigured(
        "SECRET_KEY and KEY_PEPPER are not set. `python3 dev.py run` makes both in var/env; in production "
        "set them in the environment, 50 random characters each."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Behind a TLS proxy: secure cookies, and the proxy's X-Forwarded-Proto is believed.
BEHIND_TLS = flag("BEHIND_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
# The newest release note's name; part of what identifies a served context.
RELEASE = env.str("RELEASE", default="0.1.0")

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "config.apps.Admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "simple_history",
    "intake",
    "projects",
    "context",
    "errorpatterns",
    "learning",
    "shadowmodels",
]

# The prompt's table of contents: a section is served when its class is listed here.
CONTEXT_SECTIONS = [
    "context.sections.stated.Intent",
    "context.sections.shipped.Soul",
    "context.sections.shipped.AntiSlop",
    "context.sections.stated.Phase",
    "context.sections.results.Verification",
    "context.sections.results.Tournaments",
    "errorpatterns.sections.ErrorHistory",
    "learning.sections.patterns.LearnedPatterns",
    "learning.sections.strategies.Strategies",
    "context.sections.stated.Analysis",
    "context.sections.stated.Rules",
    "learning.sections.preferences.UserPreferences",
    "learning.sections.judgments.JudgeDecisions",
    "context.sections.shipped.ProviderHints",
    "errorpatterns.sections.ErrorPatterns",
    "shadowmodels.sections.ShadowRecommendations",
    "errorpatterns.sections.ProvenFixes",
]

# The steps of a cycle, in order: what was captured becomes what is known.
CYCLE_STEPS = [
    "learning.steps.experiences.Collecting",
    "learning.steps.experiences.Pairing",
    "learning.steps.experiences.Extracting",
    "learning.steps.experiences.Counting",
    "learning.steps.evolving.Evolving",
    "learning.steps.duplicates.Merging",
    "shadowmodels.steps.Calibrating",
    "context.steps.Weighing",
    "context.steps.Pruning",
    "errorpatterns.steps.Aggregating",
]

# What the admin's first page asks whether it needs a person now, the most urgent first.
HOME_LINES = [
    "context.curation.home.switched_off",
    "context.curation.home.silent_processes",
    "context.curation.home.waiting_events",
    "context.curation.home.jobs",
    "context.curation.home.what_does_harm",
    "context.curation.home.what_is_quarantined",
    "context.curation.home.what_is_not_released",
    "context.curation.home.what_fails",
    "shadowmodels.admin.proposed_models",
    "context.curation.home.silent_consumers",
    "context.curation.home.silent_sources",
    "context.curation.home.expiring_keys",
]

# What pipeline status reports on, in this order: the sources of what is served.
PIPELINE_SOURCES: list[str] = [
    "context.feeds.Intents",
    "context.feeds.AppSouls",
    "context.feeds.AntiSlopRules",
    "context.feeds.Phases",
    "context.feeds.Verifications",
    "context.feeds.Tournaments",
    "context.feeds.Analyses",
    "context.feeds.Rules",
    "context.feeds.ProviderHints",
    "learning.feeds.learned.LearnedPatterns",
    "learning.feeds.learned.Strategies",
    "learning.feeds.capture.Decisions",
    "learning.feeds.capture.CodeArtifacts",
    "learning.feeds.capture.DesignChoices",
    "learning.feeds.capture.ErrorRecoveries",
    "learning.feeds.capture.Judgments",
    "learning.feeds.capture.Interactions",
    "learning.feeds.capture.Preferences",
    "learning.feeds.capture.PreferencePairs",
    "shadowmodels.feeds.ShadowModels",
    "shadowmodels.feeds.ShadowInferences",
    "errorpatterns.feeds.ErrorPatterns",
    "errorpatterns.feeds.Incidents",
    "errorpatterns.feeds.ProvenFixes",
]

MIDDLEWARE = [
    "config.routes.note_route",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "intake.problems.require_length",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

# HTML pages escape; prompts must not (escaped JSX is wrong code). Two engines, each alone with its own folder.
TEMPLATES = [
    {
        "NAME": "html",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "html"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "context.killswitch.on_each_page",
            ]
        },
    },
    {
        "NAME": "markdown",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "context"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "context.rendering.environment"},
    },
]

# sqlite:///path, or postgresql://user:password@host/name
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'db.sqlite3'}")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    STATE_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A transaction here is meant to write: taking the lock at its start is what makes it wait instead of fail.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
elif flag("DATABASE_POOL", default=False):
    # Web processes only: a pool does not survive the fork of a Celery worker.
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One Redis for broker, cache and throttles; without it a folder and memory do, on one machine.
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = False
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.Storage"},
}

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["projects.auth.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["projects.auth.HasScope"],
    "DEFAULT_PARSER_CLASSES": ["intake.strict.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    # What there is says the schema; OPTIONS is refused like any method that a view has not.
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "intake.paging.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "intake.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["intake.throttles.KeyThrottle"],
    "EXCEPTION_HANDLER": "intake.problems.exception_handler",
    "PAGE_SIZE": 50,
    "URL_FORMAT_OVERRIDE": None,
}
# Requests a key may make, in the notation of `limits`; one budget for reading, one for writing.
THROTTLE_READ = env.str("THROTTLE_READ", default="6000/minute")
THROTTLE_WRITE = env.str("THROTTLE_WRITE", default="6000/minute")

SPECTACULAR_SETTINGS = {
    "TITLE": "Unified learning pipeline",
    "DESCRIPTION": "What code generators learned, proved and curated, as one context for the next prompt.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # What a PATCH takes is a whole of its own (an outcome), of which fields are required as ever.
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_NAME_OVERRIDES": {
        "CategoryEnum": "errorpatterns.models.Category",
        "DomainEnum": "learning.models.PreferencePair.Domain",
        "FixTypeEnum": "errorpatterns.models.FixType",
        "ResultEnum": "errorpatterns.models.Attempt.Result",
        "StandingStatusEnum": "context.models.Status",
        "ShadowModelStatusEnum": "shadowmodels.models.ShadowModel.Status",
    },
}

# The vocabulary that budgets are counted in: o200k_base, cl100k_base, or estimate (4 bytes a token).
TOKENIZER = env.str("TOKENIZER", default="o200k_base")
# Served contexts are kept this long for credit and recall.
CONTEXT_KEEP_DAYS = env.int("CONTEXT_KEEP_DAYS", default=30)
# Outcomes older than this live on as sums only.
OUTCOME_KEEP_DAYS = env.int("OUTCOME_KEEP_DAYS", default=180)
# What other projects must say before an item is served to its account, and other accounts before it is served to all.
PROJECTS_TO_CONFIRM = env.int("PROJECTS_TO_CONFIRM", default=2)
ACCOUNTS_TO_CONFIRM = env.int("ACCOUNTS_TO_CONFIRM", default=3)
# A recorded history is fed on the first start, but never by itself into a production database.
SAMPLE_HISTORY = flag(
    "SAMPLE_HISTORY", default=not REDIS_URL and DATABASES["default"]["ENGINE"].endswith("sqlite3")
)

# Celery: messages are hints, so nothing is lost with them; the database says what is due.
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, "socket_timeout": 2, "socket_connect_timeout": 2}
    if REDIS_URL
    else {
        "data_folder_in": str(STATE_DIR / "broker"),
        "data_folder_out": str(STATE_DIR / "broker"),
        "control_folder": str(STATE_DIR / "broker-control"),
        # Seconds between looks into the folder: what a hint may take.
        "polling_interval": 0.2,
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"


# Requests made under an Idempotency-Key are remembered this long; the API promises at least 24 hours.
IDEMPOTENCY_HOURS = env.int("IDEMPOTENCY_HOURS", default=24)
# Events that were handed on, and the record of what jobs did, are kept this long.
EVENT_KEEP_DAYS = env.int("EVENT_KEEP_DAYS", default=30)
JOB_KEEP_DAYS = env.int("JOB_KEEP_DAYS", default=30)
# Who is handed which events after the commit: event type → dotted path of `handle(events: list[OutboxEvent])`.
OUTBOX_HANDLERS: dict[str, str] = {
    "pattern.learned": "context.tasks.weigh_told",
    "outcome.recorded": "context.tasks.weigh_told",
}
# Errors of a list in a body are told by their index; the list form goes with DRF 3.20.
REST_FRAMEWORK["LIST_SERIALIZER_ERRORS_AS_DICT"] = True

# When beat starts which job; every job reads from the database what is due.
CELERY_BEAT_SCHEDULE = {
    "drain": {"task": "intake.tasks.drain", "schedule": 30.0, "options": {"expires": 30}},
    "weigh": {"task": "context.tasks.weigh", "schedule": 60.0, "options": {"expires": 60}},
    "aggregate": {
        "task": "errorpatterns.tasks.aggregate",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    # Asked for on a page, and begun at once; this is for what nobody heard.
    "erase": {"task": "projects.tasks.erase", "schedule": 30.0, "options": {"expires": 30}},
    # The same, of a project that taught much and then changed its sharing.
    "reshare": {"task": "context.tasks.reshare", "schedule": 60.0, "options": {"expires": 60}},
    # Asked for by whoever erases; this is for what nobody heard.
    "silence": {"task": "context.tasks.silence", "schedule": crontab(hour="3", minute="47")},
    "observe": {"task": "learning.tasks.observe", "schedule": 60.0, "options": {"expires": 60}},
    "prune": {"task": "context.tasks.prune", "schedule": 60.0, "options": {"expires": 60}},
    # Begins only when something is new, or the last one is a day old.
    "cycle": {"task": "context.tasks.cycle", "schedule": 600.0, "options": {"expires": 600}},
    "retain": {"task": "context.tasks.retain", "schedule": crontab(hour="2", minute="41")},
    "reconcile": {"task": "context.tasks.reconcile", "schedule": crontab(hour="4", minute="7")},
    "recount": {"task": "errorpatterns.tasks.recount", "schedule": crontab(hour="4", minute="27")},
    # Has nothing to do but after a release that scrubs better.
    "rescrub": {"task": "intake.tasks.rescrub", "schedule": crontab(hour="1", minute="53")},
    # Has nothing to do but after a release that reads messages otherwise.
    "rekey": {
        "task": "errorpatterns.tasks.rekey",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "purge": {"task": "intake.tasks.purge", "schedule": crontab(hour="3", minute="17")},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE_DIR / "beat-schedule")

# The admin's looks; its first page is `context.curation.home`'s to say, its sidebar `context.waiting`'s.
UNFOLD = {
    "SITE_TITLE": SPECTACULAR_SETTINGS["TITLE"],
    "SITE_HEADER": "Learning pipeline",
    "SITE_SYMBOL": "school",
    "STYLES": [lambda request: static("context/admin.css")],
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _: static("context/icon.svg")}
    ],
    # Of links on a dark ground: lighter than unfold's own, which is hard to read there.
    "COLORS": {"primary": {"500": "oklch(71.4% .203 305.504)"}},
    "DASHBOARD_CALLBACK": "context.curation.home.on_first_page",
    "SIDEBAR": {"navigation": "context.waiting.navigation"},
}
