# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow", "fonttools", "brotli", "pyyaml"]
# ///
"""Makes the capsules and the podcasts: a synthetic voice, title cards that it reads, captions timed on it.

In: `media/<name>.script.yaml`. Out, beside it: `<name>.mp4`, `<name>.fr.vtt`, `<name>.jpg` for a script of `cartes`;
`<name>.mp3` and `<name>.fr.vtt` for one of `phrases`.
A tool of this project, not part of the package: it wants Debian's `espeak-ng` and `ffmpeg`, and npm for the
two fonts of the player (OFL), which are fetched to a temporary folder and never kept.

    python media/fabriquer.py [script…]
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
import tarfile
import tempfile
import textwrap
import wave
from dataclasses import dataclass
from pathlib import Path

import yaml
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
SIZE = (1280, 720)
GROUND, INK, SOFT, ACCENT, MARGIN, LINE = "#0b1f23", "#e9f1f1", "#a6b4b5", "#77cfcf", "#b0596c", "#33494d"
LEFT, RIGHT, RULE = 208, 1168, 160
"""Text stands right of the margin line, as on every page of the player."""
FONTS = {
    "said": ("@fontsource/source-serif-4@5.3.1", "source-serif-4-latin-400-normal"),
    "text": ("@fontsource/atkinson-hyperlegible-next@5.3.0", "atkinson-hyperlegible-next-latin-400-normal"),
    "strong": ("@fontsource/atkinson-hyperlegible-next@5.3.0", "atkinson-hyperlegible-next-latin-700-normal"),
}
CUE_WIDTH, CUE_LINES = 42, 2
FRAMES = 25
SOUND = "highpass=f=90,lowpass=f=7000,loudnorm=I=-18:TP=-2:LRA=7"


@dataclass(frozen=True)
class Card:
    """One picture and what the voice says over it."""

    said: str
    title: str
    answer: str
    spoken: str
    step: int
    """Which claim it belongs to, from 1; 0 for the opening and the end."""


def cards(script: dict) -> list[Card]:
    """The script's cards; an answer repeats the claim before it, smaller."""
    found, said, claims = [], "", 0
    for entry in script["cartes"]:
        words = [entry[key] for key in ("dit", "titre", "reponse") if key in entry]
        title = entry.get("titre", "")
        claims += "dit" in entry
        said = "" if title else entry.get("dit", said)
        step = 0 if title else claims
        found.append(Card(said, title, entry.get("reponse", ""), entry.get("lu", " ".join(words)), step))
    return found


def fonts(folder: Path) -> dict[str, Path]:
    """The player's fonts as TTF files in *folder*; npm's own checksum guards the download."""
    made = {}
    for package in sorted({package for package, _ in FONTS.values()}):
        command = ["npm", "pack", "--silent", package]
        packed = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.split()[-1]
        with tarfile.open(folder / packed) as archive:
            for use, (owner, name) in FONTS.items():
                if owner == package:
                    member = archive.extractfile(f"package/files/{name}.woff2")
                    font = TTFont(member)
                    font.flavor = None
                    made[use] = folder / f"{use}.ttf"
                    font.save(made[use])
    return made


def typeset(text: str) -> str:
    """*text* with typographic apostrophes and fixed spaces; no line ends on an article."""
    text = re.sub(r"(?<= )(le|la|les|un|une|du|de|et|est le) ", "\\1\u00a0", text.replace("'", "’"))
    for mark in "?!:;»":
        text = text.replace(f" {mark}", f"\u00a0{mark}")
    return text.replace("« ", "«\u00a0")


def wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """*text* in lines no wider than *width*, of about equal length."""

    def fill(limit: float) -> list[str]:
        lines = [""]
        for word in text.split(" "):
            longer = f"{lines[-1]} {word}".strip()
            if draw.textlength(longer, font) <= limit or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    fewest = fill(width)
    for limit in range(width // 2, width, 8):
        lines = fill(limit)
        if len(lines) == len(fewest) and max(draw.textlength(each, font) for each in lines) <= width:
            return lines
    return fewest


def block(
    draw: ImageDraw.ImageDraw, top: int, text: str, font: ImageFont.FreeTypeFont, fill: str, leading: float
) -> int:
    """Draw *text* from *top*; returns where the next block may begin."""
    step = round(font.size * leading)
    for line in wrapped(draw, typeset(text), font, RIGHT - LEFT):
        draw.text((LEFT, top), line, fill, font)
        top += step
    return top


def picture(card: Card, steps: int, faces: dict[str, Path]) -> Image.Image:
    """The card, drawn."""
    image = Image.new("RGB", SIZE, GROUND)
    draw = ImageDraw.Draw(image)

    def face(use: str, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(faces[use], size)

    draw.rectangle((RULE, 0, RULE + 2, SIZE[1]), MARGIN)
    if card.title:
        top = block(draw, 232, card.title, face("strong", 88), INK, 1.15)
        block(draw, top + 24, card.answer, face("text", 44), SOFT, 1.35)
    elif card.answer:
        top = block(draw, 104, f"« {card.said} »", face("said", 44), SOFT, 1.3)
        first, _, rest = card.answer.partition(" ")
        top = block(draw, max(top + 36, 236), first, face("strong", 104), ACCENT, 1.2)
        block(draw, top + 4, rest, face("text", 62), INK, 1.25)
    else:
        block(draw, 232, f"« {card.said} »", face("said", 88), INK, 1.22)
    if card.step:
        width, gap, top = 72, 12, 56  # high, since captions stand below
        for number in range(1, steps + 1):
            left = LEFT + (number - 1) * (width + gap)
            high = 3 if number == card.step else 1
            colour = ACCENT if number <= card.step else LINE
            draw.rectangle((left, top - high, left + width, top + high), colour)
    return image


def speak(text: str, target: Path, script: dict) -> float:
    """Have *text* read into *target*; returns its length in seconds."""
    voice, pace = script["voix"], str(script["debit"])
    subprocess.run(["espeak-ng", "-v", voice, "-s", pace, "-p", "38", "-g", "2", "-w", str(target), text], check=True)
    with wave.open(str(target)) as sound:
        return sound.getnframes() / sound.getframerate()


def clock(seconds: float) -> str:
    """WebVTT's own time."""
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02d}:{rest:06.3f}"


def cues(text: str, start: float, end: float) -> list[str]:
    """*text* as cues of two short lines at most; a longer text is cut after its first sentence, if any."""
    text = typeset(text)
    if len(lines := textwrap.wrap(text, CUE_WIDTH)) > CUE_LINES:
        sentence = re.search(r"[.?!] ", text)
        cut = sentence.end() - 1 if sentence else text.index(" ", len(text) // 2)
        middle = start + (end - start) * cut / len(text)
        return cues(text[:cut], start, middle) + cues(text[cut + 1 :], middle, end)
    if len(lines) == 2:  # two lines of about equal length read better than a full one and a rest
        widths = range(math.ceil(len(text) / 2), CUE_WIDTH + 1)
        lines = next(each for width in widths if len(each := textwrap.wrap(text, width)) == 2)
    return [f"{clock(start)} --> {clock(end)}\n" + "\n".join(lines)]


def read_aloud(texts: list[str], folder: Path, script: dict) -> tuple[Path, list[float], list[str]]:
    """*texts* read one after the other: a list of sounds for ffmpeg, each one's length in seconds, and the captions."""
    silence = float(script["silence"])
    sounds, lengths, captions, now = [], [], ["WEBVTT"], 0.0
    for number, text in enumerate(texts):
        sound, padded = folder / f"{number:02d}.wav", folder / f"{number:02d}.pad.wav"
        spoken = speak(text, sound, script)
        # Whole pictures: a film's voice must not drift from its cards.
        length = math.ceil((spoken + silence) * FRAMES) / FRAMES
        captions += cues(text, now, round(now + spoken + silence / 2, 3))
        _ffmpeg("-i", sound, "-af", f"apad=whole_dur={length}", "-ar", "22050", padded)
        sounds.append(f"file '{padded}'\n")
        lengths.append(length)
        now += length
    listed = folder / "sounds.txt"
    listed.write_text("".join(sounds))
    return listed, lengths, captions


def make(path: Path, folder: Path, faces: dict[str, Path]) -> None:
    """What one script tells: a film with its captions and poster, or a sound with its captions."""
    script = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "phrases" in script:
        sounds, lengths, captions = read_aloud(script["phrases"], folder, script)
        made = path.with_name(f"{script['nom']}.mp3")
        _ffmpeg(
            *("-f", "concat", "-safe", "0", "-i", sounds, "-af", SOUND, "-ar", "44100", "-ac", "1"),
            *("-c:a", "libmp3lame", "-b:a", "64k", "-fflags", "+bitexact", "-map_metadata", "-1", made),
        )
    else:
        todo = cards(script)
        sounds, lengths, captions = read_aloud([each.spoken for each in todo], folder, script)
        made = path.with_name(f"{script['nom']}.mp4")
        film(todo, lengths, sounds, made, folder, faces)
    path.with_name(f"{script['nom']}.fr.vtt").write_text("\n\n".join(captions) + "\n", encoding="utf-8")
    print(f"{made.name}  {sum(lengths):.0f} s  {made.stat().st_size / 1000:.0f} ko  {len(captions) - 1} sous-titres")


def film(
    todo: list[Card], lengths: list[float], sounds: Path, made: Path, folder: Path, faces: dict[str, Path]
) -> None:
    """The film *made* of the cards, each shown for its length in seconds, and its poster."""
    steps = max(card.step for card in todo)
    pictures = []
    for number, (card, length) in enumerate(zip(todo, lengths, strict=True)):
        image = folder / f"{number:02d}.png"
        picture(card, steps, faces).save(image)
        pictures.append(f"file '{image}'\nduration {length}\n")
    pictures.append(pictures[-1].splitlines()[0] + "\n")
    (folder / "pictures.txt").write_text("".join(pictures))
    _ffmpeg(
        *("-f", "concat", "-safe", "0", "-i", folder / "pictures.txt"),
        *("-f", "concat", "-safe", "0", "-i", sounds),
        *("-t", f"{sum(lengths):.2f}", "-vf", f"fps={FRAMES},tpad=stop_mode=clone:stop=-1,format=yuv420p"),
        *("-c:v", "libx264", "-profile:v", "main", "-preset", "veryslow", "-tune", "stillimage"),
        *("-crf", "22", "-g", "125", "-threads", "1"),
        *("-af", SOUND, "-ar", "44100", "-ac", "1", "-c:a", "aac", "-b:a", "64k"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-map_metadata", "-1", "-metadata:s:a:0", "language=fra", "-movflags", "+faststart", made),
    )
    Image.open(folder / "00.png").save(made.with_suffix(".jpg"), quality=82, optimize=True, progressive=True)


def _ffmpeg(*arguments: object) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, arguments)], check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        faces = fonts(folder)
        for each in [Path(name) for name in sys.argv[1:]] or sorted(HERE.glob("*.script.yaml")):
            make(each, folder, faces)
