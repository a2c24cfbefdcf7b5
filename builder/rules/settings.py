"""Rules for what a project or a command line wants of the rules themselves: settings, baselines, standard input."""

from builder.rules.table import ERROR, INFO, WARNING, Rule

RULES: dict[str, Rule] = {
    # 001-009: [rules] of cartable.toml and pyproject.toml
    "CFG-001": Rule(
        ERROR,
        "aucune règle « {rule} »",
        "no rule `{rule}`",
        "vouliez-vous dire « {near} » ? « cartable check --rules » les montre toutes",
        "did you mean `{near}`? `cartable check --rules` shows them all",
    ),
    "CFG-002": Rule(
        ERROR,
        "« {value} » n'est pas une gravité ; au choix : {allowed}",
        "`{value}` is not a severity; choose from: {allowed}",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CFG-003": Rule(
        ERROR,
        "la règle {rule} est réglée sans dire pourquoi",
        "rule {rule} is set without saying why",
        "ajoutez la raison : {example}",
        "add the reason: {example}",
        why_fr="Un réglage survit à qui l'a décidé : sans sa raison, personne n'ose plus l'enlever.",
        why_en="A setting outlives whoever decided it: without its reason nobody dares to remove it.",
    ),
    "CFG-004": Rule(
        ERROR,
        "la règle {rule} ne se règle pas",
        "rule {rule} cannot be set",
        "corrigez la faute elle-même ; « cartable explain CFG-004 » dit quelles règles se règlent",
        "mend the fault itself; `cartable explain CFG-004` says which rules can be set",
        why_fr="Toutes les règles des paquets se règlent (Z, C12, C04, T, K, R12, R04), ainsi que celles "
        "d'accessibilité (ACC) et de langue (TXT). Des autres règles d'un cours, les avertissements et les notes se "
        "règlent, mais pas les erreurs : avec elles, aucun paquet ne peut être construit. Ce que disent "
        "« cartable diff » (UPD), « cartable test » (PLY) et la page du cours (RUN) ne se règle pas, ni ces réglages "
        "eux-mêmes (CFG).",
        why_en="All rules of packages can be set (Z, C12, C04, T, K, R12, R04), and those of accessibility (ACC) "
        "and language (TXT). Of the other rules of a course, warnings and notes can be set, but not errors: with "
        "them no package can be built. What `cartable diff` (UPD), `cartable test` (PLY) and the page of the "
        "course (RUN) say cannot be set, nor can these settings themselves (CFG).",
    ),
    "CFG-005": Rule(
        ERROR,
        "le réglage de {rule} ne se lit pas",
        "the setting of {rule} cannot be read",
        "écrivez : {example}",
        "write: {example}",
    ),
    "CFG-006": Rule(
        ERROR,
        "clé inconnue « {key} » dans le réglage de {rule}",
        "unknown key `{key}` in the setting of {rule}",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CFG-007": Rule(
        WARNING,
        "des règles sont réglées ici et dans {other} : seules celles de {other} comptent",
        "rules are set both here and in {other}: only those of {other} count",
        "mettez-les toutes dans {other}",
        "put all of them into {other}",
    ),
    # 010-019: what was to be checked
    "CFG-010": Rule(
        ERROR,
        "l'entrée standard a plus de {limit} Mo : elle n'est pas examinée",
        "standard input has more than {limit} MB: it is not examined",
        "enregistrez le paquet dans un fichier et donnez son nom",
        "save the package to a file and give its name",
    ),
    "CFG-011": Rule(
        ERROR,
        "l'examen de ce fichier a été interrompu par le système : rien n'est dit de lui",
        "the system ended the check of this file: nothing is said of it",
        "la mémoire a pu manquer : essayez-le seul, ou avec -j 1",
        "memory may have run out: try it alone, or with -j 1",
    ),
    # 020-039: the baseline
    "CFG-020": Rule(
        ERROR,
        "la référence est illisible : {reason}",
        "cannot read the baseline: {reason}",
        "vérifiez le chemin et les droits",
        "check the path and the permissions",
    ),
    "CFG-021": Rule(
        ERROR,
        "la référence n'est pas du JSON : elle est fautive à cet endroit",
        "the baseline is not JSON: it is at fault here",
        "corrigez-la, ou faites-la écrire de nouveau : « cartable check --write-baseline »",
        "mend it, or have it written again: `cartable check --write-baseline`",
    ),
    "CFG-022": Rule(
        ERROR,
        "ce fichier n'est pas une référence de format {format}",
        "this file is no baseline of format {format}",
        "faites-la écrire de nouveau : « cartable check --write-baseline »",
        "have it written again: `cartable check --write-baseline`",
        why_fr="Une référence est un objet JSON avec `format` et la liste `findings`.",
        why_en="A baseline is a JSON object with `format` and the list `findings`.",
    ),
    "CFG-023": Rule(
        ERROR,
        "`{key}` de ce constat manque, ou n'est pas ce qu'il faut",
        "`{key}` of this finding is missing, or not what it should be",
        "un constat a `code` et `path`, puis au besoin `values` (des textes) et `count` (un nombre au moins égal à 1)",
        "a finding has `code` and `path`, and where needed `values` (texts) and `count` (a number, at least 1)",
    ),
    "CFG-024": Rule(
        WARNING,
        "aucune règle « {rule} » : ce constat de la référence n'excuse rien",
        "no rule `{rule}`: this finding of the baseline excuses nothing",
        "retirez la ligne, ou mettez « {near} »",
        "remove the line, or write `{near}`",
    ),
    "CFG-025": Rule(
        WARNING,
        "le même constat est déjà à la ligne {line} ; leurs nombres s'ajoutent",
        "the same finding is on line {line} already; their counts add up",
        "gardez une ligne, avec `count`",
        "keep one line, with `count`",
    ),
    "CFG-026": Rule(
        INFO,
        "la référence excuse encore {rule} dans {path}, qui n'y est plus ({count} fois)",
        "the baseline still excuses {rule} in {path}, which is no longer there ({count} times)",
        "faites-la écrire de nouveau, elle raccourcit : « cartable check --write-baseline »",
        "have it written again, it gets shorter: `cartable check --write-baseline`",
    ),
}
