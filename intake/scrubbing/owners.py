"""Accounts of who made, runs or owns something, where forges, builds, version control, shells and
the folders of tools name them.
"""

import re

from intake.scrubbing.accounts import END, HOST, USER, is_account_of_somebody, no_word
from intake.scrubbing.hosts import is_private_host
from intake.scrubbing.personal import is_person
from intake.scrubbing.rules import Found, Rule

_UNASSIGNED = re.compile(
    r"(?i)un\w+|automatic\w*|timer|cron|schedule\w*|push|webhook|manual\w*|upstream|scm|merge\w*"
)


def _of_a_line(found: Found) -> bool:
    return is_account_of_somebody(found) and _UNASSIGNED.fullmatch(found.value) is None


_OF_A_NAME = re.compile(r"[a-z]{2,}[._][a-z]{2,}\d{0,4}")


def _is_of_a_name(found: Found) -> bool:
    return _OF_A_NAME.fullmatch(found.value) is not None and is_account_of_somebody(found)


# `[ada.lovelace@…] … [alovelace-sandbox]`: made of the address that stands beside it
_MAIL = re.compile(r"([\w.+-]+)@[\w-]+\.\w")
_BESIDE = 240
_SHORTEST = 4


def _is_made_of_mail(found: Found) -> bool:
    value = found.value.replace(".", "").replace("-", "").lower()
    mails = _MAIL.findall(found.before(_BESIDE) + found.after(_BESIDE))
    return (
        len(value) >= _SHORTEST
        and is_account_of_somebody(found)
        and any(_abbreviates(value, mail.lower()) for mail in mails)
    )


def _abbreviates(handle: str, mail: str) -> bool:
    """Letters of it: its parts in some order, or of one of them the first letter."""
    parts = [part for part in re.split(r"[^a-z]+", mail) if part]
    flat = "".join(parts)
    if handle in (flat, "".join(reversed(parts))):
        return True
    initial, rest = handle[0], handle[1:]
    if flat.startswith(initial) and flat.endswith(rest):
        return True
    return flat.startswith(handle[:-1]) and any(part[0] == handle[-1] for part in parts[1:])


# What stands below `/user` of Hadoop and is of nobody
_OF_HADOOP = re.compile(
    r"(?i)hive|spark|oozie|history|hdfs|hbase|impala|yarn|mapred|tez|hue|livy|sqoop"
)
_HADOOP = re.compile(
    r"(?i)hdfs|viewfs|hadoop|spark|inode|hive|\.Trash|\.staging|parquet|orc\b|avro|webhdfs|abfss?:"
    r"|wasbs?:|maprfs|jupyter|/hub/user/"
)
_NOTEBOOKS = re.compile(
    r"/(?:lab|tree|notebooks|terminals|api/(?:kernels|sessions|contents|terminals))\b"
)


def _has_a_home_of_hadoop(found: Found) -> bool:
    """`/user/ada`, which of a site is a page."""
    if _OF_HADOOP.fullmatch(found.value) or not is_account_of_somebody(found):
        return False
    return (
        _HADOOP.search(found.before(160)) is not None
        or _HADOOP.search(found.after(80)) is not None
        or _NOTEBOOKS.match(found.after(24)) is not None
    )


