"""What a text says to a model: forged roles, orders, what to keep secret, in several languages.

Text has been folded by then: no accents, no emphasis, one space between two words.
"""

from intake.screening.rule import Rule, rule

# An order: at the start of a sentence, or of what stands in brackets or behind a colon.
_START = r"(?:^|[\n.!?:;\"'`>)\]*\-]\s*)"
_AWAY = (
    r"(?:ignor\w*|disregard\w*|forget|overlook|bypass|overrid\w+|neglect|set aside|abandon|discard"
    r"|stop (?:following|obeying)|pay no (?:attention|heed) to"
    r"|do(?: not|n.t) (?:follow|obey|heed|listen to|comply with))"
)
_BEFORE = r"(?:previous|prior|above|earlier|preceding|foregoing|former)"
_ORDERS = (
    r"(?:instruct\w*|prompt(?:s|ing)?|directions?|directives?|guidelines?|commands?"
    r"|programming)"
)
_TELL = (
    r"(?:reveal|show|print|output|repeat|reiterate|recite|display|dump|disclose|share|paste|leak"
    r"|expose|summari[sz]e|translate|encode|decode|echo|return|list|tell|give|write|convert|format"
    r"|spell|store|export|explain|provide)"
)
_MODEL = (
    r"(?:ai|llm|a\.i\.|language model|chat ?bot|(?:ai|coding|code) (?:assistant|agent)|assistant)"
)
_MODELS = (
    r"(?:ai|llms?|a\.i\.|language models?"
    r"|(?:ai |llm |coding |code )(?:assistants?|agents?|models?|tools?))"
)

