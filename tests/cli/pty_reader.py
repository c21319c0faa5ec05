"""What a program writes to a terminal."""

import os


def read_all(terminal):
    """All of it, until the other end is closed; closes this one."""
    got = b""
    while True:
        try:
            more = os.read(terminal, 65536)
        except OSError:     # Linux says so when the other end is closed
            break
        if not more:
            break
        got += more
    os.close(terminal)
    return got
