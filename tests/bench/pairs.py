"""Measures a program against a bare read: pairs of runs, one right after the other.

What else the machine does in a moment slows both runs of a pair alike, so that their ratio tells of the program; the
median of many ratios leaves out the pairs that something came between. A pair counts in seconds only if the program
had the cores that it reads with: on a machine that lends it one, its seconds say nothing.
"""
import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Run:
    """`processor`: seconds of all processes that took part; `cores`: processor seconds a second that show that the
    program had the cores it needs."""
    seconds: float
    processor: float
    cores: float


@dataclasses.dataclass(frozen=True)
class Figures:
    """Medians. `ratio` is None where too few pairs had the cores."""
    ratio: float | None
    processor_ratio: float
    seconds: float
    bare_seconds: float
    pairs: int


def measure(bare, program, wanted, limit):
    """`bare` returns seconds, `program` a Run; `wanted`: how many pairs with the cores, of at most twice as many; as
    long as the limit lies within the middle half of their ratios, so that noise would decide, up to twice as
    many."""
    bare(), program()   # what is read the first time is read into memory
    ratios, processor_ratios, seconds, bare_seconds = [], [], [], []
    for taken in range(1, 3 * wanted):
        before = bare()
        run = program()
        after = bare()
        read = (before + after) / 2
        processor_ratios.append(run.processor / read)
        if run.processor / run.seconds >= run.cores:
            ratios.append(run.seconds / read)
            seconds.append(run.seconds)
            bare_seconds.append(read)
        if len(ratios) < wanted and taken >= 2 * wanted:
            break
        if len(ratios) >= wanted and not _is_in_doubt(ratios, wanted, limit):
            break
    enough = len(ratios) >= wanted // 2
    return Figures(statistics.median(ratios) if enough else None, statistics.median(processor_ratios),
                   statistics.median(seconds) if enough else 0, statistics.median(bare_seconds) if enough else 0,
                   len(ratios))


def _is_in_doubt(ratios, wanted, limit):
    lower, _, upper = statistics.quantiles(ratios, n=4)
    return len(ratios) < 2 * wanted and lower <= limit <= upper
