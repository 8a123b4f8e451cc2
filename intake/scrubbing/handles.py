"""Handles: by which people are spoken to, chat and play, and which addresses name."""

import re

from intake.scrubbing.accounts import is_account_of_somebody
from intake.scrubbing.entropy import has_digit
from intake.scrubbing.lexicon import is_word
from intake.scrubbing.personal import is_person
from intake.scrubbing.rules import MASK, Found, Rule

# Of mentions in prose: decorators, rules of style sheets, scopes and tags of documentation are not
_NO_HANDLE = re.compile(
    r"(?i)param|returns?|throws|see|link|inherit\w*|deprecated|since|author|version|type|example"
    r"|override"
    r"|property|class\w*|static|test|data\w*|media|import|charset|keyframes|font-?face|supports"
    r"|layer|include"
    r"|mixin|use|forward|extend|component|injectable|input|output|autowired|bean|here|channel"
    r"|all|everyone|team"
    r"|types|angular|babel|vue|nestjs|end|interface|protocol|property|wraps?|app|pytest|django"
    r"|react|latest|next"
)


def _is_mentioned(found: Found) -> bool:
    return is_account_of_somebody(found) and _NO_HANDLE.fullmatch(found.value) is None


_CHAT_LINE = re.compile(
    r"(?:^|\n)(?:\[?\d\d:\d\d(?::\d\d)?\]? )?<[@+%~&]?[\w^`|-]*[\d_-][\w^`|-]*> \S"
)
_AT_A_TIME = re.compile(r"\d\d:\d\d(?::\d\d)?\]? <[@+%~&]?$")
_MASKED = re.compile(rf"(?:^|\n){MASK}{{6}} \S")
_CHAT = 400


def _is_in_a_chat(found: Found) -> bool:
    """`<ada_l> hi`, at a time or among lines of others; an element is closed."""
    before, after = found.before(_CHAT), found.after(_CHAT)
    if f"</{found.value}" in after or not is_person(found):
        return False
    if _AT_A_TIME.search(before):
        return True
    others = _CHAT_LINE.search(before) or _CHAT_LINE.search(after[1:]) or _MASKED.search(before)
    return others is not None and re.search(r"[\d_-]", found.value) is not None


# `/users/v1`, `/users/sha256`, `/users/test01`
_OF_A_ROUTE = re.compile(
    r"(?i)(?:v|api|oauth|sha|md|base|utf|int|test|item|page|step|group|list|user)[-_]?\d+"
)


def _is_in_an_address(found: Found) -> bool:
    """`/users/ada.l`, `/users/lovelace85`; but neither a file nor a route."""
    value = found.value
    parted = re.fullmatch(r"[a-z]+\.[a-z]{2,}", value)
    numbered = re.fullmatch(r"[a-z]{4,}[a-z_-]*\d{2,}", value)
    return (
        bool(parted or numbered)
        and not _OF_A_ROUTE.fullmatch(value)
        and is_account_of_somebody(found)
    )


_FILE = re.compile(
    r"(?i).*\.(?:[cm]?[jt]sx?|py|rb|go|java|php|html?|css|json|ya?ml|vue|md|txt|cs|kt|rs|sql"
    r"|module|service"
    r"|controller|model|routes?|component|spec|test|dto|entity|schema|repository|store)"
)


def _is_in_a_path(found: Found) -> bool:
    return _FILE.fullmatch(found.value) is None and _is_in_an_address(found)


_PLAYERS = re.compile(
    r"(?i)player|game|\bgk|\beos\b|epic|xbox|xuid|steam|psn|discord|twitch|productuser|gamertag|persona"
)


def _is_of_a_player(found: Found) -> bool:
    return (
        has_digit(found.value)
        and _PLAYERS.search(found.before(120)) is not None
        and is_account_of_somebody(found)
    )


_HANDLE = r"(?P<user>[A-Za-z_][\w.-]{1,37}[A-Za-z\d])"
_PLEASE = (
    r"(?:please|pls|plz|can you|could you|would you|will you|what do|do you|any (?:idea|chance"
    r"|thoughts)|thoughts"
    r"|thank|thx|ptal|fyi|is right|is correct|said|says|mentioned|pointed|suggested|wrote|asked"
    r"|left|agreed|has"
    r"|bitte|kannst|danke|por favor|gracias|s'il|merci|per favore|grazie|prosz\xea|proszę|obrigad)"
)

