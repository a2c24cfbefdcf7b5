"""Stage 5, write: a `Package` becomes a zip whose bytes depend on its files alone.

In: the files of a package. Out: one plain zip (PKWARE APPNOTE 6.3, without zip64, encryption or descriptors). Rules
Z01, Z04, Z06, Z07 and Z09.

The standard library's writer is not used: its bytes change with the machine's zlib. `deflate` carries its own
compressor, of a fixed version.
"""

from __future__ import annotations

import os
import struct
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, NamedTuple, Protocol
from zlib import crc32

from deflate import deflate_compress

if sys.platform != "win32":
    import fcntl


OLDEST: Final = 315_532_800
"""1980-01-01, the first day a zip can hold."""
NEWEST: Final = 4_354_819_198
"""2107-12-31, the last."""

LEVEL: Final = 9
"""Of 12. Measured on lessons, pages and schemas: 10 to 12 save 4 % and take four to twenty times as long."""

COMPRESSED: Final = frozenset(
    f".{each}"
    for group in (
        "gif jpeg jpg png webp avif",
        "aac m4a mp3 oga ogg opus",
        "m4v mov mp4 ogv webm",
        "woff woff2",
        "gz zip",
    )
    for each in group.split()
)
"""Files that gain nothing: stored, and copied piece by piece so that memory does not grow with media."""
LARGEST_DEFLATED: Final = 16 << 20
"""Bytes of the largest file on disk that is compressed, since it has to be in memory whole."""
PIECE: Final = 1 << 18

STORE: Final = 0
DEFLATE: Final = 8
UTF8: Final = 0x800
MADE_BY: Final = 3 << 8 | 20
"""Unix, APPNOTE 2.0: what makes readers take the mode below seriously."""
MODE: Final = 0o100644 << 16
LIMIT: Final = 0xFFFF_FFFF
MOST: Final = 0xFFFF

LOCAL: Final = struct.Struct("<4s5H3L2H")
CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
END: Final = struct.Struct("<4s4H2LH")


class Files(Protocol):
    """Anything with files to write: a `Package`."""

    @property
    def files(self) -> Mapping[str, bytes | Path]:
        """Name in the archive → content, or the file that holds it."""


class PathClash(ValueError):  # noqa: N818 - it says what happened
    """A name that some system could not unpack, or two that it would merge."""


class TooLarge(ValueError):  # noqa: N818 - as above
    """More than a plain zip holds, and older LMSs read no other."""


class Member(NamedTuple):
    """What the local header and the central directory both say of a file."""

    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def write(package: Files, target: BinaryIO, epoch: int = OLDEST) -> None:
    """Write *package* as a zip; equal packages give equal bytes.

    Args:
        target: Open for writing and able to seek; what it already holds stays.
        epoch: Timestamp of every member, in UTC. The default, 1980-01-01, is the oldest a zip can hold.

    Raises:
        PathClash: Two names differ only by case or by the form of their accents, or a name leaves the archive.
        TooLarge: A file, or all of them, take 4 GiB or more, or there are more than 65,535.
    """
    # OpenDocument and EPUB say what they are by their first member, stored as it is: it is too short to be packed.
    names = sorted(package.files, key=lambda name: (name != "mimetype", name))
    _check(names)
    start = target.tell()
    stamp = _stamp(epoch)
    members = [_member(name, package.files[name], target, start, stamp) for name in names]
    directory = target.tell() - start
    target.writelines(_central(each, stamp) for each in members)
    size = target.tell() - start - directory
    if directory > LIMIT or size > LIMIT:
        raise TooLarge("the package is larger than 4 GiB")
    target.write(END.pack(b"PK\5\6", 0, 0, len(members), len(members), size, directory, 0))


def save(package: Files, path: Path, epoch: int = OLDEST) -> None:
    """Put *package* at *path*: either all of it is there afterwards, or what was there before.

    It is written beside its place as `.<name>.<process>.part` and moved when it is on the disk. What a killed build
    left is removed by the next one.

    Raises:
        PathClash, TooLarge: As for :func:`write`.
        OSError: The disk refuses.
    """
    place(path, lambda target: write(package, target, epoch))


