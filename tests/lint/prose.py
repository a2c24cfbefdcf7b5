"""Sentences that rules of prose must flag, and others that look like them and must pass; one a line."""

from __future__ import annotations

BLIND = {
    "fr": r"""
Les mots en rouge sont à apprendre.
Cliquez sur le bouton vert.
Les réponses affichées en vert sont justes.
En rouge, les zones à risque.
La case bleue est à cocher.
Complétez le texte en bleu.
Les passages surlignés en jaune sont importants.
Regardez l'image à droite.
Le tableau de gauche montre les chiffres.
Le schéma ci-contre résume la démarche.
Cliquez à droite pour continuer.
Le menu en haut à gauche permet de revenir.
Appuyez sur le bouton rond.
Utilisez le gros bouton.
Suivez la flèche rouge.
L'encadré bleu rappelle la loi.
Dans l'encadré bleu, la loi.
Les lignes en gris sont facultatives.
La courbe verte monte depuis 2019.
Les barres bleues sont les années avec appel.
Les champs en rouge sont obligatoires.
Sélectionnez l'icône carrée.
Voir ci-contre.
La colonne de droite donne le total.
Le formulaire en bas de la page sert à écrire.
Les éléments sont indiqués en orange.
Les chiffres clés figurent en violet.
Reportez-vous au tableau en haut.
Sur la photo de gauche, on voit la rue.
Choisissez la pastille jaune.
Les liens bleus mènent aux documents.
Le texte en vert est un exemple.
Les consignes en rouge sont obligatoires.
""",
    "en": r"""
The words in red are new.
Click the green button.
Answers shown in green are right.
In red, the areas at risk.
Tick the blue box.
The text in blue is an example.
Passages highlighted in yellow matter.
Look at the picture on the right.
The table on the left shows the figures.
Click on the right to go on.
The menu at the top left leads back.
Press the round button.
Use the big button.
Follow the red arrow.
The blue box states the law.
The rows marked in grey are optional.
The green curve rises from 2019.
The blue bars are the years with a call.
Fields in red are mandatory.
Select the square icon.
The left-hand column gives the total.
The right-hand menu holds the settings.
The form at the bottom is for questions.
Items are flagged in orange.
Key figures are printed in purple.
The photo on the left was taken in May.
Choose the yellow badge.
The blue links lead to documents.
The left column is for names.
Drag the card to the right.
""",
}
"""A part of the page told by its colour, place or shape alone."""
SIGHTED = {
    "fr": r"""
Il a décidé de voter à droite.
Les partis de gauche et de droite ont voté la loi.
Arrêtez-vous au feu rouge.
La commune est en zone rouge.
La ligne rouge a été franchie.
Le numéro vert est gratuit.
Le film est tourné en noir et blanc.
Elle voit la vie en rose.
L'entreprise est dans le rouge.
Le livre blanc est paru en 2020.
Tournez à droite après la mairie.
À droite de la rue, un terrain de sport.
Écrivez de gauche à droite.
Un homme vêtu de noir attendait en bas de l'immeuble.
Les jeunes restent en bas des tours.
Le haut débit arrive en bas de la vallée.
Il a reçu un carton rouge.
Elle paie avec sa carte bleue.
La liste de gauche a gagné.
La figure de la gauche locale.
Le travail au noir est interdit.
Le marché noir prospère.
De quelle couleur est le ciel ?
Bleu
Cliquez sur le bouton vert « Valider ».
Les mots en rouge et en gras sont à apprendre.
Les champs en rouge, suivis d'un astérisque, sont obligatoires.
Le tableau ci-dessous donne les chiffres.
Voir plus haut.
Une zone verte borde le quartier.
Les espaces verts attirent les familles.
La maison blanche est au coin de la rue.
Il écrit en bas de l'échelle sociale.
Le petit commerce souffre.
De grandes cases à cocher existent.
La droite et la gauche s'accordent.
Le droit est à la gauche ce que l'ordre est à la droite.
Le code rouge a été déclenché.
La liste noire des sites.
La nuit, tout est noir.
Les gilets jaunes ont manifesté en rouge et noir.
Passez au vert.
Le trafic en bas de chez soi.
Le gris cendré lui va bien.
Regardez à droite et à gauche avant de traverser.
Le Cadre noir de Saumur fête ses deux cents ans.
Les cadres noirs sont peu nombreux dans cette entreprise.
Des boutons rouges apparaissent sur la peau.
Les barres grises de la cité seront démolies.
Faites travailler vos petites cellules grises.
Rosa Parks, l'icône noire des droits civiques.
Laissez ces lignes en blanc.
Le département est mis en orange.
Le bouton en bas de la veste est décousu.
Le bouton rouge d'arrêt d'urgence est sur la machine.
Suivez la flèche verte au sol.
Une question en bleu-blanc-rouge.
Les tableaux en haut de la tour sont anciens.
Voir le schéma « Partenaires », ci-contre.
Les mots écrits en noir sur blanc engagent.
La photo à gauche du maire est celle du préfet.
Un trait d'union relie la gauche et la droite.
Le rouge du drapeau est celui du sang.
Son carnet vert, sa veste bleue, ses yeux gris.
Les gauches sont d'accord, les droites aussi.
Il passe du rouge au vert en une minute.
""",
    "en": r"""
He decided to vote on the right.
The parties of the left and of the right agreed.
Stop at a red light.
The town is in the red zone.
A red line was crossed.
The firm is in the red.
It was shot in black and white.
The woman in red left.
The black box was found.
The green party won.
Turn to the right after the town hall.
On the right track, at last.
Choose the right answer.
Tick the right box.
The right column holds, the wrong one falls.
She has a right to it.
The white paper came out in 2020.
He got a red card.
The black market thrives.
What colour is the sky?
Blue
Click the green button “Submit”.
Words in red and bold are new.
Fields in red, followed by an asterisk, are mandatory.
The table below gives the figures.
See above.
A green belt runs around the town.
Red Square is in Moscow.
Small businesses suffer.
The big picture matters.
At the top of the agenda stands housing.
She rose to the top.
They left the building on the left bank.
Men in black waited at the bottom of the tower.
He left the table on good terms.
Orange juice, blue cheese and black coffee.
A grey area of the law.
Those who press to the left lose votes.
The words were written in red ink.
The white house at the corner is the town hall.
The table on the left of the room is for guests.
The photo on the left of the mayor shows his deputy.
The blue-collar workers left.
See the diagram “Partners” on the right.
The forms were left at the bottom of the stairs.
Words in black and white bind us.
The left has won; the right has lost.
The square was full of people.
""",
}
FOREIGN = {
    "fr": r"""
On dit « nothing about us without us » dans les associations.
Le slogan *we are the champions of the world* est connu.
Leur devise : “we don't want to be saved by you”.
Il répondit : « I don't know what you are talking about ».
« das ist nicht mein Problem » dit-il.
« no se puede hacer nada con esto » disent-ils.
« non è colpa mia se lui non viene » dit-elle.
« isso não é da minha conta, é do senhor » répondit-il.
« ik weet niet wat je wil » répondit-il.
This is what they said to all of us yesterday.
The quick brown fox jumps over the lazy dog because it can.
Elle cite : "there is no such thing as a free lunch".
> what you see is what you get and nothing more
Le rapport dit : « young people are recruited by those who they know ».
Le mot Россия figure sur la carte.
Le mot العربية est arabe.
Le mot 日本語 est japonais.
Le mot ελευθερία est grec.
Wer nicht will, der hat schon und kann nicht mehr haben.
Le refrain _you can't always get what you want_ revient.
- Learn about the people who have been there before you.
La phrase « it's not what it looks like » fait rire.
« to be or not to be » est de Shakespeare.
« I have a dream that one day this nation will rise up »
"Yo no soy el que tú buscas por aquí"
Le guide *How to talk to young people about drugs and the law* est en anglais.
On parle du « do no harm to those who are with you ».
« they are not our children, they are yours »
« it takes a village to raise a child and more »
« who controls the past controls the future of those who are here »
""",
    "en": r"""
They say « rien de ce qui nous concerne sans nous ».
The motto "nous sommes ici et nous ne partirons pas" hangs there.
As they say, *il ne faut pas vendre la peau de l'ours*.
Les jeunes ne sont pas des délinquants comme les autres le disent.
"Qui veut la paix prépare la guerre" is a proverb.
"das ist nicht mein Problem"
"la vida no es como tú la quieres"
The word русский is Russian.
""",
}
"""Words of another language that nothing marks."""
HOME = {
    "fr": r"""
Le film « The Wolf of Wall Street » montre l'argent facile.
Le rapport de l'Office of National Drug Control Policy est paru.
« The State of the World's Children » est un rapport de l'UNICEF.
*Monitoring the Future* est une enquête.
Le « learning by doing » est une méthode.
Le « business as usual » continue.
Le « street cred » compte.
On va faire un brainstorming, puis un feedback, puis un debriefing, sur le burn-out.
Le Human Rights Watch World Report 2023 le dit.
« Rue du Faubourg-Saint-Antoine » est une adresse.
« C'est la vie » se dit aussi en anglais.
Fabrice Olivet, Marie Jauffret-Roustide, Anne Coppel et Bertrand Lebeau ont signé.
La MILDECA, l'OFDT, l'ANRS, l'INSERM et le CNRS ont signé.
« Non. Non, non, non et non. »
Le mot clé `what you see is what you get` est dans le code.
Voir le site https://www.who.int/the-facts-about-this-and-that.
Voir [le site](https://example.org/this-is-what-you-have-to-do-for-all).
Ils chantent « la la la la la la ».
Do, ré, mi, fa, sol, la, si, do.
« Sécurité, prévention, insertion, logement »
Marseille, Toulouse, Lyon, Grenoble, Lille, Brest.
Mme Die, M. Was et M. Will ont voté.
Le « no man's land » entre deux tours.
Ces « fake news » sont partout.
« Veni, vidi, vici, et cetera »
« Deal, chouf, go fast, nourrice, guetteur »
La formule E = mc² et l'angle α, le coefficient β, et π.
Le « Just say no » des années 1980 a échoué.
On fit un test, un score, un must, un best of, un one man show.
Le but est que la voiture soit en bon état et que tu sois là.
Son, ton, mon, on : tous riment.
« Allez, on y va ! »
« Alles klar ? » demande-t-il.
Elle a lu *El País*, *La Repubblica*, *Die Zeit* et *The Guardian*.
« Les Misérables », « Le Père Goriot », « La Haine »
Le 1er mai, à 9 h, au 12 rue de la Paix, 75002 Paris.
« [nothing about us without us]{lang=en} »
Sa mère est là, mon père est ici, et moi non plus.
« Ni putes ni soumises »
Le premier « pass culture », le second « pass sport ».
Le but or le don, ou comment on dit long.
Vous avez dit « OK Google, stop » ?
Le Black Lives Matter français.
Le « Housing First » ou « Un chez-soi d'abord » loge d'abord.
« Community policing » et « problem-oriented policing »
Les « Youth Offending Teams » de Londres.
""",
    "en": r"""
He wrote about Le Monde diplomatique and La Repubblica.
The film "La Haine" is from 1995.
The "Maison des adolescents" of Lyon opened.
"C'est la vie", she said.
They had a tête-à-tête in a café en route.
"Médecins sans frontières" works there.
The Observatoire français des drogues et des tendances addictives published it.
As a rule, the die was cast in an on or off way.
He was, so to speak, a man of his time in war.
She is in, he is out.
Paris, Lyon, Marseille, Brest.
"Stop. No. Go. Now."
Use `rien de ce qui nous concerne sans nous`.
""",
}
