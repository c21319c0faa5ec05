"""Runs one command and prints what it took. usage: measured.py COMMAND...

Prints `EXIT-CODE SECONDS PROCESSOR-SECONDS PEAK-KIB`. A process of its own, and a small one, because the kernel counts
as a command's peak memory also that of the process it was forked from.
"""
import os
import sys
import time

begin = time.monotonic()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
_, status, usage = os.wait4(child, 0)
seconds = time.monotonic() - begin
print(os.waitstatus_to_exitcode(status), f"{seconds:.6f}", f"{usage.ru_utime + usage.ru_stime:.6f}", usage.ru_maxrss)