RULES = (
    Rule(rf"(?:^|[\s(\"'>,])@{_HANDLE}[,:]? {_PLEASE}", "@", accept=_is_mentioned),
    Rule(
        r"(?i)(?:^|[\s(\"'>])(?:/?cc|hey|hi|hello|thanks?(?: to| you)?|thx|kudos to|ping(?:ing)?"
        r"|ask(?:ed)?|see with"
        r"|credits? to|reported-by|fixed-by|reviewed-by|suggested-by|approved-by|co-authored-by"
        r"|tested-by"
        rf"|assign(?:ed)?(?: to)?|unassign|/assign|/unassign|r\?|r=):? @{_HANDLE}(?:[^\w@/(.-]"
        rf"|[.-]\W|\.?$)",
        "@",
        accept=_is_mentioned,
    ),
    Rule(rf"\x1a(?:,| and|,? &)? @{_HANDLE}(?:[^\w@/(.-]|[.-]\W|\.?$)", "@", accept=_is_mentioned),
    Rule(  # `feedback from Ada (ada.l@acme.io)`
        r"\b(?:from|by|to|von|de|par|da|od|av|af|ask|contact|cc|via|with|thanks|and|user|customer|hi|hello)"
        r" (?P<user>[\p{Lu}][\pL'-]{1,20}(?: [\p{Lu}][\pL'-]{1,20}){0,2})"
        r"(?: ?[(<\[]|, (?:(?:tel|phone|ph|mob|mobile|cell|mail|e-?mail)\.?:? )?)\x1a{6,}",
        MASK,
        accept=lambda found: not all(is_word(word.lower()) for word in found.value.split()),
    ),
    Rule(  # `publish as ada7 <…>`
        r"(?:^|[\s:\"'(])(?P<user>[a-z][a-z\d]*[\d._-][a-z\d._-]{0,24}) (?:<|&lt;)"
        r"(?:[\w.+%'-]+@|\x1a)",
        "<|&lt;",
        accept=is_account_of_somebody,
    ),
    Rule(
        r"\b(?:(?:ran|running|executed) as (?:user )?|(?:deployed|released|published|pushed"
        r"|triggered|approved|requested|created)[-_]by="
        r"|publish as )(?P<user>[a-z][a-z\d._-]{2,38})(?:[\s<,;)\]\"'`]|$)",
        "by=|publish as|ran as|running as|executed as",
        accept=is_account_of_somebody,
    ),
    Rule(  # `ada.l/192.0.2.7:54158`, as OpenVPN names a peer
        r"(?:^|[\s:])(?P<user>[a-z][\w.@-]{2,40})/\x1a+:\d{2,5}\b",
        "/\x1a",
        accept=is_account_of_somebody,
    ),
    Rule(  # India's payments
        r"(?i)\b(?:vpa|upi(?:[ _-]?id)?)[\"']?[=: ]{1,3}[\"']?(?P<user>[\w.-]{3,60}@[a-z]{3,20})\b",
        "vpa|upi",
    ),
    # Slack, Discord and Jira
    Rule(r"<@!?(?P<id>[UW][A-Z\d]{7,12}|\d{15,20})(?:\|(?P<user>[\w.-]{2,40}))?>", "<@"),
    Rule(r"<@\x1a+\|(?P<user>[\w.-]{2,40})>", "<@"),
    Rule(r"\[~(?:accountid:(?P<id>[\w:-]{2,80})|(?P<user>[\w.-]{2,40}))\]", "[~"),
    Rule(r"(?:^|\s)(?P<user>[a-z_][a-z\d_.]{2,31}#\d{4})(?:[^\w]|$)", "#", accept=is_person),
    Rule(
        r"\b(?:[Tt]elegram|[Cc]hat|[Pp]eer|[Gg]uild|[Dd]iscord)[ _]?(?:[Ii][Dd]|user"
        r"|member)?[\"']?[=: ]{1,2}"
        r"(?P<id>-?\d{9,20})\b",
        "chat|telegram|peer|guild|discord",
    ),
    # IRC and its likes; games
    Rule(
        r"(?m)^(?:\[?\d\d:\d\d(?::\d\d)?\]? )?<[@+%~&]?(?P<user>[A-Za-z_][\w^`|-]{1,23})> \S",
        "> ",
        accept=_is_in_a_chat,
    ),
    Rule(
        rf"(?m)(?:^|[ \]:*]){_HANDLE} (?:(?:has )?(?:joined|left|quit) (?:the game|#[\w-]+"
        rf"|the (?:channel|server))"
        r"|was (?:kicked|banned|slain)|lost connection:|issued server command:)",
        "joined|left|quit|kicked|banned|slain|lost connection|issued server",
        accept=is_account_of_somebody,
    ),
    Rule(
        rf"(?m)(?:^|[ :]){_HANDLE}\[/\x1a+:\d+\] logged in",
        "logged in",
        accept=is_person,
    ),
    Rule(
        rf"\b(?:[Pp]layer|[Gg]amertag|[Nn]ick(?:name)?|[Ss]treamer|[Uu]UID of player) {_HANDLE} "
        r"(?:is|has|was|tried|moved|joined|left|cannot|not)\b",
        "player|gamertag|nick|streamer",
        accept=lambda found: has_digit(found.value) and is_account_of_somebody(found),
    ),
    Rule(  # Discord, Steam
        rf"(?:^|[\s\"'(]){_HANDLE}[\"']? \((?i:(?:user|player|account|member|steam|discord|xbox"
        r"|psn)[ _-]?id|uid|xuid|steamid)[ :=#]{1,3}",
        "id",
        accept=lambda found: not found.value.isalpha() and is_account_of_somebody(found),
    ),
    Rule(  # Epic, GameKit: what is no name of a component has a digit
        rf"\b(?i:display_?name|gamer_?tag|persona_?name|player_?name|alias)[\"']?"
        rf"(?:\s?[:=]\s?| )[\"']?{_HANDLE}"
        r"(?:[\s\"',;)&]|$)",
        "displayname|display_name|gamertag|gamer_tag|persona|player|alias",
        accept=_is_of_a_player,
    ),
    # Addresses: of whose page or home it is
    Rule(
        r"://[^\s/\"'`<>]{1,120}/~(?P<user>[A-Za-z_][\w.-]{1,38})(?:[/\s\"'?)]|$)", "/~", is_person
    ),
    Rule(
        r"/(?:users?|employees|members?|profiles?|people|staff|accounts?|authors|customers"
        r"|owners|u|by-?login"
        rf"|by-?username)/{_HANDLE}(?:[/\s\"'?#),:]|$)",
        "/u/|/by|/user|/employee|/member|/profile|/people|/staff|/account|/author|/customer|/owner",
        accept=_is_in_a_path,
    ),
)
