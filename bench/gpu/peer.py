"""PyTorch on the same card, of the same work: torchvision's network, forward and one whole step (AdamW, BatchNorm's statistics frozen).

usage: peer.py MODEL [--compile]; a line of JSON a figure. "fed" counts the copy of pixels from the host, "resident" does not.
"""
import json
import statistics
import sys
import time

import torch
import torchvision

SIZE, CLASSES = 224, 6
TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


def rate(batch, work):
    for _ in range(3):
        work()
    torch.cuda.synchronize()
    rates, total = [], 0.0
    while len(rates) < 8 or total < 0.6:
        began = time.perf_counter()
        work()
        torch.cuda.synchronize()
        seconds = time.perf_counter() - began
        rates.append(batch / seconds)
        total += seconds
    return {"median": statistics.median(rates), "least": min(rates), "most": max(rates)}


def measure(model_name, what, precision, tf32, layout, batch, compiled):
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(0)
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    form = torch.channels_last if layout == "channels_last" else torch.contiguous_format
    model = getattr(torchvision.models, model_name)(num_classes=CLASSES).cuda().to(memory_format=form).eval()
    run = torch.compile(model) if compiled else model
    pixels = torch.randint(0, 256, (batch, SIZE, SIZE, 3), dtype=torch.uint8)
    labels = torch.arange(batch, device="cuda") % CLASSES
    resident = ((pixels.cuda().permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5).contiguous(memory_format=form)
    autocast = torch.autocast("cuda", dtype=TYPES[precision], enabled=precision != "float32")

    def fed():
        return ((pixels.cuda().permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.5).contiguous(memory_format=form)

    if what == "forward":

        def work(images):
            with torch.inference_mode(), autocast:
                run(images()).float().cpu()

    else:
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5, weight_decay=0.01, fused=True)
        scaler = torch.amp.GradScaler("cuda", enabled=precision == "float16")

        def work(images):
            with autocast:
                loss = torch.nn.functional.cross_entropy(run(images()), labels, label_smoothing=0.1)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad(set_to_none=True)
            loss.item()

    figures = {"resident": rate(batch, lambda: work(lambda: resident)), "fed": rate(batch, lambda: work(fed))}
    row = {"model": model_name, "what": what, "precision": precision, "tf32": tf32, "layout": layout, "batch": batch, "compiled": compiled}
    print(json.dumps({**row, **figures, "peakBytes": torch.cuda.max_memory_reserved()}), flush=True)


def main():
    print(json.dumps({"torch": torch.__version__, "cudnn": torch.backends.cudnn.version(), "card": torch.cuda.get_device_name()}), flush=True)
    # Float32 was faster in the default layout and float16 in channels_last wherever both were measured.
    cells = (
        ("bfloat16", False, ("default", "channels_last"), (32, 128)),
        ("float16", False, ("channels_last",), (32, 128)),
        ("float32", False, ("default",), (32, 128)),
        ("float32", True, ("default",), (128,)),
    )
    for precision, tf32, layouts, batches in cells:
        for batch in batches:
            for what in ("forward", "step"):
                for layout in layouts:
                    measure(sys.argv[1], what, precision, tf32, layout, batch, False)
    if "--compile" in sys.argv:
        for what in ("forward", "step"):
            measure(sys.argv[1], what, "bfloat16", False, "channels_last", 128, True)


main()