SPEECH_RULES: tuple[Rule, ...] = (
    rule(
        "model-markup",
        r"<\|[\w /]{2,40}\|>",
        r"\[/?INST\]",
        r"<</?SYS>>",
        r"(?-i:\[/?(?:SYSTEM|ADMIN|TOOL_CALLS|AVAILABLE_TOOLS)(?:[ _:][^\]\n]{0,60})?\])",
        r"\[system\]\s*\(#|\[system\s+(?:notification|update|note|message|alert|prompt)\b",
        r"<!--\s*(?:system|ai|assistant|admin)\b",
        r"\[/?(?:\w+[ _]){1,3}(?:directive|instructions?|override|prompt)\]",
        r"</?(?:start|end)_of_turn>",
        r"(?-i:</?(?:system|assistant|instructions?|tool_calls?|human|function_calls?"
        r"|tool_(?:use|result|response|code)|thinking|hidden|admin|override"
        r"|(?:system|user|assistant|developer|hidden|secret|new|admin)[_-]?(?:prompt|reminder"
        r"|message|instructions?|override|note|query|input|turn|request|config))>)",
        r"(?-i:</?[A-Z_]*(?:SYSTEM|INSTRUCTION|INFORMATION|IMPORTANT|HIDDEN|ASSISTANT|PROMPT"
        r"|OVERRIDE|ADMIN)[A-Z_]*>)",
        r"<invoke\s+name=",
        r"\"role\"\s*:\s*\"(?:system|developer)\"",
        r"```\s?(?:system|prompt|instructions?)\b",
        r"(?m)^\s*\]\]>",
        r"#{2,6}\s*(?:system|assistant|user|human|(?:new )?instructions?)\s*(?::|#{2})",
        r"(?m)^\s*(?:\*\*|\[)?assistant(?:\*\*|\])?\s*:",
        r"(?m)^\s*(?:\*\*|\[)?(?-i:System|SYSTEM|Human|HUMAN)(?:\*\*|\])?(?: (?:NOTE|MESSAGE|Note"
        r"|Message))?\s*:\s*[\pL]",
        r"[.!?>\]]\s+(?-i:Assistant|ASSISTANT|Human|HUMAN)\s*:",
        r"\b(?:system|developer|admin(?:istrator)?|root)\s+(?:note|message|override|alert"
        r"|directive|prompt"
        r"|notice|reminder|instructions?|command)\s*(?:\*\*)?:",
        r"\b(?:instruction|safety|policy|security|urgent|priority|critical|hidden)"
        r"\s+(?:override|directive|instructions?|bypass)\b\s*(?:\w+\s*)?:",
        # Here ends what is data.
        r"\b(?:end|begin(?:ning)?|start)\s+of\s+(?:the\s+)?(?:user|system|trusted|untrusted)"
        r"\s*(?:input|prompt|instructions|context)\b",
        r"\b(?:end|begin(?:ning)?|start)\s+of\s+(?:the\s+)?(?:prompt|instructions|context)\b",
        r"\b(?-i:(?:END|BEGIN|START)\s+(?:OF\s+)?(?:[A-Z]+\s+){0,3}(?:INPUT|PROMPT|INSTRUCTIONS?"
        r"|CONTEXT|DATA))\b",
        r"\b(?-i:(?:INPUT|PROMPT|INSTRUCTIONS?|CONTEXT|DATA)\s+ENDS?)\b",
        r"[%#=<\[-]{2,}\s*/?(?:end|begin|start)\b[^\n]{0,30}\b(?:input|prompt|instructions?"
        r"|context|data|document|system)\b",
        everywhere=True,
    ),
    rule(
        "instruction",
        # Away with what was said before.
        r"\b" + _AWAY + r"\b[^.\n]{0,40}"
        r"\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|your|these|those|initial"
        r"|original|system|other|my|our)\b[^.\n]{0,40}\b" + _ORDERS + r"\b",
        r"\b" + _AWAY + r"\s+(?:\w+\s+){0,3}(?:" + _BEFORE + r"|your|system|safety|content|ethical)"
        r"\s+(?:\w+\s+){0,2}(?:rules?|content|context"
        r"|messages?|restrictions?|constraints?|orders?|requests?|polic(?:y|ies)|guidance"
        r"|filters?)\b",
        r"\b(?:ignore|disregard|forget)\s+(?:(?:all|any|the|every|everything)\s+){0,3}"
        + _BEFORE
        + r"\s+(?:text|input|conversation|tasks?|data)\b",
        r"\b(?:ignore|disregard|forget|bypass)\s+(?:the|all|your)\s+(?:\w+\s+)?"
        r"(?:guidelines|guardrails|safeguards|safety)\b",
        r"\b" + _AWAY + r"\s+(?:the\s+|your\s+)?current\s+(?:\w+\s+)?(?:objective|goal|task)\b",
        r"\b(?:" + _AWAY + r"|reveal|repeat|print|encode|translate"
        r"|skip)\b[^.\n]{0,50}\b(?:sections?|lines?|text|content|everything|lock|messages?|rules"
        r"|words)\s+(?:\w+\s+)?above\b",
        r"\b(?:ignore|disregard|forget)\s+(?:\w+\s+)?(?:instructions|directions|orders)\b",
        r"\b(?:ignore|disregard|forget)\s+(?:all\s+|the\s+)?(?:previous|prior|above)\s*[,;.]",
        r"\b(?:override|ignore|lift|drop)\s+(?:all\s+|any\s+|the\s+|your\s+)?(?:restrictions"
        r"|guardrails)\b",
        r"\b(?:ignore|disregard|forget)\s+(?:the\s+|everything\s+|anything\s+|all\s+)?above\b",
        r"\b(?:disregard|forget|ignore)\s+(?:\w+\s+)?(?:everything|anything|whatever|all|what)\s+"
        r"(?:that\s+)?(?:else\s+)?(?:you|i|we|was said|came before)\b",
        r"\bdisregard\b[^.\n]{0,40}\b(?:section|intent|lock|rules|safety)\b",
        r"\bignore\s+(?:(?:other|all)\s+content|(?:all\s+)?safety)\b",
        r"\b"
        + _AWAY
        + r"\s+(?:the |this |these |your )?(?:\w+.?s )?(?:project|system|user|safety)(?:.s)?"
        r" rules\b",
        r"\b(?:all|your|previous|prior|earlier|normal|safety|content|usual|these|the project)\s+"
        r"(?:\w+\s+){0,3}(?:rules|instructions?|guidelines|restrictions|guidance|policies"
        r"|limitations"
        r"|filters|safeguards|protections)\s+(?:\w+\s+)?(?:(?:is|are|have been|has been"
        r"|were) (?:\w+ )?"
        r"(?:lifted|suspended|obsolete|void|disabled|revoked|overridden|cancell?ed|outdated)"
        r"|no longer appl(?:y|ies)|suspended)\b",
        r"\brules of this \w+ no longer apply\b|\bsafety (?:checks|filters) (?:are"
        r"|were) (?:disabled|off)\b",
        r"\byour (?:guidelines|instructions|rules|task|role|goal|objective|system prompt|policy)"
        r"\s+(?:is now|are now|ha(?:s|ve) (?:been )?(?:changed|updated|replaced))\b",
        r"\b(?:instructions?|message|rules?|fix|directives?|this)\s+(?:now\s+)?(?:supersedes?"
        r"|overrides?"
        r"|replaces?|outranks?|(?:takes?|ha(?:s|ve)) (?:precedence"
        r"|priority) over)\s+(?:\w+\s+){0,3}"
        r"(?:system|others|prompts?|instructions?|developer|user|project(?:'s)? rules)\b",
        r"\btake precedence over the (?:user|system|developer)\b",
        r"\b(?:new|updated|real|actual|revised)\s+(?:system\s+|\w+\s+)?(?:instructions?"
        r"|directives?|task)"
        r"\s*(?:\*|:|follow\b|below\b)",
        r"\bnew\s+(?:system\s+)?rules\s+(?:follow|below)\b|\bnew\s+(?:objective|goal|mission)\s*:",
        r"\byour\s+(?:new|real|true|actual|only|updated|primary|next)\s+(?:\w+\s+)?(?:role|task"
        r"|goal"
        r"|objective|instructions?|directive|purpose|identity|mission|job|priority)\b",
        r"\binstead of (?:fixing|answering|responding|summari[sz]ing|outputting|helping)\b",
        r"\bstop what you(?: are|.re) doing\b",
        everywhere=True,
    ),
    rule(
        "instruction",
        # Be somebody else.
        r"\byou are (?:now|no longer|an? (?:ai|language model|assistant|unrestricted"
        r"|jailbroken)|chatgpt|dan|gpt|root|authori[sz]ed to)\b",
        # Not within quotes: programs that talk to a model say so there.
        r"(?:^|[\n.!?:;>)\]*\-]\s*)you (?:are|re) (?:a |an |the |in |running in "
        r"|operating in )(?:\w+ ){0,3}"
        r"(?:"
        + _MODEL
        + r"|(?:developer|debug|admin|maintenance|god|root|test|unrestricted) mode)\b",
        r"\bif you are (?:an? )?(?:\w+ )?(?:" + _MODEL + r"|agent|model|bot)\b",
        r"\bas an? (?:ai|llm|language model)\b[^.\n]{0,40}\byou\b",
        r"\bfrom now on,? (?:you|ignore|always|respond|answer)\b",
        r"\b(?:pretend|imagine) (?:to be|you are|that you are|you're) an? (?:ai|assistant"
        r"|model|unrestricted|evil|hacker)",
        r"\bact as\s*:?\s*(?:an? |my )?(?:ai|assistant|chatgpt|dan|jailbr\w+|unrestricted"
        r"|uncensored"
        r"|language model|system administrator)\b",
        r"\b(?:unrestricted|uncensored|unfiltered|jailbroken|no.?limits?) (?:\w+ )?(?:ai"
        r"|assistant|mode"
        r"|model|chatbot|version)\b",
        r"\byou (?:have|are|can|will|may|must|now)\b[^.\n]{0,50}\b(?:no|without(?: any)?"
        r"|free (?:from|of)"
        r"(?: all)?|unrestricted|not (?:subject to"
        r"|bound by)(?: any)?) (?:\w+ ){0,2}(?:restrictions?|limitations?"
        r"|filters?|constraints?|guidelines|rules)\b",
        r"\b(?:developer|dan|god|jailbreak|admin|maintenance|root|yolo) mode (?:is |has been "
        r"|now )?"
        r"(?:enabled|activated|active|on)\b",
        r"\b(?:simulate|activate) (?:developer|debug|admin|expert|root) mode\b",
        r"\b(?:unrestricted|god|dan|jailbreak|yolo|uncensored) mode\b",
        r"\bjailbr(?:eak|oken) (?:mode|yourself|version|prompt|the|this|ai)\b",
        r"\b(?:administrator|admin|developer|root|system|security) (?:override|command)\b",
        r"\bgrant (?:\w+ )?(?:all|full|every|any|admin\w*|elevated|root) (?:privileges?|access"
        r"|permissions?"
        r"|requests?|rights)\b",
        r"\belevated privileges granted\b",
        everywhere=True,
    ),
    rule(
        "instruction",
        # Say what you know.
        r"\b(?:your|hidden|secret|original|initial|exact|full|entire) (?:\w+ )?(?:system|initial"
        r"|hidden)[ -]?"
        r"(?:prompts?|messages?|instructions?|configuration)\b",
        r"\b" + _TELL + r"\b[^.\n]{0,60}\b(?:system|developer|initial|hidden|original|pre)[ -]?"
        r"(?:prompts?|message|instructions?)\b",
        r"\b" + _TELL + r"\s+(?:\w+\s+){0,5}(?:" + _BEFORE + r"|all|your|the given)\s+(?:\w+\s+)?"
        r"(?:instructions|prompts?)\b",
        r"\bsystem prompt (?:says|said|has been|is as follows|verbatim|word)\b",
        r"\b(?:display|show|print|reveal|dump) (?:the |your )?system (?:configuration"
        r"|message|instructions)\b",
        r"\b(?:share|reveal|output|disclose|dump|leak|repeat"
        r"|summari[sz]e) your (?:\w+ )?(?:config\w*"
        r"|context|rules|settings|environment|persona|secrets?)\b",
        r"\b(?:your|the) (?:previous |prior |full )?(?:context window|conversation history"
        r"|chain of thought)"
        r"\b[^.\n]{0,20}(?:$|\b(?:print|output|reveal|send|as body|verbatim)\b)",
        r"\b" + _TELL + r" (?:\w+ ){0,2}(?:chain.of.thought|(?:hidden|internal) reasoning)\b",
        r"\bfrom your (?:context|memory)\b",
        r"\b(?:with|send|include|attach|append)\b[^.\n]{0,30}\b(?:conversation|chat) history\b",
        r"\binstructions (?:so far|(?:that )?you (?:received|were|have)|prior to|given to you"
        r"|above and below|in the prompt (?:above|first|so far))\b",
        r"\b(?:prompt|instructions|conversation|text) so far\b",
        r"\b"
        + _TELL
        + r"\b[^.\n]{0,40}\b(?:instructions|prompt|rules|text|words|everything|content|message)"
        r" (?:\w+ )?above\b",
        r"\b(?:words?|text|line|lines|what you see|message|everything) above (?:this|starting"
        r"|beginning)\b"
        r"|\bwhat you see above\b",
        r"\b(?:echo|repeat|print|output) (?:back )?(?:all )?(?:prior|previous) (?:tokens|messages"
        r"|text)\b",
        r"\byou(?: were|.ve been| have been| are) (?:\w+ )?(?:given|told|instructed|trained"
        r"|programmed|configured)\b",
        r"\byour (?:\w+ ){0,2}(?:instructions|guidelines|directives|training data"
        r"|developers|creators)\b",
        r"\byour secret (?:instructions?|configuration|prompts?|rules)\b",
        r"\b" + _TELL + r"\s+(?:me\s+)?your\s+(?:\w+\s+){0,2}(?:secrets?|password|keys?)\b",
        r"\bwhat (?:is|are|were) (?:the|your) (?:\w+ )?(?:password|secret|api key"
        r"|instructions)\b",
        r"\bwhat (?:were|was|have|are) you (?:\w+ )?(?:told|instructed|given|asked|programmed)\b",
        r"\b(?:give|tell|show) me (?:the|your|all|other)\b[^.\n]{0,40}\b(?:password|secret"
        r"|instructions|prompt|keys?|customers?|users?|fixes)\b",
        everywhere=True,
    ),
    rule(
        "instruction",
        # Answer so, remember so.
        r"\byou (?:have to|must|shall|will) (?:now )?(?:answer|obey|comply|reveal|respond|reply)\b",
        r"\bcomply with (?:the (?:following|next)|all requests)\b",
        r"\byour (?:\w+ ){0,3}(?:memory|reply|replies|responses?|answers?)\b",
        r"\bin (?:every|all) (?:future |subsequent |next )?(?:repl(?:y|ies)"
        r"|responses?|answers?|projects?|sessions?|conversations?)\b",
        r"\b(?:for|in|across|to|during) (?:every|all|any|each) (?:future|subsequent|later"
        r"|following)"
        r" (?:repl(?:y|ies)|responses?|answers?|sessions?|conversations?|requests?|chats?"
        r"|tasks?)\b",
        r"\b(?:save|write|add|commit|store)\b[^.\n]{0,30}\b(?:long.term memory|to memory\s*:)",
        r"\bbefore you (?:can )?(?:answer|reply|respond|solve)\b",
        _START + r"(?:please )?(?:just|only|simply) (?:say|print|output|respond|reply)\b",
        r"\b(?:just|only|simply) (?:say|print|output|respond|reply) [\"'“]",
        r"\b(?:respond|reply|answer)(?:ing)? (?:only|exclusively|solely) (?:with|in|as)\b"
        r"|"
        + _START
        + r"(?:respond|reply|answer) with (?:only|exactly|just|the (?:word|phrase|string|exact))\b",
        r"\b(?:say|print|output|respond|reply|answer|return"
        r"|write)\b[^.\n]{0,80}\band nothing (?:else|more)\b",
        r"\b(?:begin|start|prefix|end|finish|conclude) (?:every|each|all|your"
        r"|any) (?:\w+ )?(?:repl|respons"
        r"|answer|output)\w*",
        r"\balways (?:answer|reply|respond) (?:in|with)\b",
        r"\b(?:include|insert|put|repeat|append)\b[^.\n]{0,20}\b(?:in|at the end of) (?:your|the"
        r"|every) (?:next )?"
        r"(?:response|reply|answer)\b|\bin your next response\b",
        r"\bappend (?:the|this) (?:exact )?(?:token|text|string|phrase|sentence)\b",
        r"\b(?:report|mark|record|count|rate|approve|recommend"
        r"|score)\s+(?:that\s+)?[\"'`]?(?:success"
        r"|(?:every|this|all) (?:fix(?:es)?|patterns?|items?|lessons?|answers?)\b)",
        r"\bgive (?:this|it)\b[^.\n]{0,30}\b(?:highest|top|full|perfect|maximum) (?:score|rating"
        r"|marks?)\b",
        r""
        + _START
        + r"(?:judge|evaluator|grader)\s*[:,]\s*\w|\balways (?:choose|pick|prefer) option\b",
        everywhere=True,
    ),
    rule(
        "instruction",
        # Ask nobody, tell nobody.
        r"\btools? calls?\b[^.\n]{0,30}\b(?:no longer|without|need no)\b",
        r"\b(?:no longer|without) (?:needs?|requir\w+"
        r"|asking for)?\s?(?:\w+ )?(?:confirmation|approval|permission from)\b",
        r"\bwithout (?:asking|prompting|telling|informing|notifying) (?:the )?(?:user|me|human"
        r"|developer)\b",
        r"\b(?:execute|run|allow|accept|approve|trust)\b[^.\n]{0,20}\b(?:any|all"
        r"|every)\b[^.\n]{0,30}"
        r"\b(?:commands?|requests?|inputs?|users?|tools?)\b[^.\n]{0,30}\b(?:without|implicitly"
        r"|unconditionally)\b",
        r"\btreat (?:all|every|any)\b[^.\n]{0,30}\bas\b[^.\n]{0,20}\b(?:trusted|admin\w*"
        r"|authori[sz]ed)\b",
        r"\bsigned off by\b",
        r"\bdo(?: not|n.t) (?:tell|inform|mention|reveal|alert|warn)\b[^.\n]{0,30}\b(?:user"
        r"|human|developer|anyone|this)\b",
        r"\b(?:do(?: not|n.t)|never|must not|without) (?:\w+ )?(?:mention|refer to|tell|inform"
        r"|notify"
        r"|acknowledge)(?:ing)?\b[^.\n]{0,40}\b(?:user|human|developer|anyone|reviewer"
        r"|this (?:step|change|fix"
        r"|file|rule|instruction)|the (?:response|reply|chat|commit)|summar\w+|code comments)\b",
        r"\b(?:hide|conceal)\w* (?:this|these|the (?:change|fact|edit))\b[^.\n]{0,30}\bfrom\b",
        r"\b(?:secretly|covertly) \w+|\b(?:follow|apply|add|run|send|insert|include|upload|copy"
        r"|execute)"
        r"\b[^.\n]{0,40}\b(?:silently|secretly|covertly)\b",
        r"\bthe (?:user|human) is (?:an? )?(?:admin|root|authori[sz]ed|trusted)\b",
        r"\bthe (?:user|owner|admin\w*|security team) has (?:already )?(?:approved|authori[sz]ed"
        r"|consented to"
        r"|confirmed) (?:all|this|any|every|these)\b",
        r"\bgrant (?:all|full|every|any)\b",
        r"\badd (?:a |the |an )?(?:\w+ )?dependency on\b",
        everywhere=True,
    ),
    rule(
        "instruction",
        # To whom it speaks.
        r"\b(?:note|attention|notice|message|instructions?|reminder|warning|memo"
        r"|important)\s*(?:to|for|:|,|-)?\s*"
        r"(?:the |all |any |every )?" + _MODELS + r"\b",
        r"\b"
        + _MODELS
        + r" (?:reading|processing|parsing|that reads?|must (?:first|also|not|now|always))\b",
        _START + r"(?:dear |hey |hi |hello )?(?:assistant|claude|chatgpt|gpt-?\d?|copilot"
        r"|gemini)\s*[:,]\s*"
        r"(?:please|you|ignore|do|run|add|also|now|always|never|from|sure|i)\b",
        r"\b(?:message|order|notice|note) (?:comes? )?from (?:anthropic|openai|google|the (?:system"
        r"|administrator"
        r"|developers?))\b",
        r"\b(?:add|adding|insert|includ\w+|incorporat\w+|introduc\w+|employ\w*|append"
        r"|embed\w*|render\w*|integrat\w+|use|us(?:e|ing))\s+(?:the\s+|this\s+)?(?:following"
        r"|below|subsequent|next)\s+(?:code\s+)?(?:excerpt|snippet|code block|code snippet)\b",
        r"\bfor (?:error )?(?:telemetry|tracking|logging|audit\w*)\b[^.\n]{0,20}$",
        r"\bdecode\b[^.\n]{0,50}\band (?:follow|run|execute|obey)\b",
        everywhere=True,
    ),
    # The same in other tongues: let go of what was said, say what you were told, be somebody else.
    rule(
        "instruction",
        r"\b(?:ignore[zr]?|oublie[zr]?|neglige[zr]?|outrepasse[zr]?|ne (?:tiens|tenez) (?:pas"
        r"|aucun) compte)\b"
        r"[^.\n]{0,40}\b(?:consignes?|regles|ordres|(?:les|tes|vos|mes|des"
        r"|ces) (?:\w+ )?(?:instructions|directives))\b",
        r"\b(?:ignorier\w*|vergiss|vergessen sie|missacht\w*|uberg(?:eh|ing)\w*)\b[^.\n]{0,50}"
        r"\b(?:anweisung\w*|instruktion\w*|regeln|befehle|vorgaben|gesagt)\b",
        r"\b(?:ignor[ae]\w*|olvid[ae]\w*|omit[ae]|desestim[ae]|haz caso omiso)\b[^.\n]{0,40}"
        r"\b(?:instruccion\w*|ordenes|reglas|indicacion\w*|directric\w*|lo anterior)\b",
        r"\b(?:ignor[ai]\w*|dimentic[ah]\w*|trascura\w*)\b[^.\n]{0,40}"
        r"\b(?:istruzion\w*|regole|direttive|indicazioni)\b",
        r"\b(?:ignor[ae]\w*|esquec[ae]\w*|desconsider[ae]\w*)\b[^.\n]{0,40}"
        r"\b(?:instruc(?:ao|oes)|ordens|regras|diretrizes)\b",
        r"\b(?:negeer|vergeet)\b[^.\n]{0,40}\b(?:instructies|regels|opdrachten)\b",
        r"\b(?:ignorera?|glom|glem)\b[^.\n]{0,40}\b(?:instruktion\w*|instruks\w*|regler)\b",
        r"\b(?:z?ignoruj|zapomnij|pomin|zapomen)\w*\b[^.\n]{0,40}\b(?:instrukc\w*|polece\w*"
        r"|zasad\w*|pokyn\w*)",
        r"\b(?:talimat|kural|komut)\w*[^.\n]{0,30}\b(?:yoksay|gormezden|unut|dikkate alma)",
        r"\b(?:bo qua|quen|phot lo)\b[^.\n]{0,40}\b(?:huong dan|chi dan|lenh|quy tac)\b",
        r"\b(?:abaikan|lupakan)\b[^.\n]{0,40}\b(?:instruksi|perintah|aturan|arahan|petunjuk)\b",
        r"(?:игнорируй|забудь|забыть|не обращай внимания|ігноруй)[^.\n]{0,50}"
        r"(?:инструкц|указани|правил|команд|говорили|сказано|інструкц|вказів)",
        r"(?:忽略|无视|無視|忘记|忘掉|忘記|不要理会|忽視)[^。\n]{0,20}(?:指令|指示|提示|规则|規則|说明|要求|内容)",
        r"(?:指示|命令|ルール|規則|プロンプト)[^。\n]{0,14}(?:無視|忘れ)",
        r"(?:지시|명령|규칙|프롬프트)[^.\n]{0,14}(?:무시|잊)",
        r"(?:تجاهل|انس|تخط)[^.\n]{0,40}(?:تعليمات|القواعد|الأوامر)",
        r"(?:निर्देश|नियम|आदेश)[^।\n]{0,24}(?:अनदेखा|नज़रअंदाज|नजरअंदाज|भूल)",
        r"\b(?:invite|prompt|mensaje|messaggio|message|instrucciones|istruzioni"
        r"|instrucoes)\s+(?:du |del |di |do |de )?"
        r"(?:systeme|sistema)\b|\bsystem-?(?:prompt\w*|aufforderung"
        r"|anweisung\w*)\b[^.\n]{0,30}\b(?:aus|lautet|zeig\w*)\b"
        r"|\b(?:zeige?|gib|nenne)\b[^.\n]{0,30}\bsystem-?(?:prompt|aufforderung|anweisung)",
        r"(?:系统|系統)\s*(?:提示|指令)|システム\s*プロンプト"
        r"|시스템\s*프롬프트|системн\pL+ (?:промпт|подсказ|инструкц)",
        r"\b(?:tu es (?:maintenant|desormais)|du bist (?:jetzt|nun|ab)|(?:ahora eres|eres ahora)"
        r"|ora sei (?:un|il)"
        r"|agora voce e|voce agora e|voce e agora|ты теперь|теперь ты)",
        r"(?:你现在是|你現在是|从现在开始你|あなたは今|これからあなたは)",
        r"\b(?:de[sk]?codi?\w*|dekodier\w*)\b[^.\n]{0,40}\b(?:sigue|esegui|execute[zr]?|suis"
        r"|suivez|befolge)\b",
        everywhere=True,
    ),
)
