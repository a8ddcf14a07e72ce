"""One measurement of what people would use instead: reads a JSON object on standard input, writes one line of JSON.

forward, step, loop, epochs, predict: torchvision's networks in PyTorch, with torchvision's or fastai's loading; onnx_forward, onnx_predict: ONNX
Runtime; load: fastai's loading alone; decode, scan: Pillow or Pillow-SIMD; gemm, copy: what the processor reaches.
"""
import json
import resource
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts" / "interop"))

LEAST_ROUNDS, LEAST_SECONDS = 4, 3
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CLASSES = 6


def median_rate(count, work):
    """Of what is done in a second: the median of at least four rounds and three seconds, after one to warm up."""
    work()
    start = time.perf_counter()
    rates = []
    while len(rates) < LEAST_ROUNDS or time.perf_counter() - start < LEAST_SECONDS:
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
    """The pictures of a folder of classes: a function that gives an epoch's batches, and how many there are."""
    return fastai_pictures(ask) if ask["loader"] == "fastai" else torchvision_pictures(ask)


def torchvision_pictures(ask):
    import torch
    from torchvision_here import torchvision

    datasets, transforms = torchvision.datasets, torchvision.transforms
    size = ask["imageSize"]
    fitted = [transforms.Resize(int(size / 0.875)), transforms.CenterCrop(size)]
    if ask.get("augment") == "light":
        fitted = [transforms.RandomResizedCrop(size, scale=(0.7, 1)), transforms.RandomHorizontalFlip()]
    read = transforms.Compose([*fitted, transforms.ToTensor(), transforms.Normalize(MEAN, STD)])
    folder = datasets.ImageFolder(ask["folder"], transform=read)
    loaders = {
        shuffle: torch.utils.data.DataLoader(
            folder, batch_size=ask["batchSize"], shuffle=shuffle, num_workers=ask["workers"], persistent_workers=ask["workers"] > 0
        )
        for shuffle in (True, False)
    }
    return loaders.get, len(folder)


def fastai_pictures(ask):
    import torchvision_here  # noqa: F401, before fastai imports torchvision itself
    from fastai.vision.all import CategoryBlock, DataBlock, ImageBlock, IndexSplitter, Normalize, Resize, get_image_files, parent_label

    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock),
        get_items=get_image_files,
        get_y=parent_label,
        splitter=IndexSplitter([]),
        item_tfms=Resize(ask["imageSize"]),
        batch_tfms=Normalize.from_stats(MEAN, STD),
    )
    loaders = block.dataloaders(Path(ask["folder"]), bs=ask["batchSize"], num_workers=ask["workers"], device="cpu")
    count = len(loaders.train_ds)
    return lambda shuffle: loaders.train.new(shuffle=shuffle, drop_last=False), count


def plain(pixels):
    """fastai's subclass of tensors costs at every operation; a loop in PyTorch takes it off."""
    return pixels.as_subclass(__import__("torch").Tensor)


def laid(torch, ask, pixels):
    return pixels.to(memory_format=torch.channels_last) if "channels_last" in ask["variant"] else pixels


def accuracy(torch, ask, model, load):
    right = count = 0
    model.eval()
    with torch.inference_mode():
        for pixels, labels in load(False):
            right += int((model(laid(torch, ask, plain(pixels))).argmax(1) == labels).sum())
            count += len(labels)
    return right / count


def epochs(ask):
    """A plain loop: every epoch reads, resizes and computes all of it again. Seconds from here, imports not in it."""
    torch, model = network(ask)
    load, _ = pictures(ask)
    run = trainer(torch, ask, model, freeze_below(model, ask["cut"]))
    began = time.perf_counter()
    for _ in range(ask["epochs"]):
        for pixels, labels in load(True):
            run(laid(torch, ask, plain(pixels)), labels)
    if ask["answers"]:
        accuracy(torch, ask, model, load)
    return time.perf_counter() - began


def loop(ask):
    """Pictures a second of the second epoch of a loop on files."""
    torch, model = network(ask)
    load, count = pictures(ask)
    run = trainer(torch, ask, model, freeze_below(model, ask["cut"]))
    for _ in range(2):
        began = time.perf_counter()
        for pixels, labels in load(True):
            run(laid(torch, ask, plain(pixels)), labels)
    return count / (time.perf_counter() - began)


