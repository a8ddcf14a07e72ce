"""What resources/ray/driver.py does without Ray: run by ray-driver.test.ts, with fake-ray in place of Ray."""

import contextlib
import io
import json
import os
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import driver

# A trial that does as its trial.json says; `tries` counts its attempts. It stops when standard input ends, unless it is deaf.
RUNNER = r"""
import hashlib, json, os, subprocess, sys, threading, time
trial = sys.argv[1]
at = lambda name: os.path.join(trial, name)
does = json.load(open(at("trial.json")))
tries = int(open(at("tries")).read()) + 1 if os.path.exists(at("tries")) else 1
open(at("tries"), "w").write(str(tries))
if does.get("fails"):
    json.dump({"attempt": "1", "host": "h", "error": {"code": does["fails"], "message": "so"}}, open(at("failed.json"), "w"))
    sys.exit(1)
if tries <= does.get("crashes", 0):
    os.kill(os.getpid(), 9)
if does.get("sleeps"):
    below = subprocess.Popen(["sleep", "1000"])
    open(at("pids"), "w").write(f"{os.getpid()} {below.pid}")
    if does.get("deaf"):
        time.sleep(1000)
    sys.stdin.read()
    below.kill()
    sys.exit(130)
open(at("out"), "w").write("result")
sha = lambda name: hashlib.sha256(open(at(name), "rb").read()).hexdigest()
json.dump({"trial": sha("trial.json"), "files": {"out": {"sha256": sha("out"), "sizeBytes": 6}}}, open(at("done.json"), "w"))
"""


def is_running(pid):
    """After a moment: what was ended may take one to be gone."""
    for _ in range(250):
        try:
            if Path(f"/proc/{pid}/stat").read_text().split(") ")[-1][0] == "Z":
                return False
        except OSError:
            return False
        time.sleep(0.02)
    return True


class Driver(unittest.TestCase):
    def setUp(self):
        self.study = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (self.study / "marks").mkdir()
        (self.study / "runner.py").write_text(RUNNER)
        self.runner = [sys.executable, str(self.study / "runner.py")]

    def trial(self, name, **does):
        folder = self.study / "trials" / name
        folder.mkdir(parents=True)
        (folder / "trial.json").write_text(json.dumps(does))
        return folder

    def marks(self):
        return sorted(path.name for path in (self.study / "marks").iterdir())

    def wait_for(self, file):
        while not file.exists() or not file.read_text():
            time.sleep(0.02)
        return [int(pid) for pid in file.read_text().split()]

    def test_done_is_what_has_the_bytes_that_were_named_and_nothing_else(self):
        trial = self.trial("0000")
        self.assertFalse(driver.is_done(trial))
        self.assertEqual(driver.run_trial(self.study, "0000", self.runner)["status"], "done")
        self.assertTrue(driver.is_done(trial))
        for name, text in (("out", "RESULT"), ("out", "result and more"), ("trial.json", "{} "), ("done.json", "{"), ("done.json", '{"trial": 1}')):
            before = (trial / name).read_text()
            (trial / name).write_text(text)
            self.assertFalse(driver.is_done(trial), (name, text))
            (trial / name).write_text(before)
        # What is done is not run again.
        self.assertEqual(driver.run_trial(self.study, "0000", self.runner)["status"], "done")
        self.assertEqual((trial / "tries").read_text(), "1")

    def test_an_interrupt_ends_the_runner_and_all_below_it_also_where_it_is_deaf(self):
        import ray

        ray.init()
        driver.STOP_SECONDS = 1
        for name, deaf in (("0001", False), ("0002", True)):
            trial = self.trial(name, sleeps=True, deaf=deaf)
            ref = ray.remote()(driver.run_trial).remote(self.study, name, self.runner)
            pids = self.wait_for(trial / "pids")
            ray.cancel(ref)
            with self.assertRaises(ray.exceptions.RayError):
                ray.get(ref)
            self.assertEqual([is_running(pid) for pid in pids], [False, False], name)

    def test_a_runner_whose_shell_was_shot_stops_by_itself(self):
        trial = self.trial("0003", sleeps=True)
        answers = []
        thread = threading.Thread(target=lambda: answers.append(driver.run_trial(self.study, "0003", self.runner)))
        thread.start()
        runner, below = self.wait_for(trial / "pids")
        os.kill(int(Path(f"/proc/{runner}/stat").read_text().split(") ")[-1].split()[1]), 9)
        thread.join(20)
        self.assertEqual((answers[0]["status"], answers[0]["error"], is_running(runner), is_running(below)), ("failed", None, False, False))

    def run_main(self, retries):
        names = sorted(path.name for path in (self.study / "trials").iterdir())
        (self.study / "study.json").write_text(json.dumps({"trials": names, "runner": self.runner, "cpus": 1, "gpus": 0, "retries": retries}))
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = driver.main(str(self.study))
        return code, [json.loads(line) for line in said.getvalue().splitlines()]

    def test_what_crashed_is_tried_again_what_failed_for_good_is_not_and_marks_say_where_all_are(self):
        tries = lambda name: int((self.study / "trials" / name / "tries").read_text())
        self.trial("0000"), self.trial("0001", crashes=2), self.trial("0002", crashes=9), self.trial("0003", fails="nan-loss"), self.trial("0004", fails="trainer-died")
        (self.study / "marks" / "0000.failed").write_text("of an earlier job")
        code, said = self.run_main(retries=2)
        self.assertEqual((code, said[-1]["done"], sorted(said[-1]["failed"])), (1, 2, ["0002", "0003", "0004"]))
        self.assertEqual([tries(name) for name in ("0000", "0001", "0002", "0003", "0004")], [1, 3, 3, 1, 3])
        self.assertEqual([mark for mark in self.marks() if not mark.endswith("started")], ["0000.done", "0001.done", "0002.failed", "0003.failed", "0004.failed"])
        failed = lambda name: json.loads((self.study / "marks" / f"{name}.failed").read_text())
        self.assertEqual((failed("0003")["error"]["code"], failed("0002")["error"], failed("0002")["code"]), ("nan-loss", None, 137))

    def test_a_trial_that_no_node_can_take_is_said_at_once(self):
        self.trial("0000")
        (self.study / "study.json").write_text(json.dumps({"trials": ["0000"], "runner": self.runner, "cpus": 9, "gpus": 0, "retries": 0}))
        with contextlib.redirect_stdout(io.StringIO()) as said:
            self.assertEqual(driver.main(str(self.study)), 3)
        self.assertIn("no-node-big-enough", said.getvalue())

    def test_a_node_that_goes_and_stays_away_ends_the_study_and_says_why_and_what_runs_is_ended(self):
        import ray

        trial = self.trial("0000", sleeps=True)
        driver.GONE_SECONDS = 0.2

        def go():
            self.pids = self.wait_for(trial / "pids")
            ray.is_alive = False

        threading.Thread(target=go).start()
        try:
            code, said = self.run_main(retries=0)
        finally:
            ray.is_alive = True
        self.assertEqual((code, said[-3]["code"]), (3, "no-node-big-enough"))
        self.assertEqual([is_running(pid) for pid in self.pids], [False, False])


if __name__ == "__main__":
    unittest.main()
