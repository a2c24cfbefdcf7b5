"""`cartable explain`: what a code means, why it matters, whom it hurts, and how to set it."""

from __future__ import annotations

import click

from builder.cli.words import Speaking, language, say


@click.command(cls=Speaking, name="explain")
@click.argument("code")
def explain_command(code: str) -> None:
    """Explain a diagnostic."""
    from builder.cli import table
    from builder.diagnostics import near
    from builder.policy import AS_WRITTEN, can_be_set
    from builder.rules import RULES, bare

    asked = code.lower()
    exact = next((each for each in RULES if each.lower() == asked), None)
    codes = [exact] if exact else [each for each in RULES if each.lower().startswith(f"{asked}.")]
    spoken = language()
    if not codes:  # the beginning of a code: a list to choose from
        codes = [each for each in RULES if each.lower().startswith(asked)] if asked else []
        if not codes:
            guess = near(code.upper(), RULES) or near(code, RULES)
            raise click.UsageError(say("no-code", code=code) + (" " + say("meant", near=guess) if guess else ""))
        width = max(map(len, codes))
        for each in sorted(codes):
            click.echo(table.line(each, AS_WRITTEN, width))
        return
    rule = RULES[codes[0]]
    if exact:
        click.echo(f"{exact} ({say('severity.' + rule.severity)})")
        click.echo(bare(rule.message(spoken)))
        if rule.hint(spoken):
            click.echo(f"\n{bare(rule.hint(spoken))}")
    else:  # the number of a rule, which holds several faults
        width = max(map(len, codes))
        for each in codes:
            click.echo(table.line(each, AS_WRITTEN, width))
    for text in (rule.why(spoken), rule.clause):
        if text:
            click.echo(f"\n{text}")
    troubled = list(table.platforms(codes))
    if troubled:
        click.echo("\n" + say("explain.platforms"))
        for text in troubled:
            click.echo(text)
    if all(can_be_set(each, "off") for each in codes):
        name = exact or codes[0].partition(".")[0]
        severity = "off" if rule.severity == "info" else "info" if rule.severity == "warning" else "warning"
        click.echo("\n" + say("explain.set"))
        click.echo(f'  [rules]\n  "{name}" = {{ severity = "{severity}", reason = "…" }}')
