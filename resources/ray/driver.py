"""Runs the trials of one study on a Ray cluster, one task a trial. Its only dependency is ray.

    python3 driver.py <study folder>        the entry point of the Ray job

The study folder lies on a file system that every node mounts at the same path:

    study.json            {"trials": ["0000", ...], "runner": ["<command>", ...], "cpus": 1, "gpus": 0, "retries": 2}
    trials/0000/          what the runner is given; done.json, written last, names its results with size and sha256
    marks/0000.started    this trial is with a node; 0000.done, 0000.failed: it has ended

It knows nothing of what a trial is: it starts `runner... <trial folder>`, looks at the exit code and at done.json, and leaves marks: one listing of
one folder tells whoever looks on where all trials are. Ray sends its functions to the workers by value, so nodes need the same minor version of
Python and the same Ray, nothing else. A runner must stop, with all that it started, when its standard input ends: that is the one signal that still
arrives when the worker above it is killed with SIGKILL. What is printed is for people, one JSON object a line.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

GONE_SECONDS = 60  # how long no node may have what a trial takes, once there was one: a node that starts anew is back by then
STOP_SECONDS = 12  # what a runner has between "please" and SIGKILL; the job has RAY_JOB_STOP_WAIT_TIME_S, which is more
STOPPED = 130  # a runner's exit code where it was asked to stop
LOOK_SECONDS = 0.2
# What a runner says that may be its node's fault and not the trial's: tried again, as what died without a word is.
NODE_ERRORS = {"trainer-died", "engine-missing", "missing-tool", "out-of-disk", "out-of-memory", "disk-failed", "not-writable", "not-found"}

# Ray's workers, told to end, shoot their direct children with SIGKILL, and a runner shot so would leave its own children to run on. So a shell stands
# between, which may be shot: the runner then sees the end of its standard input, and stops.
BETWEEN = ["/bin/sh", "-c", 'exec 3<&0; "$@" <&3 3<&- & exec 3<&- </dev/null; wait $!', "sh"]


def sha256_of(path):
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def is_done(trial):
    """Whether done.json is there, of this trial, and every file that it names has its bytes."""
    try:
        done = json.loads((trial / "done.json").read_text())
        if done["trial"] != sha256_of(trial / "trial.json"):
            return False
        for name, wanted in done["files"].items():
            path = trial / name
            if path.stat().st_size != wanted["sizeBytes"] or sha256_of(path) != wanted["sha256"]:
                return False
        return len(done["files"]) > 0
    except (OSError, ValueError, KeyError, TypeError):
        return False


def leave_mark(study, name, state, **content):
    """Under another name first, so that nobody reads half of one."""
    mark = Path(study, "marks", f"{name}.{state}")
    fresh = mark.with_name(f".{mark.name}.{os.uname().nodename}.{os.getpid()}")
    fresh.write_text(json.dumps(content))
    fresh.replace(mark)


def take_marks_away(study, name):
    for state in ("started", "done", "failed"):
        Path(study, "marks", f"{name}.{state}").unlink(missing_ok=True)


def end_runner(child):
    """Asks, waits, then ends the whole process group."""
    if child.stdin and not child.stdin.closed:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    try:
        os.killpg(child.pid, signal.SIGKILL)  # also what the shell may have left
    except ProcessLookupError:
        pass
    child.wait()


def run_trial(study, name, runner):
    """In a worker: one attempt at one trial, from start to end. How it ended is the answer; what is raised is a fault of this file or of Ray."""
    trial = Path(study, "trials", name)
    host = os.uname().nodename
    begun = time.monotonic()
    answer = lambda status, **more: {"trial": name, "status": status, "host": host, "seconds": round(time.monotonic() - begun, 2), **more}
    if is_done(trial):  # an attempt that was thought dead may have finished
        leave_mark(study, name, "done")
        return answer("done")
    (trial / "failed.json").unlink(missing_ok=True)
    leave_mark(study, name, "started", host=host, at=time.time())
    with (trial / "runner.log").open("ab") as log:
        child = subprocess.Popen([*BETWEEN, *runner, str(trial)], stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True)
        try:
            # Not child.wait(): ray.cancel interrupts Python between two lines, not in a system call.
            while (code := child.poll()) is None:
                time.sleep(LOOK_SECONDS)
        finally:  # KeyboardInterrupt from ray.cancel, SystemExit in a worker told to end
            end_runner(child)
    if code == 0 and is_done(trial):
        leave_mark(study, name, "done")
        return answer("done")
    if code == STOPPED:
        return answer("stopped")
    return answer("failed", code=code, error=told_error(trial, code))


def told_error(trial, code):
    """What the runner said of its failure, if anything."""
    try:
        error = json.loads((trial / "failed.json").read_text())["error"]
        return {"code": str(error["code"]), **error}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_of_trial(error):
    return error is not None and error["code"] not in NODE_ERRORS


class Ledger:
    """Which trials wait, which are with Ray, how often each was tried. Knows no Ray, so that it can be tested without."""

    def __init__(self, waiting, retries):
        self.waiting, self.retries = list(waiting), retries
        self.tries, self.done, self.failed = {}, [], []

    def begin(self, name):
        self.tries[name] = self.tries.get(name, 0) + 1

    def ended(self, name, status, is_final):
        """True where it is to be tried again."""
        if status == "done":
            self.done.append(name)
        elif is_final or self.tries[name] > self.retries:
            self.failed.append(name)
        else:
            self.waiting.append(name)
            return True
        return False


def say(event, **more):
    print(json.dumps({"event": event, "at": round(time.time(), 3), **more}), flush=True)


def fits_somewhere(needs, nodes):
    return any(all(node["Resources"].get(what, 0) >= much for what, much in needs.items()) for node in nodes if node["Alive"])


def main(study):
    import ray

    root = Path(study).resolve()
    plan = json.loads((root / "study.json").read_text())
    (root / "marks").mkdir(exist_ok=True)
    stopping = threading.Event()
    ray.init(address="auto", log_to_driver=False, logging_level="ERROR")
    # SIGTERM comes when the job is stopped, SIGKILL after RAY_JOB_STOP_WAIT_TIME_S. After init, which installs a handler of its own.
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())

    needs = {"CPU": plan["cpus"], **({"GPU": plan["gpus"]} if plan["gpus"] else {})}
    if not fits_somewhere(needs, ray.nodes()):  # Ray would wait for ever
        say("error", code="no-node-big-enough", needs=needs)
        return 3
    for name in plan["trials"]:
        take_marks_away(root, name)
    ledger = Ledger(plan["trials"], plan["retries"])
    # What max_retries covers is a worker or a node that died; the rest is counted here. Ray cannot tell a cancelled task from a slow one otherwise.
    task = ray.remote(num_cpus=plan["cpus"], num_gpus=plan["gpus"], max_retries=0)(run_trial)
    running = {}
    fitted = asked = time.monotonic()
    say("study", trials=len(plan["trials"]), cluster=ray.cluster_resources())
    while (ledger.waiting or running) and not stopping.is_set():
        while ledger.waiting:
            name = ledger.waiting.pop(0)
            ledger.begin(name)
            running[task.options(name=f"trial {name}").remote(str(root), name, plan["runner"])] = name
        ready, _ = ray.wait(list(running), timeout=0.5)
        for ref in ready:
            name = running.pop(ref)
            try:
                answer = ray.get(ref)
            except ray.exceptions.RayError as error:  # the worker or its node died
                last = (str(error).strip().splitlines() or [""])[-1]
                answer = {"trial": name, "status": "failed", "host": None, "error": None, "how": f"{type(error).__name__}: {last[:300]}"}
            again = ledger.ended(name, answer["status"], is_final=is_of_trial(answer.get("error")))
            if answer["status"] != "done" and not again:
                leave_mark(root, name, "failed", host=answer["host"], code=answer.get("code"), error=answer.get("error"), how=answer.get("how"))
            say("trial", again=again, done=len(ledger.done), failed=len(ledger.failed), left=len(ledger.waiting) + len(running), **answer)
        now = time.monotonic()
        if ready:
            fitted = now
        elif now - asked > GONE_SECONDS / 6:
            asked = now
            fitted = now if fits_somewhere(needs, ray.nodes()) else fitted
        if now - fitted > GONE_SECONDS:  # the node that could has gone: Ray would wait for ever
            say("error", code="no-node-big-enough", needs=needs)
            stop_all(ray, running, ledger)
            return 3

    if stopping.is_set():
        return stop_all(ray, running, ledger)
    say("summary", done=len(ledger.done), failed=ledger.failed)
    return 1 if ledger.failed else 0


def stop_all(ray, running, ledger):
    for ref in running:
        ray.cancel(ref, force=False)
    say("stopping", running=len(running))
    # Until the runners are gone: when this process ends, Ray ends the workers.
    if running:
        ray.wait(list(running), num_returns=len(running), timeout=STOP_SECONDS + 4)
    say("stopped", done=len(ledger.done))
    return STOPPED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
