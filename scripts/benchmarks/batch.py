"""AWS Batch: what a submission costs, how long it takes when every call takes 50 ms more, and the memory of a long wait."""

import http.client
import http.server
import json
import os
import re
import socket
import subprocess
import threading
import time
import urllib.request

from place import ROOT, Skip, median, real_workload, spread

ROUNDS = 5
REGIONS = 192
DELAY = 0.05
MANY = 1000
WAIT_SECONDS = 20
KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing", "region_name": "us-east-1"}
TESTS = os.path.join(ROOT, "artifacts", "bin", "GlacierBatch.Tests", "debug", "GlacierBatch.Tests")


def measure(place):
    try:
        import boto3
    except ImportError:
        raise Skip("boto3 is not installed") from None
    with Server() as server, Proxy(server.port) as proxy:
        bucket, queue = prepare(boto3, server.url)
        workload = real_workload(place)
        environment = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
        home = place.fresh("batch-home")
        place.run("batch-submit.ps1", bucket, proxy.url, workload, home=home, **environment)
        ours, calls, theirs = [], [], []
        proxy.delay = DELAY
        for round_ in range(ROUNDS):
            result = place.run("batch-submit.ps1", bucket, proxy.url, workload, home=home, **environment)
            if result["jobs"] != REGIONS:
                raise RuntimeError(f"{result['jobs']:.0f} jobs instead of {REGIONS}")
            ours.append(result["seconds"])
            calls.append(result["calls"])
            theirs.append(loop(boto3, proxy.url, queue, round_))
            print(f"  batch, round {round_ + 1}: {ours[-1]:.2f} s and {calls[-1]:.0f} calls, boto3 {theirs[-1]:.2f} s", flush=True)
        proxy.delay = 0
        bare = place.run("batch-wait.ps1", "", "", "0", home=home, **environment)["peak"]
        waiting = place.run("batch-wait.ps1", bucket, proxy.url, str(WAIT_SECONDS), home=home, **environment)
    ratio = median(theirs) / median(ours)
    more = waiting["peak"] - bare
    return [
        (f"AWS calls to submit {REGIONS} regions, those of S3 among them", "at most 8", f"{max(calls):.0f}", max(calls) <= 8),
        (f"wall time to submit {REGIONS} tasks with 50 ms a call, against a boto3 loop", "20 x faster",
         f"{ratio:.0f} x: {median(ours):.2f} s ({spread(ours)}), boto3 {median(theirs):.1f} s", ratio >= 20),
        (f"memory while waiting for {waiting['jobs']:.0f} jobs, above the bare engine", "under 250 MB", f"{more:.0f} MiB", more < 250),
        *by_tests(),
    ]


def by_tests():
    """What needs jobs with array indexes and exit codes, which moto has not: the tests' own stand-in has them."""
    rows = [("AWS calls for 20 looks at a 10,000-child array", "at most 250", "CallCountTests", r"looks: (.*)"),
            ("1,000 faults over 100 runs", "no task lost, no effect doubled", "SoakTests", r"soak: (.*)")]
    for what, bound, name, shape in rows:
        if not os.path.exists(TESTS):
            yield what, bound, "not measured: the tests are not built", None
            continue
        done = subprocess.run(
            [TESTS, "-class", f"*{name}", "-noColor", "-showLiveOutput"], env={**os.environ, "GLACIERBATCH_SOAK_RUNS": "100"},
            text=True, capture_output=True, check=False)
        found = re.search(shape, done.stdout)
        yield what, bound, found.group(0).strip() if found else f"ended with {done.returncode}", done.returncode == 0