RULES = (
    # A project or database of somebody's own
    Rule(
        r"(?:^|[^\w@.-])(?P<user>[a-z][a-z\d.]{2,30}(?:-[a-z]{2,20})?)[-_](?:sandbox"
        r"|playground|scratch|personal"
        r"|dev|test|demo|lab|workspace|devbox|project|staging|db|tmp)\b",
        "@",
        accept=_is_made_of_mail,
    ),
    # Hadoop, JupyterHub
    Rule(
        rf"(?:^|[\s\"'`(=:>/\w])/users?/{USER}(?:[/\s\"'`:,)]|\.?$)",
        "/user",
        accept=_has_a_home_of_hadoop,
    ),
    # Jenkins, of whom it knows the name
    Rule(
        r"(?m)\b(?:Started|Aborted|Cancelled|Approved|Triggered|Replayed) by user "
        r"(?P<user>[\pL][\pL.'-]{0,30}(?: [\pL][\pL.'-]{0,30}){1,3})$",
        "by user ",
    ),
    # Jira, GitHub, builds: a line each
    Rule(
        rf"(?m)(?:^|[\[(|*] ?)(?:Assignee|Reporter|Requester|Requested by|Triggered by|Approver"
        rf"|Reviewer|Submitter"
        rf"|Submitted by|Started by|Pushed by|Merged by|Changed by"
        rf"|Last modified by):\*{{0,2}} ?@?{USER}[*\])|]{{0,2}}\s*$",
        ":",
        accept=_of_a_line,
    ),
    Rule(rf"\bnew user: name={USER},", "name=", accept=is_person),
    # cron: `(ada) CMD (…)`
    Rule(
        rf"\({USER}\) (?:CMD|RELOAD|LIST|REPLACE|BEGIN|END|EDIT|DELETE|FAILED|INFO|MAIL|ORPHAN) ",
        ") ",
        accept=is_person,
    ),
    Rule(rf"\bcrontabs?/{USER}\b", "crontab", accept=is_person),
    # GitHub and GitLab, where a sign says that it is somebody
    Rule(
        r"\b(?:[Rr]equest|[Tt]rigger|[Pp]ush|[Aa]pprov|[Mm]erg|[Cc]los|[Oo]pen|[Aa]ssign|[Mm]ention"
        r"|[Rr]eview|[Rr]eport|[Cc]reat|[Ss]tart|[Cc]ancell?)ed (?:by|to) "
        rf"@{USER}{END}",
        "ed by @|ed to @",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"\b(?i:assignee|reviewer|approver|author|owner|reporter|maintainer)s?[\"']?\s?[:=]\s?"
        rf"[\"'`]?@{USER}{END}",
        "@",
        is_account_of_somebody,
    ),
    Rule(rf"\b(?:triggering_)?actor[\"']?\s?[:=]\s?[\"']?{USER}{END}", "actor", accept=no_word),
    Rule(rf"(?m)^Author: {USER}\r?\n(?:Author)?Date: ", "author: ", accept=is_person),
    Rule(rf"\bCron <(?P<user>[\w.-]+)@{HOST}>", "cron <"),
    Rule(rf"\b[Uu]ser [\"'`]?{USER}@[\w-]+[\"'` ]", "user ", accept=is_account_of_somebody),
    # git, of a folder of somebody else's: `is owned by:\n\tada\nbut the current user is:`
    Rule(
        r"(?:\bis owned by:|\bcurrent user is:)\s{1,8}[\"']?(?:[\w.-]{1,40}[/\\])?"
        rf"{USER}{END}",
        "owned by:|current user is:",
        accept=is_person,
    ),
    # git blame, without a path too, and svn's log
    Rule(
        r"\b[0-9a-f]{7,40} (?:[^(\n\x1a]{0,200} )?\("
        r"(?P<user>[\pL][\pL\pN .'_-]{1,60}[\pL\pN])\s+\d{4}-\d\d-\d\d",
        " (",
        accept=is_account_of_somebody,
    ),
    Rule(rf"(?m)^r\d+ \| {USER} \| \d{{4}}-", r"\|", accept=is_person),
    Rule(rf"\bgit config (?:--?\w+ )*user\.name [\"']?{USER}{END}", "user.name", accept=is_person),
    Rule(rf"\buser\.name={USER}{END}", "user.name", accept=no_word),
    # git's blame, in which the name follows; who made or holds something on a machine
    Rule(
        r"(?m)^\^?" + USER + r" {1,20}\((?:\x1a|[\p{Lu}])[^()\n]{1,60} \d{4}-\d\d-\d\d ",
        "(",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"\b(?:created|locked|held|owned|acquired|started|opened|launched|submitted|triggered|run"
        r"|requested) by:? " + USER + "@" + HOST + r"(?:[^\pL\pN.-]|\.?$)",
        " by",
        accept=lambda found: "." not in found.value or is_private_host(found),
    ),
    # As frameworks print a record of one: `<User: ada>`, `#<Member ada>`
    Rule(
        r"<(?:\w+\.)*(?:User|Account|Member|Customer|Employee|Profile|Person|Patient|Author|Student)"
        r"(?:: | object: ?| )[\"']?" + USER + r"[\"']?(?:>| \()",
        "<",
        accept=is_account_of_somebody,
    ),
    # A folder that a tool makes for each beside those of others
    Rule(
        r"/(?:pytest-of-|krb5cc_|hsperfdata_|hadoop-|torchinductor_|nvim\.|mc-|u?screens?/S-|runtime-"
        rf"|kde-|ksocket-|orbit-|\.vbox-|_bazel_){USER}(?:-ipc)?(?:[/\s\"'`:,)]|\.?$)",
        "pytest-of-|krb5cc_|hsperfdata_|hadoop-|torchinductor_|nvim.|/mc-|/s-|/runtime-|/kde-|ksocket-|orbit-"
        "|.vbox-|_bazel_",
        accept=is_account_of_somebody,
    ),
    Rule(rf"/t(?:e)?mp/[a-z]{{2,12}}-{USER}/", "tmp/|temp/", accept=_is_of_a_name),
    # A shell asked who and where one is
    Rule(
        r"(?m)\b(?:whoami|id -un|logname|echo \$(?:USER|LOGNAME|USERNAME))\r?\n"
        rf"(?:(?P<host>[\w.-]{{2,40}})\\)?{USER}$",
        "whoami|id -un|logname|echo $",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"(?m)[$#>] ?hostname(?: -[a-z]{1,3})?\r?\n(?P<host>[\w-][\w.-]{2,60})$",
        "hostname",
        accept=is_private_host,
    ),
    Rule(
        rf"\b(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id|sshfs)\b[^\n|;&\x1a]{{0,80}}?[ :]{USER}@"
        r"(?:localhost|127\.0\.0\.1)\b",
        "@localhost|@127.0.0.1",
        accept=is_account_of_somebody,
    ),
    # Perforce, whose clients are called after who works in them
    Rule(
        rf"\bClient '{USER}' (?:unknown|not found|can only be used|is locked)",
        "client '",
        accept=is_person,
    ),
    # GitLab's runner: the group
    Rule(
        r"/builds/[\w-]{2,16}/\d{1,3}/(?P<path>[\w.-]+)/[\w.-]+[/\s\"'`:]",
        "/builds/",
    ),
    # A shell's prompt, of zsh
    Rule(
        r"(?m)^(?P<user>[a-z_][\w.-]{1,31})@(?P<host>[\w.-]+) (?:[\w~./-]{1,40} )?% ",
        "@",
    ),
    Rule(
        rf"\b(?:sqlplus|rman|expdp|impdp|sqlldr)(?: -\w+){{0,3}} {USER}@",
        "sqlplus|rman|expdp|impdp|sqlldr",
        accept=is_account_of_somebody,
    ),
)
