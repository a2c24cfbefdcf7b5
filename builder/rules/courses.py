"""Rules for course sources: SRC text and YAML, CRS course, QUZ questions, MED media, ACC access."""

from builder.rules.table import ERROR, INFO, WARNING, Rule

SRC: dict[str, Rule] = {
    "SRC-001": Rule(ERROR, "ce fichier ne peut pas être ouvert ({reason})", "this file cannot be opened ({reason})"),
    "SRC-002": Rule(
        ERROR,
        "ce fichier n'est pas en UTF-8 (octet {byte})",
        "this file is not UTF-8 (byte {byte})",
        "dans l'éditeur, choisissez « Enregistrer avec l'encodage UTF-8 »",
        "in your editor, save it with the encoding UTF-8",
    ),
    "SRC-003": Rule(
        ERROR,
        "fichier de plus de {limit} Mo : un texte n'est jamais si long",
        "file of more than {limit} MB: no text is that long",
    ),
    "SRC-004": Rule(
        ERROR,
        "ligne de plus de {limit} caractères",
        "line of more than {limit} characters",
        "coupez-la : une image ou une vidéo va dans media/",
        "break it: pictures and films belong in media/",
    ),
    "SRC-005": Rule(
        ERROR,
        "caractère de contrôle invisible ({character})",
        "invisible control character ({character})",
        "effacez-le, puis retapez l'espace ou le retour à la ligne ; il vient souvent d'un copier-coller",
        "delete it, then type the space or the line end again; it often comes with a paste",
    ),
    "SRC-010": Rule(
        ERROR,
        "à partir d'ici, le fichier ne se lit plus",
        "from here on the file cannot be read: {reason}",
        "vérifiez l'alignement des lignes et les guillemets ; un texte long va sous « > », décalé de deux espaces",
        "check the indentation and the quotes; long text goes below `>`, indented by two spaces",
    ),
    "SRC-011": Rule(
        ERROR,
        "des lignes « clé: valeur » sont attendues ici",
        "`key: value` lines are expected here",
        "après la clé, deux-points puis une espace ; un texte long va sous « > », décalé de deux espaces",
        "a colon and a space follow the key; long text goes below `>`, indented by two spaces",
    ),
    "SRC-012": Rule(
        ERROR,
        "la clé « {key} » est déjà donnée à la ligne {line}",
        "key `{key}` is given already on line {line}",
        "gardez-en une seule",
        "keep one of them",
    ),
    "SRC-013": Rule(
        ERROR,
        "un texte ne commence pas par « & » ni par « * » : {anchor}",
        "text does not begin with `&` or `*`: {anchor}",
        "écrivez le texte sous « > », décalé de deux espaces",
        "write the text below `>`, indented by two spaces",
        why_fr="Quelques lignes d'alias peuvent se déplier en milliards de valeurs, et un « & » ou un « * » en tête "
        "d'un texte est presque toujours de la ponctuation.",
        why_en="A few lines of aliases can unfold into billions of values, and a leading `&` or `*` is nearly always "
        "punctuation.",
    ),
    "SRC-014": Rule(
        ERROR,
        "un texte ne commence pas par « ! » : {tag}",
        "text does not begin with `!`: {tag}",
        "un texte qui commence par « ! » va sous « > », décalé de deux espaces",
        "text that begins with `!` goes below `>`, indented by two spaces",
    ),
    "SRC-015": Rule(ERROR, "une clé est un mot, pas une liste", "a key is a word, not a list"),
    "SRC-016": Rule(
        ERROR,
        "à cause de son deux-points, « {key} » est pris pour une clé",
        "because of its colon, `{key}` is taken for a key",
        "mettez le texte sous « > » :\n{mended}",
        "put the text below `>`:\n{mended}",
        why_fr="Pour YAML, un deux-points suivi d'une espace sépare une clé de sa valeur. Après « > » et un retour à "
        "la ligne, le texte est libre. « cartable fix » écrit ces lignes.",
        why_en="For YAML a colon followed by a space parts a key from its value. After `>` and a new line, text is "
        "free. `cartable fix` writes these lines.",
    ),
    "SRC-017": Rule(ERROR, "plus de {limit} niveaux imbriqués", "nested more than {limit} levels deep"),
    "SRC-018": Rule(
        WARNING,
        "« {lost} » est pris pour un commentaire : « {key} » perd la fin de son texte",
        "`{lost}` is taken for a comment: `{key}` loses the end of its text",
        "mettez le texte sous « > », décalé de deux espaces",
        "put the text below `>`, indented by two spaces",
    ),
    "SRC-019": Rule(
        ERROR,
        "tabulation dans les espaces de tête",
        "tab in the indentation",
        "décalez avec des espaces",
        "indent with spaces",
    ),
    "SRC-020": Rule(
        ERROR,
        "à partir d'ici, le fichier ne se lit plus",
        "from here on the file cannot be read: {reason}",
        'chaque ligne s\'écrit « cle = "valeur" »',
        'each line reads `key = "value"`',
    ),
    "SRC-021": Rule(
        ERROR,
        "l'en-tête ouvert par « --- » n'est jamais fermé",
        "the front matter that `---` opens is never closed",
        "ajoutez une ligne « --- » avant le texte de la leçon",
        "add a line `---` before the lesson's text",
    ),
    "SRC-022": Rule(
        ERROR,
        "ce guillemet n'est jamais refermé",
        "this quotation mark is never closed",
        "mettez le texte sous « > », décalé de deux espaces : guillemets et apostrophes y sont libres",
        "put the text below `>`, indented by two spaces: quotes and apostrophes are free there",
    ),
    "SRC-023": Rule(
        ERROR,
        "après « {sign} », le texte commence à la ligne suivante",
        "after `{sign}` the text begins on the next line",
        "allez à la ligne et décalez le texte de deux espaces",
        "start a new line and indent the text by two spaces",
    ),
    "SRC-024": Rule(
        ERROR,
        "un texte ne commence pas par « {sign} »",
        "text does not begin with `{sign}`",
        "mettez le texte sous « > », décalé de deux espaces",
        "put the text below `>`, indented by two spaces",
    ),
    "SRC-030": Rule(
        ERROR,
        "le HTML n'est pas admis : {tag}",
        "HTML is not allowed: {tag}",
        "écrivez en Markdown ; pour montrer le signe « < », écrivez « \\< »",
        "write Markdown; to show the sign `<`, write `\\<`",
        why_fr="Une page tierce, un script ou un style casseraient l'accessibilité, la sécurité ou l'import dans la "
        "plateforme. Ce que le HTML apportait a une directive : encadrés, vidéos, images, tableaux.",
        why_en="A foreign page, script or style would break accessibility, security or the import. What HTML was "
        "needed for has a directive: boxes, films, images, tables.",
    ),
    "SRC-031": Rule(
        ERROR,
        "directive inconnue « {name} »",
        "unknown directive `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
        why_fr="Encadrés : ::: repere, attention, terrain, loi, position, chiffre, question, vrai-faux. "
        "Insertions : :: video, image, son, idee.",
        why_en="Boxes: ::: landmark, attention, field, law, position, figure, question, true-false. "
        "Insertions: :: video, image, audio, activity.",
    ),
    "SRC-032": Rule(
        ERROR,
        "l'encadré « {name} » n'est jamais fermé",
        "box `{name}` is never closed",
        "ajoutez une ligne « ::: » à la fin de l'encadré",
        "add a line `:::` at the end of the box",
    ),
    "SRC-033": Rule(
        ERROR,
        "« ::: » ne ferme aucun encadré",
        "`:::` closes no box",
        "supprimez la ligne, ou nommez l'encadré : « ::: attention »",
        "remove the line, or name the box: `::: attention`",
    ),
    "SRC-034": Rule(
        ERROR,
        "image écrite en Markdown : {target}",
        "image written in Markdown: {target}",
        "décrivez-la dans media/<nom>.yaml, puis écrivez « :: image <nom> »",
        "describe it in media/<name>.yaml, then write `:: image <name>`",
    ),
    "SRC-035": Rule(
        ERROR,
        "adresse de lien non admise : {target}",
        "link address not allowed: {target}",
        "un lien commence par https://, mailto: ou tel:",
        "a link begins with https://, mailto: or tel:",
    ),
    "SRC-036": Rule(
        ERROR,
        "« {name} » doit être seul, sans retrait, hors d'une liste ou d'une citation",
        "`{name}` must stand on its own, not indented, outside lists and quotations",
    ),
    "SRC-037": Rule(WARNING, "l'encadré « {name} » est vide", "box `{name}` is empty"),
    "SRC-038": Rule(
        ERROR, "l'encadré « {name} » attend un nombre", "box `{name}` wants a figure", "::: chiffre 77", "::: figure 77"
    ),
    "SRC-039": Rule(
        ERROR,
        "« {name} » s'insère sur une ligne, avec deux points doublés",
        "`{name}` is inserted on one line, with two colons",
        "écrivez « :: {name} nom »",
        "write `:: {name} name`",
    ),
    "SRC-040": Rule(
        ERROR,
        "« {name} » est un encadré : il s'ouvre par trois deux-points et se ferme par « ::: »",
        "`{name}` is a box: three colons open it and `:::` closes it",
        "écrivez « ::: {name} … » puis « ::: »",
        "write `::: {name} …` and then `:::`",
    ),
    "SRC-041": Rule(
        ERROR,
        "« :: {name} » attend un nom",
        "`:: {name}` wants a name",
        "écrivez « :: {name} nom »",
        "write `:: {name} name`",
    ),
}

