"""The table of rules as it is shown: `cartable check --rules` and the lists of `cartable explain`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from builder.cli.words import language, say
from builder.policy import Policy, can_be_set
from builder.rules import RULES, bare
from builder.rules.effects import effects
from builder.rules.platforms import PLATFORMS


def show_table(policy: Policy, output_format: str) -> None:
    """Every rule as *policy* has it."""
    if output_format == "json":
        click.echo(json.dumps([_row(each, policy) for each in sorted(RULES)], ensure_ascii=False, indent=2))
        return
    for code in sorted(RULES):
        rule, hurt = RULES[code], [PLATFORMS[each].name for each in effects(code)]
        notes = "; ".join(filter(None, (rule.clause, ", ".join(hurt))))
        click.echo(line(code, policy) + (f" ({notes})" if notes else ""))
    for code, setting in policy.settings.items():
        click.echo(f"\n{code}: {say('severity.' + setting.severity)} – {setting.reason}")


def line(code: str, policy: Policy, width: int = 0) -> str:
    """The rule on one line: how grave, its code, what is wrong."""
    severity = say(f"severity.{policy.severity(code) or 'off'}")
    return f"{severity:<13} {code:<{width or 28}} {bare(RULES[code].message(language()))}"


def platforms(codes: Sequence[str]) -> Iterator[str]:
    """What is known of platforms that meet a fault of *codes*, and how it is known."""
    told: set[tuple[str, str]] = set()
    for code in codes:
        for profile, effect in effects(code).items():
            words = effect.words(language())
            if (profile, words) in told:
                continue
            told.add((profile, words))
            platform = PLATFORMS[profile]
            of = f" [{code}]" if len(codes) > 1 else ""
            severity = say(f"severity.{effect.severity}")
            yield "  " + say("explain.platform", name=platform.name, severity=severity, words=words + of)
            yield f"    {say('explain.known', how=effect.source or platform.known(language()))}"


def _row(code: str, policy: Policy) -> dict[str, Any]:
    rule, spoken = RULES[code], language()
    setting = policy.setting(code)
    return {
        "code": code,
        "severity": policy.severity(code) or "off",
        "default": rule.severity,
        "reason": setting.reason if setting is not None else None,
        "settable": can_be_set(code, "off"),
        "message": rule.message(spoken),
        "hint": rule.hint(spoken) or None,
        "why": rule.why(spoken) or None,
        "clause": rule.clause or None,
        "platforms": [
            {
                "profile": profile,
                "name": PLATFORMS[profile].name,
                "severity": effect.severity,
                "effect": effect.words(spoken),
                "known": effect.source or PLATFORMS[profile].known(spoken),
            }
            for profile, effect in effects(code).items()
        ],
    }
