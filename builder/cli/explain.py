"""`cartable explain`: what a code means, why it matters, and what is known of it."""

from __future__ import annotations

import click

from builder.cli.words import Speaking, language, say


@click.command(cls=Speaking, name="explain")
@click.argument("code")
def explain_command(code: str) -> None:
    """Explain a diagnostic."""
    from builder.diagnostics import near
    from builder.rules import RULES

    rule = RULES.get(code) or RULES.get(code.upper())
    family = [each for each in RULES if each.startswith(f"{code.upper()}.")]
    if rule is None and family:  # the number of a rule, which holds several faults
        for each in family:
            click.echo(f"{each} ({say('severity.' + RULES[each].severity)}): {RULES[each].message(language())}")
        first = RULES[family[0]]
        for text in (first.why(language()), first.clause):
            if text:
                click.echo(f"\n{text}")
        return
    if rule is None:
        guess = near(code.upper(), RULES)
        raise click.UsageError(say("no-code", code=code) + (" " + say("meant", near=guess) if guess else ""))
    spoken = language()
    click.echo(f"{code if code in RULES else code.upper()} ({say('severity.' + rule.severity)})")
    click.echo(rule.message(spoken))
    for text in (rule.hint(spoken), rule.why(spoken)):
        if text:
            click.echo(f"\n{text}")
    if rule.clause:
        click.echo(f"\n{rule.clause}")
