"""What a practitioner would write: reads a JSON object on standard input, writes one line of JSON.

features: how far timm's network with our weights is from what `graft features` gives, in parts of the root mean square.
fastai: `vision_learner(...).fine_tune(epochs)` as its documentation has it. plain: timm's network, transforms and optimiser in a loop.
Both learn from train/, look at val/ and answer for test/.
"""
import json
import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "interop"))

import torch
from safetensors.torch import load_file
from torchvision_here import torchvision

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CROP_PCT = 0.875


def load_starter(network, file):
    """All of the weights, and nothing missing but the classifier; timm's and torchvision's ResNet-18 have the same names."""
    lacking = network.load_state_dict({name: value.float() for name, value in load_file(file).items()}, strict=False)
    missing = [name for name in lacking.missing_keys if not name.startswith("fc.") and not name.endswith("num_batches_tracked")]
    if missing or lacking.unexpected_keys:
        raise SystemExit(f"other weights than the network's: missing {missing}, unexpected {lacking.unexpected_keys}")
    return network


def seen(size):
    import timm.data

    return timm.data.create_transform((3, size, size), is_training=False, interpolation="bilinear", crop_pct=CROP_PCT, mean=MEAN, std=STD)


def features(ask):
    import numpy as np
    import timm
    from PIL import Image

    network = load_starter(timm.create_model("resnet18", num_classes=0), ask["weights"]).eval()
    look = seen(ask["imageSize"])
    pixels = torch.stack([look(Image.open(file).convert("RGB")) for file in ask["files"]])
    with torch.inference_mode():
        theirs = network(pixels).numpy()
    ours = np.load(ask["ours"])
    if ours.shape != theirs.shape:
        raise SystemExit(f"features of shape {ours.shape} here, {theirs.shape} there")
    return {"difference": float(np.abs(ours - theirs).max() / np.sqrt((theirs**2).mean()))}


def test_files(ask):
    folder = Path(ask["folder"], "test")
    return sorted(file for file in folder.rglob("*") if file.is_file())


def fastai(ask):
    from fastai.callback.core import Callback
    from fastai.vision.all import ImageDataLoaders, Resize, accuracy, aug_transforms, set_seed, vision_learner
    from fastai.vision.learner import model_meta

    # Where it is asked for its weights, it gets ours; all else is as for its own ResNet-18.
    def starter(pretrained=True):
        return load_starter(torchvision.models.resnet18(), ask["weights"])

    model_meta[starter] = {key: value for key, value in model_meta[torchvision.models.resnet18].items() if key != "weights"}
    set_seed(ask["seed"])
    dls = ImageDataLoaders.from_folder(ask["folder"], train="train", valid="val", item_tfms=Resize(ask["imageSize"]), batch_tfms=aug_transforms())
    seconds = []

    class Clock(Callback):
        def before_epoch(self):
            self.began = time.perf_counter()

        def after_epoch(self):
            seconds.append(time.perf_counter() - self.began)

    learn = vision_learner(dls, starter, metrics=accuracy, cbs=Clock())
    with learn.no_bar(), learn.no_logging():
        learn.fine_tune(ask["epochs"])
        files = test_files(ask)
        probabilities, _ = learn.get_preds(dl=dls.test_dl(files))
    told = [dls.vocab[at] for at in probabilities.argmax(1).tolist()]
    return {"answers": dict(zip(map(str, files), told)), "epochSeconds": statistics.median(seconds)}


def plain(ask):
    import timm
    import timm.data
    import timm.optim
    from PIL import Image

    torch.manual_seed(ask["seed"])
    size, batch = ask["imageSize"], 32
    augmented = timm.data.create_transform((3, size, size), is_training=True, interpolation="bilinear", mean=MEAN, std=STD)
    train = torchvision.datasets.ImageFolder(Path(ask["folder"], "train"), transform=augmented)
    validation = torchvision.datasets.ImageFolder(Path(ask["folder"], "val"), transform=seen(size))
    load = lambda pictures, is_training: torch.utils.data.DataLoader(pictures, batch, shuffle=is_training, drop_last=is_training, num_workers=2)  # noqa: E731
    network = load_starter(timm.create_model("resnet18", num_classes=len(train.classes)), ask["weights"])
    optimizer = timm.optim.create_optimizer_v2(network, opt="adamw", lr=3e-4, weight_decay=0.05)
    steps = ask["epochs"] * (len(train) // batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    seconds = []
    for _ in range(ask["epochs"]):
        began = time.perf_counter()
        network.train()
        for pixels, labels in load(train, True):
            optimizer.zero_grad(set_to_none=True)
            loss_of(network(pixels), labels).backward()
            optimizer.step()
            schedule.step()
        network.eval()
        with torch.inference_mode():
            for pixels, _ in load(validation, False):
                network(pixels)
        seconds.append(time.perf_counter() - began)
    files, look = test_files(ask), seen(size)
    told = []
    with torch.inference_mode():
        for at in range(0, len(files), batch):
            pixels = torch.stack([look(Image.open(file).convert("RGB")) for file in files[at : at + batch]])
            told += [train.classes[label] for label in network(pixels).argmax(1).tolist()]
    return {"answers": dict(zip(map(str, files), told)), "epochSeconds": statistics.median(seconds)}


WORK = {work.__name__: work for work in (features, fastai, plain)}

if __name__ == "__main__":
    ask = json.load(sys.stdin)
    torch.set_num_threads(ask["threads"])
    answer = WORK[ask["what"]](ask)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({**answer, "peakMemoryBytes": peak}))
