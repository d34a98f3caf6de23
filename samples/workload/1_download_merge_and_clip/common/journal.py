"""The scripts' log file, line for line as Python's logging writes it, without the time that importing logging takes."""

import os
import sys
import time


class Journal:
    """Appends `time:LEVEL:message` lines; what goes wrong is told here and not on standard output."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1)

    def info(self, message):
        self.write("INFO", message)

    def warning(self, message):
        self.write("WARNING", message)

    def error(self, message):
        self.write("ERROR", message)

    def both(self, message):
        self.info(message)
        print(message)

    def write(self, level, message):
        now = time.time()
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now))
        self.file.write(f"{stamp},{int(now * 1000) % 1000:03d}:{level}:{message}\n")

    def failed(self, what, error):
        import traceback

        self.error(f"{what}: {error!r}\nTraceback: {traceback.format_exc()}")


def open_journal(path, greeting):
    """Opens the log and, as the production scripts do, sends unhandled exceptions there and not to standard error."""
    journal = Journal(path)

    def unhandled(kind, value, trace):
        code = trace.tb_frame.f_code
        journal.error(f"Unhandled exception: {kind}\n{value}\nFile {code.co_filename} line {trace.tb_lineno}, in {code.co_name}")

    sys.excepthook = unhandled
    journal.both("\n\n-----------------------BEGIN-----------------------\n")
    journal.both(greeting)
    return journal


def make_folder(path):
    os.makedirs(path, exist_ok=True)
    return path
