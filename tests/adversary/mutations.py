"""Damage to a text: bytes and lines that are deleted, doubled or changed."""

import dataclasses
import random

_MOST_BYTES = 60
_MOST_LINES = 3


@dataclasses.dataclass(frozen=True)
class Mutated:
    what: str       # says how to do it again
    text: bytes
    touched: range  # the lines of the original that were damaged
    cut: bool       # all before or behind them is gone


def mutated(text, seed, other=b""):
    """One mutation, always the same for the same seed. `other`: the text that
    one may go on as."""
    chance = random.Random(seed)
    lines = text.splitlines(keepends=True)
    kind = chance.choice([_bytes, _bytes, _bytes, _lines, _joined])
    what, damaged, begin, end = kind(text, lines, other, chance)
    first = text.count(b"\n", 0, begin)
    last = text.count(b"\n", 0, max(begin, end - 1))
    return Mutated(f"seed {seed!r}: {what} at {begin} to {end}", damaged,
                   range(first, last + 1), what.startswith("cut"))


def _start_of(lines, number):
    return sum(map(len, lines[:number]))


def _bytes(text, lines, _other, chance):
    begin = _place(text, lines, chance)
    end = min(len(text), begin + chance.choice(
        [1, 1, 1, 2, 4, chance.randrange(1, _MOST_BYTES)]))
    piece = text[begin:end]
    what, instead = chance.choice([
        ("deleted", b""), ("doubled", piece * 2),
        ("changed", bytes(byte ^ chance.randrange(1, 256) for byte in piece)),
        ("digits or letters", bytes(chance.choice(b"abAB019' ,;()\n\\-/*`\"")
                                    for _ in piece)),
        ("zeros", bytes(len(piece)))])
    return what, text[:begin] + instead + text[end:], begin, end


def _place(text, lines, chance):
    """Half of the places are in short lines: there is what holds the rows
    together."""
    if chance.random() < 0.5:
        return chance.randrange(len(text))
    short = [number for number, line in enumerate(lines) if len(line) < 80]
    number = chance.choice(short or [0])
    return _start_of(lines, number) + chance.randrange(len(lines[number]))


def _lines(text, lines, _other, chance):
    first = chance.randrange(len(lines))
    last = min(len(lines), first + chance.randrange(1, _MOST_LINES + 1))
    begin, end = _start_of(lines, first), _start_of(lines, last)
    what, instead = chance.choice([
        ("lines deleted", b""), ("lines doubled", text[begin:end] * 2),
        ("lines reversed", b"".join(reversed(lines[first:last])))])
    return what, text[:begin] + instead + text[end:], begin, end


def _joined(text, lines, other, chance):
    """Cut, or cut and gone on with another text; nothing of the original is
    damaged but the line of the cut."""
    at = chance.choice([_start_of(lines, chance.randrange(len(lines))),
                        chance.randrange(len(text))])
    from_other = chance.choice([len(other), 0, chance.randrange(len(other) + 1)])
    kind = chance.choice(["cut", "joined", "behind", "without a beginning"])
    if kind == "cut":
        return "cut", text[:at], at, at + 1
    if kind == "joined":
        return (f"cut, and gone on with the other from {from_other} on",
                text[:at] + other[from_other:], at, at + 1)
    if kind == "behind":
        return "the other behind it", text + other[from_other:], 0, 0
    return "cut at its beginning", text[at:], at, at + 1