CRS: dict[str, Rule] = {
    "CRS-001": Rule(
        ERROR,
        "format {format} inconnu : cette version lit le format {known}",
        "unknown format {format}: this version reads format {known}",
        "installez une version plus récente de Cartable",
        "install a newer version of Cartable",
    ),
    "CRS-002": Rule(
        ERROR,
        "« {value} » n'est pas une adresse web sans paramètres",
        "`{value}` is not a web address without parameters",
        'iri_base = "https://cours.exemple.fr"',
        'iri_base = "https://courses.example.org"',
    ),
    "CRS-003": Rule(
        ERROR,
        "aucun cours « {course} »",
        "no course `{course}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-004": Rule(
        ERROR,
        "rien à vérifier ici : ni dossier courses/, ni paquet",
        "nothing to check here: neither a folder courses/ nor a package",
    ),
    "CRS-005": Rule(
        ERROR,
        "le projet n'a aucun cours",
        "the project has no course",
        "un cours est courses/<nom>/course.yaml",
        "a course is courses/<name>/course.yaml",
    ),
    "CRS-010": Rule(
        WARNING,
        "il manque « uuid », l'identifiant du cours : il est tiré de son adresse, {address}",
        "`uuid` is missing, the identity of the course: it is taken from its address, {address}",
        "ajoutez « uuid: {uuid} » : le cours garde alors son identité si cette adresse change",
        "add `uuid: {uuid}`: the course then keeps its identity when that address changes",
        why_fr="À lui, la plateforme reconnaît le cours d'une version à l'autre : il ne change plus jamais. "
        "« cartable fix » écrit cette ligne.",
        why_en="By it the platform knows the course from one version to the next: it never changes again. "
        "`cartable fix` writes this line.",
    ),
    "CRS-011": Rule(
        ERROR,
        "clé inconnue « {key} » dans {owner}",
        "unknown key `{key}` in {owner}",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-012": Rule(ERROR, "il manque « {key} » dans {owner}", "`{key}` is missing in {owner}"),
    "CRS-013": Rule(ERROR, "« {key} » attend un texte", "`{key}` wants text"),
    "CRS-014": Rule(
        ERROR,
        "« {value} » n'est pas admis pour « {key} » ; choix : {allowed}",
        "`{value}` is not allowed for `{key}`; choose from: {allowed}",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-015": Rule(
        ERROR, "« {key} » attend un nombre entier, pas « {value} »", "`{key}` wants a whole number, not `{value}`"
    ),
    "CRS-016": Rule(
        ERROR,
        "« {key} » dépasse la borne : {value} (limite : {limit})",
        "`{key}` is out of range: {value} (limit: {limit})",
    ),
    "CRS-017": Rule(
        ERROR,
        "« {value} » n'est pas une date",
        "`{value}` is not a date",
        "année-mois-jour : 2026-11-22",
        "year-month-day: 2026-11-22",
    ),
    "CRS-018": Rule(
        ERROR,
        "« {value} » n'est pas un uuid",
        "`{value}` is not a uuid",
        'python -c "import uuid; print(uuid.uuid4())" en fabrique un ; il ne change plus jamais',
        'python -c "import uuid; print(uuid.uuid4())" makes one; it never changes again',
    ),
    "CRS-019": Rule(ERROR, "« {key} » est vide", "`{key}` is empty"),
    "CRS-020": Rule(
        ERROR,
        "« {key} » attend une liste",
        "`{key}` wants a list",
        "une ligne par élément, précédée de « - »",
        "one line an item, each after `- `",
    ),
    "CRS-021": Rule(ERROR, "« {key} » attend des lignes « clé: valeur »", "`{key}` wants `key: value` lines"),
    "CRS-022": Rule(ERROR, "« {key} » n'a pas assez d'éléments", "`{key}` has too few items"),
    "CRS-023": Rule(
        ERROR, "« {value} » n'a pas la forme attendue pour « {key} »", "`{value}` does not have the form of `{key}`"
    ),
    "CRS-024": Rule(
        ERROR,
        "« {value} » n'est pas une adresse web",
        "`{value}` is not a web address",
        "https://…, ou « aucune »",
        "https://…, or `none`",
    ),
    "CRS-030": Rule(
        ERROR,
        "aucune leçon « {name} »",
        "no lesson `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-031": Rule(
        ERROR,
        "« {name} » n'est pas un nom admis : lettres sans accent en minuscules, chiffres et tirets, 64 au plus",
        "`{name}` is not an allowed name: lower-case letters without accents, digits and hyphens, at most 64",
    ),
    "CRS-032": Rule(
        ERROR,
        "« {name} » est un lien qui sort du dossier du projet",
        "`{name}` is a link that leads out of the project's folder",
        "copiez le fichier à sa place",
        "copy the file to its place",
    ),
    "CRS-033": Rule(
        WARNING,
        "la leçon « {name} » n'est citée dans aucun module",
        "lesson `{name}` stands in no module",
        "ajoutez-la sous « lecons: » dans course.yaml",
        "add it below `lessons:` in course.yaml",
    ),
    "CRS-034": Rule(
        WARNING,
        "la leçon « {name} » est écrite, mais encore annoncée « à écrire »",
        "lesson `{name}` is written, yet still announced as `to-write`",
        "déplacez-la sous « lecons: »",
        "move it below `lessons:`",
    ),
    "CRS-035": Rule(
        ERROR,
        "l'identifiant « {id} » est déjà pris à la ligne {line}",
        "id `{id}` is taken already on line {line}",
    ),
    "CRS-036": Rule(
        ERROR,
        "la leçon « {name} » est déjà citée à la ligne {line}",
        "lesson `{name}` is listed already on line {line}",
    ),
    "CRS-037": Rule(ERROR, "le cours n'a aucune leçon écrite", "the course has no lesson yet"),
    "CRS-038": Rule(
        ERROR,
        "la leçon ne commence pas par son titre",
        "the lesson does not begin with its title",
        "première ligne après l'en-tête : « # Titre »",
        "first line after the front matter: `# Title`",
    ),
    "CRS-039": Rule(ERROR, "la leçon « {name} » est vide", "lesson `{name}` is empty"),
    "CRS-040": Rule(
        ERROR,
        "source inconnue « {key} »",
        "unknown source `{key}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
        why_fr="Les sources d'un cours sont décrites dans son fichier sources.yaml.",
        why_en="A course's sources are described in its sources.yaml.",
    ),
    "CRS-041": Rule(
        ERROR,
        "lien vers une leçon absente : {target}",
        "link to a lesson that is not there: {target}",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "CRS-050": Rule(
        WARNING,
        "« {words} » : ce passage reste à écrire",
        "`{words}`: this passage is still to be written",
        "écrivez-le, ou dites qui le complète : « à compléter avec le procureur »",
        "write it, or say who completes it: `to be completed with the prosecutor`",
    ),
    "CRS-051": Rule(
        ERROR,
        "une note minimale, mais aucune question notée",
        "a pass mark, but no question that counts",
        "écrivez « note-minimale: aucune », ou ajoutez une question à choix",
        "write `pass-mark: none`, or add a choice question",
    ),
    "CRS-052": Rule(
        ERROR,
        "rien ne termine ce cours : ni leçons vues, ni quiz faits, ni note",
        "nothing ends this course: no lessons seen, no quizzes done, no mark",
        "écrivez « lecons-vues: toutes »",
        "write `lessons-seen: all`",
    ),
    "CRS-060": Rule(
        ERROR,
        "tracking.lock est abîmé",
        "tracking.lock is damaged",
        "reprenez la dernière version enregistrée de ce fichier ; il ne se modifie jamais à la main",
        "restore the last committed version of this file; it is never edited by hand",
    ),
    "CRS-061": Rule(
        ERROR,
        "tracking.lock : la case {slot} est à la place de la case {expected}",
        "tracking.lock: slot {slot} stands where slot {expected} belongs",
        "« cartable fix » remet les lignes dans l'ordre",
        "`cartable fix` puts the lines in order",
    ),
    "CRS-062": Rule(
        ERROR,
        "tracking.lock : format {format} inconnu",
        "tracking.lock: unknown format {format}",
        "installez une version plus récente de Cartable",
        "install a newer version of Cartable",
    ),
    "CRS-063": Rule(
        ERROR,
        "{count} éléments suivis : la limite est {limit}",
        "{count} tracked items: the limit is {limit}",
        "partagez le cours en plusieurs",
        "split the course",
    ),
    "CRS-064": Rule(
        ERROR,
        "l'état peut atteindre {length} caractères ; {format} n'en garde que {limit}",
        "the state can reach {length} characters; {format} keeps only {limit}",
        "les plus gros, en caractères : {spenders} ; retirez des questions, partagez un quiz, construisez par leçon "
        "(« paquet: par-lecon »), ou choisissez un autre format",
        "biggest spenders, in characters: {spenders}; remove questions, split a quiz, package each lesson "
        "(`packaging: per-lesson`), or choose another format",
        clause="R12-14",
    ),
    "CRS-065": Rule(
        INFO,
        "éléments de ce cours encore absents de tracking.lock : {count}",
        "tracking.lock lacks {count} items of this course",
        "« cartable build » les ajoute ; enregistrez ensuite le fichier dans le dépôt",
        "`cartable build` adds them; then commit the file",
    ),
    "CRS-066": Rule(
        WARNING,
        "les textes libres restent sur l'appareil en {format} : avec eux, l'état pourrait atteindre {length} "
        "caractères, et {limit} seulement sont gardés",
        "free texts stay on the device in {format}: with them the state could reach {length} characters, and only "
        "{limit} are kept",
        "les plus longs, en caractères : {spenders} ; baissez « longueur », construisez par leçon "
        "(« paquet: par-lecon »), ou choisissez un autre format",
        "the longest, in characters: {spenders}; lower `length`, package each lesson (`packaging: per-lesson`), or "
        "choose another format",
        why_fr="Le cours demande « textes-libres: plateforme ». Un texte prend dans l'état quatre caractères pour "
        "trois octets, et une lettre accentuée compte pour deux octets. Ce qu'une plateforme ne garde pas en entier "
        "serait perdu sans un mot : dans ce format, tous les textes restent donc sur l'appareil, et la page le dit.",
        why_en="The course asks for `free-text: platform`. In the state a text takes four characters for three bytes, "
        "and an accented letter counts two bytes. What a platform does not keep whole would be lost without a word: "
        "so in this format all texts stay on the device, and the page says so.",
    ),
    "CRS-068": Rule(
        ERROR,
        "tracking.lock n'est pas à jour (nouveaux éléments : {count})",
        "tracking.lock is not up to date (new items: {count})",
        "lancez « cartable build » et enregistrez tracking.lock dans le dépôt, ou appliquez la différence affichée "
        "avec « git apply »",
        "run `cartable build` and commit tracking.lock, or apply the patch shown with `git apply`",
        why_fr="Avec --locked, la construction n'écrit rien qui ne soit déjà dans le dépôt. Sans tracking.lock à jour, "
        "deux personnes qui construisent le même cours pourraient donner le même numéro à deux questions, et les "
        "réponses de l'une passeraient pour celles de l'autre.",
        why_en="With --locked, a build writes nothing that is not in the repository. Without an up-to-date "
        "tracking.lock, two people who build the same course could give one number to two questions, and answers to "
        "one would be taken for answers to the other.",
    ),
    "CRS-069": Rule(
        ERROR,
        "tracking.lock : la fusion de deux branches n'est pas terminée",
        "tracking.lock: the merge of two branches is not finished",
        "« cartable fix » garde les éléments des deux branches ; n'effacez rien à la main",
        "`cartable fix` keeps the items of both branches; delete nothing by hand",
        why_fr="Git laisse les signes <<<<<<<, ======= et >>>>>>> là où les deux branches ont ajouté des éléments. "
        "Une branche garde tous ses numéros : celle de la publication (main, master), sinon la première. "
        "Les éléments de l'autre prennent les numéros suivants. Si les paquets publiés viennent de l'autre branche, "
        "« cartable fix --keep ours » ou « --keep theirs » la choisit.",
        why_en="Git leaves the signs <<<<<<<, ======= and >>>>>>> where both branches added items. One branch keeps "
        "all its numbers: the one that is published from (main, master), else the first. The items of the other take "
        "the numbers after them. Where the published packages come from the other one, `cartable fix --keep ours` or "
        "`--keep theirs` chooses it.",
    ),
    "CRS-070": Rule(
        ERROR,
        "tracking.lock : la case {slot} est donnée deux fois, à « {other} » (ligne {line}) et à « {key} »",
        "tracking.lock: slot {slot} is given twice, to `{other}` (line {line}) and to `{key}`",
        "« cartable fix » donne au second le numéro suivant",
        "`cartable fix` gives the second one the next number",
        why_fr="Deux branches ont chacune ajouté des éléments. Le premier garde la case ; si des paquets du second "
        "sont déjà publiés, mettez d'abord sa ligne devant l'autre.",
        why_en="Two branches added items. The first one keeps the slot; where packages with the second one are "
        "published already, put its line before the other first.",
    ),
    "CRS-071": Rule(
        ERROR,
        "tracking.lock : il manque la case {slot}",
        "tracking.lock: slot {slot} is missing",
        "reprenez la dernière version enregistrée de ce fichier : sans cette case, les réponses déjà données seraient "
        "mal lues",
        "restore the last committed version of this file: without this slot, answers already given would be misread",
    ),
    "CRS-072": Rule(
        ERROR,
        "tracking.lock : « {key} » est donné deux fois (d'abord ligne {line})",
        "tracking.lock: `{key}` is given twice (first on line {line})",
        "après une fusion, « cartable fix » réunit les deux ; sinon, reprenez la dernière version enregistrée",
        "after a merge, `cartable fix` joins them; else restore the last committed version",
    ),
    "CRS-073": Rule(
        ERROR,
        "tracking.lock : « {key} » ({field}) a déjà la case {other} (ligne {line})",
        "tracking.lock: `{key}` ({field}) has slot {other} already (line {line})",
        "reprenez la dernière version enregistrée de ce fichier ; il ne se modifie jamais à la main",
        "restore the last committed version of this file; it is never edited by hand",
        why_fr="Un élément ne prend une seconde case que d'une autre largeur. Sans cela, on ne sait laquelle des deux "
        "contient les réponses.",
        why_en="An item takes a second slot only of another width. Else nobody knows which of the two holds the "
        "answers.",
    ),
}

QUZ: dict[str, Rule] = {
    "QUZ-001": Rule(
        ERROR, "aucun quiz « {name} »", "no quiz `{name}`", "vouliez-vous dire « {near} » ?", "did you mean `{near}`?"
    ),
    "QUZ-002": Rule(
        ERROR,
        "aucun quiz n'a de question « {name} »",
        "no quiz has a question `{name}`",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "QUZ-003": Rule(
        ERROR,
        "plusieurs quiz ont une question « {name} »",
        "several quizzes have a question `{name}`",
        "précisez : {banks}",
        "say which: {banks}",
    ),
    "QUZ-004": Rule(
        ERROR,
        "le quiz « {name} » n'a aucune question",
        "quiz `{name}` has no question",
        "sous « questions: », une ligne « - idee: nom » ou « - choix: nom » par question",
        "below `questions:`, one `- myth: name` or `- choice: name` a question",
    ),
    "QUZ-005": Rule(
        ERROR,
        "une question commence par sa sorte et son nom ; sortes : {kinds}",
        "a question begins with its kind and name; kinds: {kinds}",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "QUZ-006": Rule(
        ERROR, "une question n'a qu'une sorte ; sortes : {kinds}", "a question has one kind; kinds: {kinds}"
    ),
    "QUZ-007": Rule(
        ERROR,
        "« {name} » n'est pas un nom de question : une lettre sans accent, puis lettres, chiffres, tirets (64 au plus)",
        "`{name}` is not a question's name: a letter without accent, then letters, digits and hyphens, at most 64",
    ),
    "QUZ-008": Rule(
        ERROR, "la question « {id} » existe déjà à la ligne {line}", "question `{id}` stands already on line {line}"
    ),
    "QUZ-009": Rule(
        ERROR,
        "la question « {id} » est déjà dans cette leçon, à la ligne {line}",
        "question `{id}` stands in this lesson already, on line {line}",
    ),
    "QUZ-010": Rule(
        ERROR,
        "la question « {id} » n'a pas de réponse juste",
        "question `{id}` has no right answer",
        "marquez-la par « juste: » ou « - [x] »",
        "mark it with `right:` or `- [x]`",
    ),
    "QUZ-011": Rule(WARNING, "toutes les réponses de « {id} » sont justes", "all answers of `{id}` are right"),
    "QUZ-012": Rule(
        ERROR,
        "plus de {limit} réponses à « {id} »",
        "more than {limit} answers to `{id}`",
        clause="R12-19",
    ),
    "QUZ-013": Rule(ERROR, "deux réponses identiques : « {text} »", "two equal answers: `{text}`"),
    "QUZ-014": Rule(
        WARNING,
        "une réponse de « {id} » n'a pas de retour",
        "an answer of `{id}` has no feedback",
        "dites pourquoi elle est juste ou fausse : un verdict seul ne corrige pas",
        "say why it is right or wrong: a verdict alone corrects nothing",
    ),
    "QUZ-015": Rule(
        ERROR, "la question « {id} » a moins de deux réponses", "question `{id}` has fewer than two answers"
    ),
    "QUZ-016": Rule(ERROR, "réponse vide", "empty answer"),
    "QUZ-017": Rule(
        ERROR,
        "la question « {id} » a épuisé ses {limit} numéros de réponse",
        "question `{id}` has used up its {limit} answer numbers",
        "donnez-lui un autre nom : c'est une nouvelle question",
        "give it another name: it is a new question",
        why_fr="Une réponse supprimée garde son numéro pour toujours, afin que les tentatives en cours restent justes.",
        why_en="A removed answer keeps its number for ever, so that running attempts stay right.",
    ),
    "QUZ-018": Rule(
        ERROR,
        "une réponse commence par « juste: » ou « fausse: », une seule fois",
        "an answer begins with `right:` or `wrong:`, once",
        "écrivez « - juste: > », puis le texte à la ligne suivante, décalé",
        "write `- right: >`, then the text on the next line, indented",
    ),
    "QUZ-020": Rule(
        ERROR,
        "l'idée « {id} » est à nuancer, mais sa condition manque",
        "myth `{id}` is a nuance, but its condition is missing",
        "ajoutez « condition: > » : quand est-ce vrai, quand est-ce faux ?",
        "add `condition: >`: when does it hold, when not?",
    ),
    "QUZ-021": Rule(
        WARNING,
        "l'idée « {id} » n'a pas de source",
        "myth `{id}` has no source",
        "ajoutez « source: clé » ; la confiance dans la source fait une bonne part de la correction",
        "add `source: key`; trust in the source is a good part of a correction",
    ),
    "QUZ-022": Rule(
        WARNING,
        "{share} % d'affirmations vraies dans « {name} » ; 30 à 50 % évitent une méfiance générale",
        "{share} % of the claims in `{name}` are true; 30–50 % prevent mere distrust",
        why_fr="Quand presque tout est faux, on apprend à tout rejeter, pas à distinguer.",
        why_en="Where nearly everything is false, people learn to reject, not to discern.",
    ),
    "QUZ-030": Rule(
        ERROR,
        "réponse sans case : « {text} »",
        "answer without a box: `{text}`",
        "commencez par « - [x] » (juste) ou « - [ ] » (fausse)",
        "begin with `- [x]` (right) or `- [ ]` (wrong)",
    ),
    "QUZ-031": Rule(
        ERROR,
        "la question « {name} » n'a pas de réponses",
        "question `{name}` has no answers",
        "une ligne « - [ ] réponse » par réponse, « - [x] » pour la bonne",
        "one line `- [ ] answer` each, `- [x]` for the right one",
    ),
    "QUZ-032": Rule(ERROR, "la question « {name} » ne demande rien", "question `{name}` asks nothing"),
    "QUZ-033": Rule(
        ERROR,
        "« {name} » attend deux réponses, Vrai et Faux, dont une seule cochée",
        "`{name}` wants two answers, True and False, of which one is ticked",
    ),
}

MED: dict[str, Rule] = {
    "MED-001": Rule(
        ERROR,
        "aucune fiche media/{name}.yaml",
        "no sheet media/{name}.yaml",
        "vouliez-vous dire « {near} » ?",
        "did you mean `{near}`?",
    ),
    "MED-002": Rule(
        ERROR,
        "« {name} » n'est pas un nom de média : lettres sans accent, chiffres et tirets",
        "`{name}` is not a media name: letters without accents, digits and hyphens",
    ),
    "MED-003": Rule(ERROR, "« {name} » est de sorte {kind}, pas {wanted}", "`{name}` is of kind {kind}, not {wanted}"),
    "MED-004": Rule(
        ERROR,
        "« {name} » mène hors du projet",
        "`{name}` leads out of the project",
        "copiez le fichier dans media/",
        "copy the file into media/",
    ),
    "MED-005": Rule(
        ERROR,
        "la fiche « {name} » dit une sorte et une seule : video, son ou image",
        "sheet `{name}` says one kind: video, audio or image",
        "première ligne : « video: {name} », « son: {name} » ou « image: {name} »",
        "first line: `video: {name}`, `audio: {name}` or `image: {name}`",
    ),
    "MED-006": Rule(
        ERROR,
        "la fiche s'appelle « {file} », mais nomme « {name} »",
        "the sheet is called `{file}`, but names `{name}`",
    ),
    "MED-007": Rule(
        ERROR,
        "aucun fichier pour « {name} »",
        "no file for `{name}`",
        "posez-le à côté de la fiche, sous le même nom : {endings}",
        "put it beside the sheet, under the same name: {endings}",
    ),
    "MED-008": Rule(ERROR, "« {name} » n'est pas un média lisible", "`{name}` is not a readable medium"),
    "MED-009": Rule(
        ERROR,
        "« {name} » contient un script ou une adresse extérieure",
        "`{name}` holds a script or an outside address",
        "exportez l'image en « SVG simple »",
        "export the picture as plain SVG",
    ),
    "MED-010": Rule(
        ERROR,
        "ce fichier de sous-titres ne se lit pas",
        "this file of captions cannot be read",
        "première ligne : « WEBVTT » ; puis, pour chaque sous-titre, « 00:00.000 --> 00:05.500 » et son texte dessous",
        "first line: `WEBVTT`; then, for each cue, a line `00:00.000 --> 00:05.500` and its text",
        clause="RGAA 4.1.2, 4.4; WCAG 2.2, 1.2.2",
    ),
    "MED-011": Rule(
        ERROR,
        "ce sous-titre finit avant de commencer, ou commence avant le précédent",
        "this cue ends before it begins, or begins before the one above",
        clause="RGAA 4.1.2, 4.4; WCAG 2.2, 1.2.2",
    ),
    "MED-012": Rule(
        ERROR,
        "ce sous-titre dépasse la durée du média ({seconds} s)",
        "this cue ends after the medium ({seconds} s)",
        clause="RGAA 4.1.2, 4.4; WCAG 2.2, 1.2.2",
    ),
    "MED-013": Rule(
        WARNING,
        "sous-titre de plus de deux lignes",
        "cue of more than two lines",
        clause="RGAA 4.1.2, 4.4; WCAG 2.2, 1.2.2",
    ),
    "MED-014": Rule(
        ERROR,
        "« {name} » et « {other} » seraient un seul fichier sous Windows",
        "`{name}` and `{other}` would be one file on Windows",
        "renommez l'un des deux, et sa fiche",
        "rename one of them, and its sheet",
        clause="Z06",
    ),
    "MED-015": Rule(
        ERROR,
        "« {language} » n'est pas un code de langue",
        "`{language}` is not the code of a language",
        "le fichier s'appelle <nom>.fr.vtt, <nom>.en.vtt…",
        "the file is called <name>.fr.vtt, <name>.en.vtt…",
        clause="RGAA 4.1.2, 8.8; WCAG 2.2, 3.1.2",
    ),
}

RULES: dict[str, Rule] = {**SRC, **CRS, **QUZ, **MED}
