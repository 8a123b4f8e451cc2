"""Known forms of secrets, by issuer: a published prefix, and what follows it.

The lengths are lower bounds and the alphabets the widest that the issuer has used: a key that was
cut off, or is of the next generation, is a key as well. The formats are those of the issuers' own
pages on their keys, and of the tables of secret scanning by GitHub and GitLab.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from intake.scrubbing import entropy
from intake.scrubbing.rules import Found, Rule


class Form(NamedTuple):
    """`pattern` is the whole of a secret, in the syntax that RE2 and `re` share."""

    issuer: str
    pattern: str


FORMS: tuple[Form, ...] = (
    # Code and packages
    Form("GitHub", r"gh[pousr]_[A-Za-z0-9_]{16,}"),
    Form("GitHub", r"github_pat_\w{20,}"),
    Form(
        "GitLab",
        r"gl(?:pat|dt|rt|rtr|cbt|ft|ffct|agent|imt|oas|ptt|soat|wt)-(?:t\d_)?[\w=-]{12,}"
        r"(?:\.[0-9a-z]{2}(?:\.?[0-9a-z]{7,9}))?",
    ),
    Form("GitLab runner", r"GR1348941[\w-]{16,}"),
    Form("Bitbucket", r"ATBB[\w=-]{20,}|BBDC-[\w+/@-]{20,}"),
    Form("npm", r"npm_[A-Za-z0-9]{20,}"),
    Form("PyPI", r"pypi-[\w-]{20,}"),
    Form("RubyGems", r"rubygems_[a-f0-9]{20,}"),
    Form("crates.io", r"cio[A-Za-z0-9]{32}"),
    Form("Packagist", r"packagist_[a-z]{3}_[a-f0-9]{20,}"),
    Form("NuGet", r"oy2[a-z0-9]{43}"),
    Form("Clojars", r"(?:CLOJARS|clojars)_[A-Za-z0-9]{30,}"),
    Form("Docker Hub", r"dckr_(?:pat|oat)_[\w-]{16,}"),
    Form("Docker Swarm", r"SWM(?:TKN|KEY)-1-[\w+/-]{30,}"),
    Form("JFrog", r"AKCp\w{40,}|cmVmdGtu[A-Za-z0-9]{40,}"),
    Form("Cloudsmith", r"csa_[A-Za-z0-9]{30,}"),
    Form("Thunderstore", r"tss_[\w-]{20,}"),
    Form("Sourcegraph, Segment", r"sgp_(?:[A-Za-z0-9]{16}_)?(?:local_)?[A-Za-z0-9]{30,}"),
    Form("Sourcegraph", r"s(?:gd|lk)_[a-f0-9]{30,}"),
    Form("CircleCI", r"CCI(?:PAT|PRJ)_\w{16,}"),
    Form("Buildkite", r"bk(?:ua|aa|aj|ar|ct|pt|pat|ps)_[\w-]{30,}"),
    Form("Harness", r"(?:pat|sat)\.[\w-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}"),
    Form("Octopus Deploy", r"API-[A-Z0-9]{25,}"),
    Form("Codecov, Mergify", r"mergify_application_key_[\w-]{30,}"),
    Form("Aikido", r"AIK_(?:CI|CLIENT|SECRET)_[A-Za-z0-9]{16,}"),
    Form("Gradle, Endor Labs", r"endr\+[\w-]{12,}"),
    Form("Renovate, Snyk", r"snyk_(?:sat|uat)\.[\w.-]{20,}"),
    # Clouds and hosting
    Form("AWS", r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA|APKA)[A-Z0-9]{12,}"),
    Form("AWS Bedrock", r"ABSK[A-Za-z0-9+/]{40,}={0,2}|bedrock-api-key-[\w+/=-]{16,}"),
    Form("AWS Marketplace", r"amzn\.mws\.[0-9a-f-]{30,}"),
    Form("Amazon login", r"amzn1\.oa2-cs\.v1\.[a-f0-9]{40,}|Atz[ar]\|[\w/+=-]{40,}"),
    Form("Google", r"AIza[\w-]{30,}|ya29\.[\w-]{16,}|GOCSPX-[\w-]{16,}|1//0[\w-]{30,}"),
    Form("Google Gemini", r"AQ\.Ab8[\w-]{40,}"),
    Form("Google storage", r"GOOG(?:1E)?[A-Z0-9]{20,}"),
    Form("Google OAuth", r"4/0A[\w-]{40,}"),
    Form("Entra refresh token", r"[01]\.A[\w-]{30,}(?:\.[\w-]{10,})*"),
    Form("Azure", r"[\w+/]{74,76}(?:JQQJ99|AzCa|AzFu|AzSe|APIM|\+ASt|\+ARm|\+AIo|\+ABa|\+AMC)"
        r"[\w+/]{0,12}={0,2}"),
    Form("Azure DevOps", r"[a-z0-9]{40,52}AZDO[a-z0-9]{4}"),
    Form("Alibaba", r"LTAI[A-Za-z0-9]{12,}|STS\.[A-Za-z0-9]{16,}"),
    Form("Tencent", r"AKID[A-Za-z0-9]{16,}"),
    Form("Yandex", r"t1\.[\w-]+={0,2}\.[\w-]{60,}|y[0-3]_[\w-]{30,}|AQVN[\w-]{35,}|YC[AN]"
        r"[\w-]{23,}"),
    Form("DigitalOcean", r"do[opr]_v1_[a-f0-9]{20,}"),
    Form("Heroku", r"heroku_[\w-]{20,}|HRKU-[\w-]{20,}"),
    Form("Cloudflare", r"cf(?:ut|at|k)_\w{20,}|v1\.0-[a-f0-9]{24}-\w{20,}"),
    Form("Fly.io", r"FlyV1 [\w+/=,-]{40,}|fo1_[\w-]{30,}|fm[12][ar]?_[\w+/=,]{30,}"),
    Form("Netlify", r"nf[pouc]_\w{20,}"),
    Form("Vercel", r"vc[pikar]_\w{20,}|vercel_(?:blob_rw_)?\w{20,}"),
    Form("Render", r"rnd_[A-Za-z0-9]{20,}"),
    Form("Scalingo", r"tk-us-[\w-]{40,}"),
    Form("Exoscale", r"EXO[A-Za-z0-9]{20,}"),
    Form("UpCloud", r"ucat_[A-Za-z0-9]{20,}"),
    Form("Deno", r"dd[ow]_[A-Za-z0-9]{30,}"),
    Form("IBM Cloud", r"crn:v1:[\w:/.-]{20,}::resource-key:[\w-]{20,}"),
    Form("OpenShift", r"sha256~[\w-]{40,}"),
    Form("Rancher", r"token-[a-z0-9]{5}:[a-z0-9]{50,}"),
    # Databases
    Form("Supabase", r"sbp_[\w-]{20,}|sb_(?:secret|publishable)_[\w-]{16,}"),
    Form("PlanetScale", r"pscale_(?:tkn|oauth|pw)_[\w=.-]{16,}"),
    Form("Neon", r"napi_[A-Za-z0-9]{20,}|npg_[A-Za-z0-9]{10,}"),
    Form("MongoDB Atlas", r"mdb_sa_(?:id|sk)_[\w-]{20,}"),
    Form("CockroachDB", r"CCDB1_[A-Za-z0-9]{20,}_[A-Za-z0-9]{30,}"),
    Form("ClickHouse", r"4b1d[A-Za-z0-9]{38}\b"),
    Form("DataStax", r"AstraCS:[\w:]{20,}"),
    Form("Pinecone", r"pc(?:sk|l)_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{40,}"),
    Form("Databricks", r"dapi[a-f0-9]{32}(?:-\d)?"),
    Form("dbt, Prefect", r"dbt[cu]_[\w=+/-]{30,}|pn[bu]_[A-Za-z0-9]{30,}"),
    # Secrets and infrastructure
    Form("HashiCorp Vault", r"hv[sbr]\.[\w-]{16,}"),
    Form("Terraform Cloud", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{30,}"),
    Form("Pulumi", r"pul-[a-f0-9]{20,}"),
    Form("Doppler", r"dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{16,}"),
    Form("1Password", r"ops_eyJ[\w+/=-]{40,}|A3-[A-Z0-9-]{20,}"),
    Form("age", r"AGE-SECRET-KEY-1[A-Z0-9]{40,}"),
    Form("Tailscale", r"tskey-[\w-]{16,}"),
    Form("ngrok", r"[12][A-Za-z0-9]{26}_[A-Za-z0-9]{20,}"),
    Form("Auth0, Authress", r"(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-]"
        r"[\w.+/=-]{20,}"),
    Form("Clerk, Stripe", r"whsec_[\w+/=]{16,}|(?:sk|rk|pk|ak|ek)_(?:live|test|prod)_\w{8,}"),
    Form("WorkOS, Unkey", r"unkey_[A-Za-z0-9]{16,}"),
    Form("Zuplo", r"zpka_[a-z0-9]{24,}(?:_[0-9a-f]{8})?"),
    Form("ConfigCat", r"configcat-sdk-1/[\w-]{22}/[\w-]{22}"),
    Form("LaunchDarkly", r"(?:sdk|mob|api)-[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}"),
    Form("DevCycle", r"dvc_(?:server|client|mobile)_[\w-]{8,}"),
    Form("Stytch", r"secret-(?:test|live)-[\w=-]{30,}"),
    # Watching
    Form("Grafana", r"gls?a_[\w-]{20,}|glc_[\w+/=-]{20,}|eyJrIjoi[A-Za-z0-9+/=]{30,}"),
    Form("Elastic", r"essu_[\w+/=-]{20,}"),
    Form("New Relic", r"NR(?:AK|JS|II|RA|SP|LK|IQ)-[\w-]{16,}|[a-f0-9]{32,36}(?:FFFF)?NRAL"),
    Form("Datadog", r"dd[apw]_\w{20,}"),
    Form("Dynatrace", r"dt0[a-z]\d{2}\.[A-Za-z0-9]{8,24}\.[A-Za-z0-9]{30,}"),
    Form("Sentry", r"sntry[su]_[\w+/=-]{20,}"),
    Form("PostHog", r"ph[cxsr]_[\w-]{20,}"),
    Form("Honeycomb", r"hc[abx][a-z]{2}_[a-z0-9]{40,}"),
    Form("Rootly", r"rootly_[a-f0-9]{40,}"),
    Form("Samsara", r"samsara_api_[A-Za-z0-9]{20,}"),
    Form("StackHawk", r"hawk\.[\w-]{16,}\.[\w-]{16,}"),
    Form("FullStory", r"na1\.[\w+/=.-]{20,}"),
    Form("Smartlook, ReadMe", r"rdme_[A-Za-z0-9]{30,}"),
    # Models
    Form("Anthropic", r"sk-ant-[\w-]{16,}"),
    Form("OpenAI and its likes", r"sk-(?:proj|svcacct|admin|or|lf|api|pyx)-[\w-]{16,}"),
    Form("OpenAI and its likes", r"c?sk-[A-Za-z0-9]{20,}"),
    Form("Hugging Face", r"hf_[A-Za-z0-9]{16,}|api_org_[A-Za-z0-9]{20,}"),
    Form("Replicate", r"r8_[A-Za-z0-9]{20,}"),
    Form("Groq", r"gsk_[A-Za-z0-9]{20,}"),
    Form("Perplexity", r"pplx-[A-Za-z0-9]{20,}"),
    Form("xAI", r"xai-[A-Za-z0-9_-]{20,}"),
    Form("NVIDIA", r"nvapi-[\w-]{20,}"),
    Form("Fireworks, Together", r"fw_[A-Za-z0-9]{20,}|tgp_v1_[\w-]{20,}"),
    Form("Tavily, Context7", r"tvly-[\w-]{16,}|ctx7sk-[\w-]{20,}"),
    Form("LangSmith", r"ls(?:v2_(?:pt|sk)_|__)\w{20,}"),
    Form("Weights & Biases", r"wandb_v1_\w{40,}"),
    Form("Devin", r"apk_(?:user_)?[\w+/]{60,}={0,2}|cog_[a-z2-7]{40,}"),
    Form("RunPod, redirect.pizza", r"rpa_[A-Za-z0-9]{25,}"),
    Form("ElevenLabs, Checkout.com", r"sk_[a-f0-9]{40,}|(?:sk|pk)_(?:sbox_)?[a-f0-9-]{36}"),
    Form("Voiceflow", r"VF\.(?:[A-Z]{2}\.)?[a-f0-9]{24}\.[A-Za-z0-9]{12,}"),
    Form("Deepgram, Jina", r"jina_[A-Za-z0-9]{40,}"),
    Form("Brave", r"BSA[\w-]{24,}"),
    Form("Apify", r"apify_api_\w{20,}"),
    Form("WakaTime", r"waka_[\w-]{30,}"),
    Form("Val Town", r"vtwn_\w{20,}"),
    # Messages and mail
    Form("Slack", r"xox[a-z](?:\.xox[a-z])?-[\w%/+=-]{8,}"),
    Form("Slack", r"xapp-\d-[A-Za-z0-9]+-\d+-[a-z0-9]+|xapp-\d-[\w-]{10,}"),
    Form("PubNub", r"(?:sub|pub|sec)-c-[\w-]{24,}"),
    Form("Discord", r"[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{25,}"),
    Form("Telegram", r"\d{8,10}:[\w-]{34,36}"),
    Form("Twilio", r"(?:AC|SK|AP)[a-f0-9]{32}\b"),
    Form("SendGrid", r"SG\.[\w=.-]{40,}"),
    Form("Mailgun", r"key-[a-f0-9]{32}|(?:pub)?key-[A-Za-z0-9]{32}|[a-f0-9]{32}-[a-f0-9]{8}-"
        r"[a-f0-9]{8}"),
    Form("Mailchimp", r"[a-f0-9]{32}-us\d{1,2}|md-[\w-]{22}"),
    Form("MailerSend", r"mlsn\.[A-Za-z0-9]{30,}"),
    Form("Brevo", r"x(?:keysib|smtpsib)-[\w-]{20,}"),
    Form("Resend", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{16,}"),
    Form("OneSignal", r"os_v2_(?:app|org)_[a-z0-9]{60,}"),
    Form("GOV.UK Notify", r"gcntfy-[\w-]{60,}"),
    # Money and shops
    Form("Stripe, Square", r"sq0[a-z]{3}-[\w-]{20,}|EAAA[\w-]{40,}"),
    Form("Shopify", r"shp(?:at|ca|pa|ss|tka|ua)_[A-Fa-f0-9]{16,}"),
    Form("Shippo, EasyPost", r"shippo_(?:live|test)_\w{16,}|EZ[AT]K[A-Za-z0-9]{30,}"),
    Form("Braintree", r"access_token\$(?:production|sandbox)\$[\w$]{20,}"),
    Form("Razorpay", r"rzp_(?:live|test)_\w{10,}"),
    Form("Flutterwave", r"FLW(?:SEC|PUB)K[\w-]*-\w{12,}(?:-X)?"),
    Form("Paddle", r"pdl_(?:live|sdbx)_apikey_\w{40,}"),
    Form("Mercury", r"(?:secret-token:)?mercury_(?:production|sandbox)_\w{16,}"),
    Form("Midtrans", r"(?:SB-)?Mid-(?:server|client)-[\w-]{12,}"),
    Form("Plaid", r"(?:access|public|link)-(?:sandbox|development|production)-[0-9a-f-]{36}"),
    Form("Polar", r"polar_(?:at|oat|pat|rst)_[\w-]{20,}"),
    Form("Ramp", r"ramp_(?:id|sec|tok)_[A-Za-z0-9]{30,}"),
    Form("Onfido", r"api_(?:live|sandbox)(?:_\w{2})?\.[\w-]{8,}(?:\.[\w-]{16,})?"),
    Form("Duffel", r"duffel_(?:test|live)_[\w=-]{16,}"),
    Form("Persona", r"persona_(?:production|sandbox)_[\w-]{20,}"),
    Form("Flexport", r"shltm_[\w-]{30,}"),
    Form("eBay", r"[A-Za-z0-9]+-[A-Za-z0-9]+-(?:PRD|SBX)-[a-f0-9]{8,12}-[a-f0-9]{8,12}|(?:PRD"
        r"|SBX)-[a-f0-9]{8,12}(?:-[a-f0-9]{4,12}){2,4}"),
    # Work
    Form("Atlassian", r"AT[AC]TT3[\w=-]{30,}"),
    Form("Linear", r"lin_(?:api|oauth)_\w{20,}"),
    Form("Notion", r"secret_[A-Za-z0-9]{40,}|ntn_\w{30,}"),
    Form("Airtable", r"pat[A-Za-z0-9]{14}\.[a-f0-9]{30,}|[\w-]{7,}\.v1\.[\w-]{6,}\.[a-f0-9]{10,}"),
    Form("Asana", r"[12]/\d{10,}(?:/\d{10,})?:[a-f0-9]{32}"),
    Form("Figma", r"fig[dor][a-z]?_[\w-]{20,}"),
    Form("Postman", r"PMA[KT]-[\w-]{20,}"),
    Form("Contentful", r"CFPAT-[\w-]{30,}"),
    Form("Dropbox", r"sl\.(?:u\.)?[\w=-]{60,}"),
    Form("Facebook", r"EAA[A-Z][A-Za-z0-9]{20,}|\d{15,16}(?:\||%7C|%)[\w-]{27,40}"),
    Form("Pinterest", r"pina_[\w-]{20,}"),
    Form("Salesforce", r"00D[A-Za-z0-9]{9,15}![\w.-]{60,}|3MVG9[\w.-]{60,}"),
    Form("HubSpot", r"pat-(?:na|eu)\d-[0-9a-f-]{36}"),
    Form("Zoho", r"1000\.[a-f0-9]{32}\.[a-f0-9]{30,32}|1000\.[A-Z0-9]{30,}"),
    Form("Teamwork", r"tkn\.v1_[A-Za-z0-9+/=]{40,}"),
    Form("Typeform", r"tfp_[\w=.-]{30,}"),
    Form("Intra 42", r"s-s4t2(?:ud|af)-[a-f0-9]{40,}"),
    Form("Lark", r"cli_[A-Za-z0-9]{16,}"),
    Form("Settlemint", r"sm_(?:aat|pat|sat)_[A-Za-z0-9]{12,}"),
    Form("Tableau", r"[A-Za-z0-9+/]{22}==:[A-Za-z0-9]{32}"),
    Form("Workato", r"wrka(?:[a-z]{2})?-eyJ[\w.-]{40,}"),
    Form("Canva", r"cnvca[\w-]{40,}"),
    Form("Fleetbase", r"flb_(?:live|test)_\w{16,}"),
    Form("Nightfall", r"NF-[A-Za-z0-9]{32}"),
    Form("Proof", r"prf_(?:cli_|live_|test_)?[\w-]{20,}"),
    # Maps, games and the rest
    Form("Mapbox", r"[ps]k\.[a-z0-9]{50,}\.[\w-]{20,}|[ps]k\.eyJ[\w-]{40,}\.[\w-]{20,}"),
    Form("MaxMind", r"\w{6}_[A-Za-z0-9]{29}_mmk"),
    Form("Adafruit", r"aio_[A-Za-z0-9]{20,}"),
    Form("Frame.io", r"fio-u-[\w=-]{40,}"),
    Form("Lichess", r"li[po]_[A-Za-z0-9_]{14,}"),
    Form("Roblox, live keys of many", r"(?:live|prod|test)_[a-f0-9]{32,}"),
    Form("Adobe", r"p8e-[A-Za-z0-9]{16,}"),
    Form("Infracost, Ionic", r"ico-[A-Za-z0-9]{16,}|ion_[A-Za-z0-9]{30,}"),
    Form("this service", r"ulp_[\w-]{16,}"),
)  # fmt: skip


# Those that begin with a sign, before which there is no edge of a word.
MARKED: tuple[Form, ...] = (
    Form("Entra", r"[\w~.-]{3}\dQ~[\w~.-]{30,36}"),
    Form("Asaas", r"\$aact_(?:prod|hmlg|YTU)[\w:-]{20,}"),
    # A hash of a password can be guessed at.
    Form(
        "crypt",
        r"\$(?:[1568]|2[abxy]|g?y|7|apr1|sm3|scrypt|argon2(?:id|i|d)|pbkdf2-sha\d+|sha1)\$"
        r"[\w./$=,+-]{20,}",
    ),
)


def _no_name(found: Found) -> bool:
    """Some prefixes are words: what stands behind them must not read as one."""
    value = found.value
    return entropy.has_digit(value) or not value.islower() or entropy.is_gibberish(value)


def _handfuls(forms: Sequence[Form], size: int = 16) -> Iterator[Sequence[Form]]:
    """To find where a match began RE2 reads it backwards, from the end that most forms share: with
    all of them in one expression that takes 400 times as long as with a few.
    """
    for start in range(0, len(forms), size):
        yield forms[start : start + size]


_PRIVATE_KEY = r"[A-Z0-9_ -]{0,60}PRIVATE KEY(?: BLOCK)?-----"

RULES = (
    Rule(
        rf"(?P<secret>-----BEGIN{_PRIVATE_KEY}(?:(?:[^-\x1a]|-[^-\x1a])*-----END{_PRIVATE_KEY}"
        r"|(?:(?:\s|\\[nr]|[\"'+,])*[A-Za-z0-9+/=]{16,})*))",  # cut off before its END line
        "private key",
    ),
    # PuTTY
    Rule(r"(?:Private-Lines: \d+\s|Private-MAC: )(?P<secret>[A-Za-z0-9+/=\s]{20,})", "private-"),
    # A connection string says whose database it is in every part.
    Rule(
        r"(?i)\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkeys?|amqps?|oracle|mssql"
        r"|sqlserver|cockroachdb|clickhouse|cassandra|neo4j|bolt|ldaps?|smtps?|imaps?|ftps?|sftp"
        r"|nats|kafka|couchdb|libsql|memcached|influxdb|snowflake|redshift|db2|jdbc:[a-z0-9:]+"
        r"|odbc)(?:\+[a-z0-9]+)?:(?:thin:)?(?://"
        r"|@)(?P<dsn>[^\s\"'`<>\x1a]*[^\s\"'`<>:,.;)\]}\x1a])",
        "://|:@",
        accept=lambda found: (
            "@" in found.value
            or not found.value.startswith(
                ("localhost", "127.0.0.1", "/", "${", "$", "{", "[", "host")
            )
        ),
    ),
    Rule(r"(?P<secret>\bey[A-Z][\w+/=-]{8,}(?:\.[\w+/=-]+){1,4})", "ey"),  # JSON Web Token
    Rule(  # `{"alg"` or `eyJ` in base64 once more
        r"(?P<secret>\b(?:ZXlK|eyJh)[A-Za-z0-9+/=_-]{16,})",
        "zxlk|eyjh",
    ),
    Rule(
        r"(?i)\b(?P<url>(?:https?://)?(?:(?:ptb\.|canary\.)?discord(?:app)?\.com/api/"
        r"(?:v\d+/)?webhooks|hooks\.slack\.com/(?:services|workflows|triggers)"
        r"|[\w-]+\.webhook\.office\.com|outlook\.office(?:365)?\.com/webhook"
        r"|chat\.googleapis\.com/v1/spaces|hooks\.zapier\.com/hooks"
        r"|api\.telegram\.org/bot)[^\s\"'`<>()\x1a]+)",
        "webhook|hooks.|chat.googleapis|api.telegram",
    ),
    Rule(
        r"(?i)\b[a-z][a-z0-9+.-]{1,20}://(?P<secret>[^\s/@\"'`<>\\\x1a]+)@",
        "://",
        accept=lambda found: found.value != "git",
    ),
    *(
        Rule(r"(?:\b|_)(?:" + "|".join(form.pattern for form in some) + ")", accept=_no_name)
        for some in _handfuls(FORMS)
    ),
    Rule("|".join(form.pattern for form in MARKED), "$|q~"),
    Rule(  # Freemius, whose keys are of any sign
        r"[\"'](?P<secret>sk_[^\s\"'\x1a]{29})[\"']",
        "sk_",
        accept=lambda found: entropy.has_digit(found.value),
    ),
    # What many write who have no form of their own: who, for what, and then at random.
    Rule(
        r"\b(?P<secret>[A-Za-z]{2,12}[_-](?:[a-z]{2,8}[_-])?(?:live|test|prod|production|sandbox"
        r"|secret|apikey|pat|key|token)[_-][A-Za-z0-9_-]{16,})",
        accept=lambda found: entropy.is_random(found.value),
    ),
)
