"""One measurement of what people would use instead: reads a JSON object on standard input, writes one line of JSON.

forward, step, loop, head, predict: torchvision's networks in PyTorch; decode: Pillow; gemm, copy: what the processor reaches.
"""
import json
import resource
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "interop"))

ROUNDS = 4
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLASSES = 6


def median_rate(count, work):
    """Of what is done in a second: the median of four rounds after one to warm up."""
    work()
    rates = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        rates.append(count / (time.perf_counter() - began))
    return statistics.median(rates)


def network(ask):
    import torch
    from torchvision_here import torchvision

    torch.set_num_threads(ask["threads"])
    model = getattr(torchvision.models, ask["model"])(num_classes=CLASSES)
    if "channels_last" in ask["variant"]:
        model = model.to(memory_format=torch.channels_last)
    return torch, model


def freeze_below(model, cut):
    """As is usual: what is before the cut wants no gradients; BatchNorm keeps its statistics."""
    names = ["conv1", "bn1", "layer1", "layer2", "layer3", "layer4", "fc"]
    first = {"stem": 0, "stage1": 2, "stage2": 3, "stage3": 4, "stage4": 5, "head": 6}[cut]
    for name in names[:first]:
        for parameter in getattr(model, name).parameters():
            parameter.requires_grad_(False)
    model.eval()
    return [parameter for parameter in model.parameters() if parameter.requires_grad]


def inputs(torch, ask, batch):
    pixels = torch.rand(batch, 3, ask["imageSize"], ask["imageSize"])
    return pixels.to(memory_format=torch.channels_last) if "channels_last" in ask["variant"] else pixels


def forward(ask):
    torch, model = network(ask)
    model.eval()
    pixels = inputs(torch, ask, ask["batchSize"])
    if ask["precision"] == "bfloat16":
        model, pixels = model.to(torch.bfloat16), pixels.to(torch.bfloat16)
    if "compile" in ask["variant"]:
        model = torch.compile(model)
    with torch.inference_mode():
        return median_rate(ask["batchSize"], lambda: model(pixels))


def trainer(torch, ask, model, parameters):
    optimizer = torch.optim.AdamW(parameters, lr=1e-5, weight_decay=0.01)
    loss_of = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    if "compile" in ask["variant"]:
        model = torch.compile(model)

    def step(pixels, labels):
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=ask["precision"] == "bfloat16"):
            loss = loss_of(model(pixels), labels)
        loss.backward()
        optimizer.step()
        return float(loss)

    return step


def step(ask):
    torch, model = network(ask)
    run = trainer(torch, ask, model, freeze_below(model, ask["cut"]))
    pixels = inputs(torch, ask, ask["batchSize"])
    labels = torch.arange(ask["batchSize"]) % CLASSES
    return median_rate(ask["batchSize"], lambda: run(pixels, labels))


def pictures(ask):
    """The pictures of a folder of classes, as torchvision reads them."""
    import torch
    from torchvision_here import torchvision

    datasets, transforms = torchvision.datasets, torchvision.transforms
    size = ask["imageSize"]
    read = transforms.Compose(
        [
            transforms.Resize(int(size / 0.875)),
            transforms.CenterCrop(size),
            transforms.ToTensor(),
            transforms.Normalize(MEAN, STD),
        ]
    )
    folder = datasets.ImageFolder(ask["folder"], transform=read)
    return lambda shuffle: torch.utils.data.DataLoader(folder, batch_size=32, shuffle=shuffle, num_workers=ask["workers"]), len(folder)


def epochs(ask):
    """A plain loop: every epoch reads, resizes and computes all of it again. Seconds from here, imports not in it."""
    torch, model = network(ask)
    load, _ = pictures(ask)
    run = trainer(torch, ask, model, freeze_below(model, ask["cut"]))
    began = time.perf_counter()
    for _ in range(ask["epochs"]):
        for pixels, labels in load(True):
            run(pixels.to(memory_format=torch.channels_last) if "channels_last" in ask["variant"] else pixels, labels)
    return time.perf_counter() - began


def predict(ask):
    torch, model = network(ask)
    model.eval()
    load, count = pictures(ask)
    began = time.perf_counter()
    with torch.inference_mode():
        for pixels, _ in load(False):
            model(pixels).softmax(1).argmax(1)
    return count / (time.perf_counter() - began)


def decode(ask):
    """Pillow on as many threads as the machine has: it lets go of the interpreter while it decodes and resizes."""
    from PIL import Image

    size, short = ask["imageSize"], int(ask["imageSize"] / 0.875)
    files = sorted(file for file in Path(ask["folder"]).rglob("*") if file.is_file())

    def read(file):
        with Image.open(file) as picture:
            picture = picture.convert("RGB")
            width, height = picture.size
            scale = short / min(width, height)
            picture = picture.resize((max(short, int(width * scale)), max(short, int(height * scale))), Image.Resampling.BILINEAR)
            left, top = (picture.width - size) // 2, (picture.height - size) // 2
            return picture.crop((left, top, left + size, top + size)).tobytes()

    with ThreadPoolExecutor(ask["threads"]) as pool:
        return median_rate(len(files), lambda: sum(len(pixels) for pixels in pool.map(read, files)))


def gemm(ask):
    """Multiply-adds a second of a product of square matrices."""
    import torch

    torch.set_num_threads(ask["threads"])
    side = 2048
    kind = torch.bfloat16 if ask["precision"] == "bfloat16" else torch.float32
    a, b = torch.rand(side, side).to(kind), torch.rand(side, side).to(kind)
    return median_rate(side**3, lambda: a @ b)


WORK = {work.__name__: work for work in (forward, step, epochs, predict, decode, gemm)}

ask = json.load(sys.stdin)
value = WORK[ask["what"]](ask)
print(json.dumps({"value": value, "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