def place(path: Path, fill: Callable[[BinaryIO], None]) -> None:
    """Put what *fill* writes at *path*, all of it or nothing; see :func:`save`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as target:
            _hold(target)
            fill(target)
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def _member(name: str, content: bytes | Path, target: BinaryIO, start: int, stamp: tuple[int, int]) -> Member:
    """Write one file behind its local header; the header is filled in when the content is known."""
    offset = target.tell() - start
    encoded = name.encode()
    flags = 0 if name.isascii() else UTF8
    if isinstance(content, Path) and not _fits(name, content):
        target.seek(LOCAL.size + len(encoded), os.SEEK_CUR)
        crc, size = _copy(content, target)
        member = Member(encoded, flags, STORE, crc, size, size, offset)
        target.seek(start + offset)
        target.write(_local(member, stamp))
        target.seek(size, os.SEEK_CUR)
        return member
    data = content.read_bytes() if isinstance(content, Path) else content
    packed = data if _is_compressed(name) else bytes(deflate_compress(data, LEVEL))
    method = DEFLATE
    if len(packed) >= len(data):
        packed, method = data, STORE
    member = Member(encoded, flags, method, crc32(data), len(packed), len(data), offset)
    target.write(_local(member, stamp))
    target.write(packed)
    return member


def _fits(name: str, path: Path) -> bool:
    """Whether the file is worth having in memory, to be compressed."""
    return not _is_compressed(name) and path.stat().st_size <= LARGEST_DEFLATED


def _is_compressed(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in COMPRESSED


def _copy(path: Path, target: BinaryIO) -> tuple[int, int]:
    """Copy the file as it is; the check sum is of the bytes written, whatever else changes the file meanwhile."""
    crc = size = 0
    with path.open("rb") as source:
        while piece := source.read(PIECE):
            crc = crc32(piece, crc)
            size += len(piece)
            if size > LIMIT:
                raise TooLarge(f"{path} is larger than 4 GiB")
            target.write(piece)
    return crc, size


def _local(member: Member, stamp: tuple[int, int]) -> bytes:
    return LOCAL.pack(b"PK\3\4", *_common(member, stamp)) + member.name


def _central(member: Member, stamp: tuple[int, int]) -> bytes:
    head = CENTRAL.pack(b"PK\1\2", MADE_BY, *_common(member, stamp), 0, 0, 0, MODE, member.offset)
    return head + member.name


def _common(member: Member, stamp: tuple[int, int]) -> tuple[int, ...]:
    """The fields that both headers have, in their order (APPNOTE 4.3.7 and 4.3.12)."""
    if max(member.packed, member.size, member.offset) > LIMIT:
        raise TooLarge("the package is larger than 4 GiB")
    needed = 20 if member.method == DEFLATE else 10
    sizes = (member.crc, member.packed, member.size, len(member.name), 0)
    return (needed, member.flags, member.method, *stamp, *sizes)


def _stamp(epoch: int) -> tuple[int, int]:
    """Time and date as DOS had them: two-second steps, no time zone."""
    year, month, day, hour, minute, second = time.gmtime(min(max(epoch, OLDEST), NEWEST))[:6]
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day


def _check(names: Iterable[str]) -> None:
    """Refuse names that cannot be unpacked side by side on every system."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for count, name in enumerate(names, 1):
        if count > MOST:
            raise TooLarge("the package has more than 65,535 files")
        parts = name.split("/")
        if any(each in ("", ".", "..") for each in parts) or set(name) & set("\\:\0") or len(name.encode()) > MOST:
            raise PathClash(f"{name!r} is no name for a file of a package")
        same = _folded(name)
        if same in seen:
            raise PathClash(f"{seen[same]!r} and {name!r} are one file on some systems")
        seen[same] = name
        folders |= dict.fromkeys(_parents(same), name)
    for same, name in seen.items():
        if same in folders:
            raise PathClash(f"{name!r} is a file, and the folder of {folders[same]!r}")


def _parents(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _hold(file: BinaryIO) -> None:
    """Mark the file as being written; the mark goes with the process, however it ends."""
    if sys.platform != "win32":
        with suppress(OSError):  # some network disks have no locks
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(path: Path) -> None:
    """Remove what builds of *path* left when they were killed; Windows itself spares a file that is open."""
    prefix, suffix = f".{path.name}.", ".part"
    for each in path.parent.iterdir():
        if not (each.name.startswith(prefix) and each.name.endswith(suffix)):
            continue
        if not each.name[len(prefix) : -len(suffix)].isdecimal():
            continue
        with suppress(OSError):  # gone already, or still held by a build that runs
            if sys.platform != "win32":
                with each.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            each.unlink()


def _settle(folder: Path) -> None:
    """Have the move itself on the disk, where the system can say so."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
