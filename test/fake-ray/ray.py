"""As much of Ray as resources/ray/driver.py uses, in threads of one process, one task at a time: what is tested with it is the driver, not Ray."""

import ctypes
import os
import queue
import threading


class exceptions:
    class RayError(Exception):
        pass

    class WorkerCrashedError(RayError):
        pass


_tasks = queue.Queue()
is_alive = True  # of the one node


class Ref:
    def __init__(self, function, arguments):
        self.call, self.arguments, self.ended, self.thread = function, arguments, threading.Event(), None
        self.answer = self.error = None
        self.cancelled = False

    def run(self):
        self.thread = threading.get_ident()
        try:
            if not self.cancelled:
                self.answer = self.call(*self.arguments)
        except BaseException as error:
            self.error = exceptions.WorkerCrashedError(f"{type(error).__name__}: {error}")
        self.ended.set()


def _work():
    while True:
        _tasks.get().run()


class Remote:
    def __init__(self, function):
        self.function = function

    def options(self, **_):
        return self

    def remote(self, *arguments):
        ref = Ref(self.function, arguments)
        _tasks.put(ref)
        return ref


def init(**_):
    threading.Thread(target=_work, daemon=True).start()


def remote(**_):
    return Remote


def nodes():
    return [{"Alive": is_alive, "Resources": {"CPU": float(os.environ.get("FAKE_RAY_CPUS", "1"))}}]


def cluster_resources():
    return nodes()[0]["Resources"]


def wait(refs, num_returns=1, timeout=None):
    import time

    until = time.monotonic() + (timeout or 0)
    while sum(ref.ended.is_set() for ref in refs) < num_returns and time.monotonic() < until:
        time.sleep(0.02)
    return [ref for ref in refs if ref.ended.is_set()], [ref for ref in refs if not ref.ended.is_set()]


def get(ref):
    ref.ended.wait()
    if ref.error:
        raise ref.error
    return ref.answer


def cancel(ref, force=False):
    """As Ray does: Python is interrupted between two lines, not in a system call."""
    ref.cancelled = True
    if ref.thread and not ref.ended.is_set():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ref.thread), ctypes.py_object(KeyboardInterrupt))
    elif not ref.thread:
        ref.ended.set()