def load(ask):
    """Batches of pictures and nothing done with them."""
    batches, count = pictures(ask)
    return median_rate(count, lambda: [len(pixels) for pixels, _ in batches(False)])


def predict(ask):
    torch, model = network(ask)
    model.eval()
    load, count = pictures(ask)
    began = time.perf_counter()
    with torch.inference_mode():
        for pixels, _ in load(False):
            model(laid(torch, ask, pixels)).softmax(1).argmax(1)
    return count / (time.perf_counter() - began)


def onnx_session(ask):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = ask["threads"]
    return onnxruntime.InferenceSession(ask["file"], options, providers=["CPUExecutionProvider"])


def onnx_forward(ask):
    import numpy

    session = onnx_session(ask)
    size = ask["imageSize"]
    pixels = numpy.random.default_rng(1).uniform(0, 255, (ask["batchSize"], 3, size, size)).astype(numpy.float32)
    return median_rate(ask["batchSize"], lambda: session.run(None, {"image": pixels}))


def files_of(ask):
    return sorted(file for file in Path(ask["folder"]).rglob("*") if file.is_file())


def fitted(file, size):
    """The middle of a picture as a network sees it, RGB."""
    from PIL import Image

    short = int(size / 0.875)
    with Image.open(file) as picture:
        picture = picture.convert("RGB")
        width, height = picture.size
        scale = short / min(width, height)
        picture = picture.resize((max(short, int(width * scale)), max(short, int(height * scale))), Image.Resampling.BILINEAR)
        left, top = (picture.width - size) // 2, (picture.height - size) // 2
        return picture.crop((left, top, left + size, top + size))


def onnx_predict(ask):
    """The export on files: Pillow reads the next batch on threads while this one is computed."""
    import numpy

    session = onnx_session(ask)
    files, size, batch = files_of(ask), ask["imageSize"], ask["batchSize"]
    read = lambda file: numpy.asarray(fitted(file, size), dtype=numpy.float32).transpose(2, 0, 1)
    began = time.perf_counter()
    with ThreadPoolExecutor(ask["threads"]) as pool:
        ahead = lambda start: [pool.submit(read, file) for file in files[start : start + batch]]
        reading = ahead(0)
        for start in range(0, len(files), batch):
            pixels = numpy.stack([each.result() for each in reading])
            reading = ahead(start + batch)
            session.run(None, {"image": pixels})
    return len(files) / (time.perf_counter() - began)


def decode(ask):
    """Pillow on as many threads as the machine has: it lets go of the interpreter while it decodes and resizes."""
    files = files_of(ask)
    with ThreadPoolExecutor(ask["threads"]) as pool:
        return median_rate(len(files), lambda: sum(len(picture.tobytes()) for picture in pool.map(lambda file: fitted(file, ask["imageSize"]), files)))


def scan(ask):
    """What a first look at a folder wants to know: each file's bytes hashed and its picture decoded. The first time, as ours. `workers`: threads, 0 for all."""
    import hashlib
    import io

    from PIL import Image

    def look(file):
        content = file.read_bytes()
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            return hashlib.sha256(content).hexdigest(), picture.size

    began = time.perf_counter()
    files = files_of(ask)
    if ask["workers"] == 1:
        found = [look(file) for file in files]
    else:
        with ThreadPoolExecutor(ask["threads"]) as pool:
            found = list(pool.map(look, files))
    return len(found) / (time.perf_counter() - began)


def copy(ask):
    """Bytes a second, read and written, of arrays that no cache holds."""
    import torch

    torch.set_num_threads(ask["threads"])
    source = torch.rand(64 * 2**20)
    target = torch.empty_like(source)
    return median_rate(2 * 4 * source.numel(), lambda: target.copy_(source))


def gemm(ask):
    """Multiply-adds a second of a product of square matrices."""
    import torch

    torch.set_num_threads(ask["threads"])
    side = 2048
    kind = torch.bfloat16 if ask["precision"] == "bfloat16" else torch.float32
    a, b = torch.rand(side, side).to(kind), torch.rand(side, side).to(kind)
    return median_rate(side**3, lambda: a @ b)


WORK = {work.__name__: work for work in (forward, step, loop, epochs, load, predict, onnx_forward, onnx_predict, decode, scan, copy, gemm)}

ask = json.load(sys.stdin)
value = WORK[ask["what"]](ask)
print(json.dumps({"value": value, "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
