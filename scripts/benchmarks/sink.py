"""The S3 in memory that all sides of a benchmark talk to."""

import os
import subprocess


class Sink:
    """Started for a benchmark, and ended with it."""

    def __init__(self, place):
        self._process = subprocess.Popen(
            ["dotnet", os.path.join(place.published, "sink", "GlacierBatch.S3Sink.dll")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError("The S3 in memory did not start.")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # It ends with its standard input.
        self._process.stdin.close()
        self._process.wait()

    def clear(self):
        """Forgets all objects."""
        self._say("clear")

    def count(self):
        """How many objects there are, and their bytes."""
        return self._say("count")

    def variables(self, side=""):
        """The environment in which a client finds it."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "RCLONE_"))}
        own.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_REGION="us-east-1", AWS_DEFAULT_REGION="us-east-1",
                   AWS_ENDPOINT_URL=self.url, AWS_EC2_METADATA_DISABLED="true")
        if side == "rclone":
            own.update(RCLONE_CONFIG="/dev/null", RCLONE_CONFIG_BENCH_TYPE="s3", RCLONE_CONFIG_BENCH_PROVIDER="Other",
                       RCLONE_CONFIG_BENCH_ENV_AUTH="true", RCLONE_CONFIG_BENCH_ENDPOINT=self.url, RCLONE_CONFIG_BENCH_REGION="us-east-1",
                       RCLONE_CONFIG_BENCH_FORCE_PATH_STYLE="true")
        return own

    def _say(self, word):
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()
        return tuple(map(int, self._process.stdout.readline().split()))