def prepare(boto3, url):
    """A bucket, a queue and an environment's record, as a stack would leave them."""
    iam, ec2, s3, batch = (boto3.client(name, endpoint_url=url, **KEYS) for name in ("iam", "ec2", "s3", "batch"))
    role = iam.create_role(RoleName="batch", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    compute = batch.create_compute_environment(
        computeEnvironmentName="compute", type="MANAGED", state="ENABLED", serviceRole=role,
        computeResources={"type": "FARGATE", "maxvCpus": 256, "subnets": [subnet], "securityGroupIds": [group]})
    queue = batch.create_job_queue(
        jobQueueName="queue", state="ENABLED", priority=1,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": compute["computeEnvironmentArn"]}])["jobQueueArn"]
    batch.register_job_definition(
        jobDefinitionName="plain", type="container",
        containerProperties={"image": "busybox", "vcpus": 1, "memory": 512})
    s3.create_bucket(Bucket="bench-bucket")
    record = {
        "format": 1, "name": "bench", "service": "Batch", "basePath": "1_download_merge_and_clip", "limits": {"vCpu": 1, "timeoutSeconds": 3600, "maxAttempts": 3},
        "created": "2026-01-01T00:00:00+00:00",
        "batch": {"accountId": "123456789012", "awsRegion": "us-east-1", "stackName": "glacierbatch-bench", "queues": {"Spot": queue},
                  "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/glacier@sha256:" + "a" * 64, "logGroup": "/glacierbatch/bench"},
    }
    s3.put_object(Bucket="bench-bucket", Key="environments/bench.json", Body=json.dumps(record).encode())
    return "s3://bench-bucket/", queue


def loop(boto3, url, queue, round_):
    """The plan's own way: a request for each region, one after the other."""
    batch = boto3.client("batch", endpoint_url=url, **KEYS)
    started = time.perf_counter()
    for index in range(REGIONS):
        batch.submit_job(jobName=f"loop-{round_}-{index}", jobQueue=queue, jobDefinition="plain")
    return time.perf_counter() - started


class Server:
    """moto in a process of its own."""

    def __enter__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            ["python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            try:
                request = urllib.request.Request(self.url + "/moto-api/config", data=b'{"batch":{"use_docker":false}}', method="POST")
                urllib.request.urlopen(request, timeout=5).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise Skip("moto does not start here")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


class Proxy:
    """Stands before moto, makes each call longer, counts, and has arrays that moto is too small for."""

    def __init__(self, port):
        self.port, self.delay, self.count, self.arrays, self.lock = port, 0, 0, {}, threading.Lock()

    def __enter__(self):
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                proxy.answer(self)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        return self

    def __exit__(self, *_):
        self.server.shutdown()

    def answer(self, handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if handler.path == "/bench-count":
            return self.reply(handler, 200, {}, str(self.count).encode())
        with self.lock:
            self.count += 1
        time.sleep(self.delay)
        own = self.own(handler.path, body)
        if own is not None:
            return self.reply(handler, 200, {"Content-Type": "application/json"}, json.dumps(own).encode())
        server = http.client.HTTPConnection("127.0.0.1", self.port)
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in ("connection", "expect")}
        server.request(handler.command, handler.path, body, headers)
        answer = server.getresponse()
        content = answer.read()
        kept = {name: value for name, value in answer.getheaders()
                if name.lower() not in ("connection", "transfer-encoding", "content-length", "date", "server")}
        self.reply(handler, answer.status, kept, content, answer.getheader("Content-Length") if handler.command == "HEAD" else None)
        server.close()
        return None

    def own(self, path, body):
        """The answers about arrays of a thousand and more, whose children all run and never end."""
        if not path.startswith("/v1/"):
            return None
        asked = json.loads(body or b"{}")
        if path == "/v1/submitjob" and asked.get("arrayProperties", {}).get("size", 0) >= MANY:
            job = f"00000000-0000-0000-0000-{len(self.arrays):012}"
            self.arrays[job] = asked
            return {"jobId": job, "jobName": asked["jobName"]}
        if path == "/v1/describejobs" and all(job in self.arrays for job in asked["jobs"]):
            return {"jobs": [{"jobId": job, "jobName": self.arrays[job]["jobName"], "status": "PENDING", "arrayProperties": {
                "size": self.arrays[job]["arrayProperties"]["size"],
                "statusSummary": {"RUNNING": self.arrays[job]["arrayProperties"]["size"]}}} for job in asked["jobs"]]}
        return {"jobSummaryList": []} if path == "/v1/listjobs" and asked.get("arrayJobId") in self.arrays else None

    @staticmethod
    def reply(handler, status, headers, body, length=None):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", length or str(len(body)))
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)
