"""The variables that tell the sample what to do; the production scripts know none of them."""

import os
import sys

FAULTS = ("no-scenes", "missing-scene", "error-page", "truncated", "coverage", "no-output", "exit-1", "hang", "memory", "flaky")
ERROR_PAGE = (b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message>'
              b"<RequestId>SAMPLE</RequestId></Error>")
TEMPORARY_FAILURE = 75
STEP = 100  # MiB that the memory fault takes at a time


def refuse(message):
    """A setting that makes no sense ends the script at once, with a code of its own."""
    print(f"sample workload: {message}", file=sys.stderr)
    sys.exit(2)


def number(name, default, kind):
    text = os.environ.get(name, "").strip()
    try:
        value = kind(text) if text else default
    except ValueError:
        value = -1
    if not 0 <= value < 1e9:
        refuse(f"{name}={text} is not a number of 0 or more.")
    return value


class Settings:
    """What SAMPLE_* says, for one region."""

    def __init__(self, satellite, region, date1, date2):
        self.key = f"{satellite}_{region}_{date1}_{date2}"
        self.region = region
        self.doing = "downloading and processing" if satellite == "sentinel2" else "searching/downloading"
        self.seconds = number("SAMPLE_SECONDS", 0.0, float)
        self.faults = faults_for(region)
        self.count = 0 if "no-scenes" in self.faults else number("SAMPLE_SCENES", 3, int)

    def hit(self, fault):
        """Whether the fault is asked for; those of a single scene strike the last one that the script comes to."""
        return fault in self.faults

    def strike(self, journal):
        """The faults of a whole process."""
        if "flaky" in self.faults:
            self.fail_once(journal)
        if "hang" in self.faults:
            self.hang(journal)
        if "memory" in self.faults:
            sys.excepthook = sys.__excepthook__
            self.take_memory(journal)
        if "exit-1" in self.faults:
            sys.excepthook = sys.__excepthook__
            journal.error(f"Error while {self.doing} region {self.region}: RuntimeError('SAMPLE_FAULT exit-1')")
            raise RuntimeError(f"Error while {self.doing} region {self.region}: SAMPLE_FAULT exit-1")

    def fail_once(self, journal):
        state = os.environ.get("SAMPLE_STATE", "")
        if not os.path.isabs(state):
            refuse("the fault flaky needs SAMPLE_STATE, an absolute folder that outlives the attempt.")
        os.makedirs(state, exist_ok=True)
        try:
            os.close(os.open(os.path.join(state, self.key + ".flaky"), os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return
        journal.error(f"Temporary failure while downloading region {self.region}: 503 Service Unavailable")
        print(f"SAMPLE_FAULT flaky: first attempt at {self.region} fails.", flush=True)
        sys.exit(TEMPORARY_FAILURE)

    def hang(self, journal):
        import time

        journal.info(f"Waiting for the server of {self.region}...")
        print(f"SAMPLE_FAULT hang: {self.region} waits for ever.", flush=True)
        while True:
            time.sleep(3600)

    def take_memory(self, journal):
        most = number("SAMPLE_MEMORY_MAX", 3000, int)
        journal.info(f"Merging arrays of {self.region}...")
        print(f"SAMPLE_FAULT memory: {self.region} takes memory, at most {most} MiB.", flush=True)
        held = []
        # Ones, not zeros: pages of zeros would never be touched.
        while len(held) * STEP < most:
            held.append(b"\x01" * (STEP << 20))
        raise MemoryError(f"Unable to allocate more than {len(held) * STEP} MiB")


def faults_for(region):
    """The faults of SAMPLE_FAULT (`fault` or `fault@region`, commas between) that hit the region."""
    found = set()
    for part in os.environ.get("SAMPLE_FAULT", "").split(","):
        fault, _, where = part.strip().partition("@")
        if not fault:
            continue
        if fault not in FAULTS:
            refuse(f"SAMPLE_FAULT has no fault {fault!r}; there are {', '.join(FAULTS)}.")
        if where in ("", region):
            found.add(fault)
    return found
