"""The words of the article's claims in English and Chinese; everything else speaks through `salesim.wording.text`."""

from __future__ import annotations

from salesim.wording import LANGUAGES, check_language

__all__ = ["LANGUAGES", "MESSAGES", "TERMS", "check_language", "name_of", "say"]


def say(key: str, lang: str = "en", **values: str) -> str:
    """A message in a language, its ``{places}`` filled in."""
    message = MESSAGES[key][LANGUAGES.index(lang)]
    return message.format(**values) if values else message


def name_of(term: str, lang: str = "en") -> str:
    """What readers call a column of the claims' table."""
    return TERMS[term][LANGUAGES.index(lang)]


MESSAGES: dict[str, tuple[str, str]] = {
    "interval": ("{low} to {high}", "{low} 至 {high}"),
    "claim_missing": ("lever {lever} is not in the model yet", "模型尚无该杠杆（{lever}）"),
    "claim_assumed": ("assumed, not tested", "作为假设，未检验"),
    "claim_reproduced": ("reproduced", "可复现"),
    "claim_none": ("no effect shown", "未见效果"),
    "claim_short": ("less than claimed", "低于所称"),
    "claim_beyond": ("more than claimed", "高于所称"),
    "claim_opposite": ("the other way round", "方向相反"),
    "claim_follows": ("(what follows from it is shown)", "（列出由此带来的结果）"),
    "claim_believe": ("{name} = {value}", "{name} = {value}"),
    "claim_no_value": (
        "no plausible value does: {name} from {low} to {high} gives {least} to {most}",
        "无合理取值可达到：{name}取 {low} 至 {high} 时为 {least} 至 {most}",
    ),
}

TERMS: dict[str, tuple[str, str]] = {
    "claims_claim": ("Claim", "文章所称"),
    "claims_article": ("Article", "文章数字"),
    "claims_simulated": ("Simulated", "模拟结果"),
    "claims_verdict": ("Verdict", "结论"),
    "claims_to_believe": ("What you would have to believe", "须相信什么"),
}
