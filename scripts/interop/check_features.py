"""check_features.py FEATURES_FOLDER PICTURE_FOLDER: torchvision's Faster R-CNN on the maps of `graft export --features`, for one picture: with
the ONNX file as a frozen backbone, and with its weights in torchvision's own network, which a detector can go on training."""

import pathlib
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from pictures import read_manifest
from PIL import Image
from safetensors.torch import load_file
from torchvision_here import torchvision


def plain_nms(boxes, scores, threshold):
    """Greedy non-maximum suppression by its definition."""
    kept, left = [], scores.argsort(descending=True)
    while len(left):
        best, left = left[0], left[1:]
        kept.append(int(best))
        left = left[torchvision.ops.box_iou(boxes[best][None], boxes[left])[0] <= threshold]
    return torch.tensor(kept, dtype=torch.int64)


if not torchvision.extension._has_ops():
    torchvision.ops.boxes.nms = plain_nms
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.detection import FasterRCNN
from torchvision.ops import FeaturePyramidNetwork

folder = pathlib.Path(sys.argv[1])
manifest = read_manifest(folder)
onnx_file = folder / manifest["onnx"]["file"]
onnx.checker.check_model(onnx.load(onnx_file), full_check=True)
names = [entry["name"] for entry in manifest["maps"]]
channels = [entry["channels"] for entry in manifest["maps"]]
if [entry["stride"] for entry in manifest["maps"]] != [4, 8, 16, 32]:
    raise SystemExit(f"features: strides {manifest['maps']}")
mean, std = manifest["preprocessing"]["mean"], manifest["preprocessing"]["std"]


class OnnxBody(torch.nn.Module):
    """The exported maps; normalisation is inside, so the detector's own is undone."""

    def __init__(self):
        super().__init__()
        self.session = onnxruntime.InferenceSession(str(onnx_file), providers=["CPUExecutionProvider"])

    def forward(self, normalised):
        scale = lambda values: torch.tensor(values)[:, None, None]  # noqa: E731
        image = (normalised * scale(std) + scale(mean)) * 255
        return dict(zip(names, map(torch.from_numpy, self.session.run(names, {"image": image.numpy()}))))


class Pyramid(torch.nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body, self.fpn, self.out_channels = body, FeaturePyramidNetwork(channels, 64), 64

    def forward(self, image):
        return self.fpn(self.body(image))


network = getattr(torchvision.models, manifest["architecture"])(weights=None)
lacking = network.load_state_dict(load_file(folder / manifest["weights"]["file"]), strict=False)
if lacking.unexpected_keys or lacking.missing_keys != ["fc.weight", "fc.bias"]:
    raise SystemExit(f"features: {lacking}")
own = IntermediateLayerGetter(network.eval(), {f"layer{i + 1}": name for i, name in enumerate(names)})

picture = sorted(file for file in pathlib.Path(sys.argv[2]).rglob("*.png"))[0]
with Image.open(picture) as image:
    pixels = torch.from_numpy(np.asarray(image.convert("RGB"), np.float32) / 255).permute(2, 0, 1)
exported = OnnxBody()
with torch.inference_mode():
    normalised = ((pixels - torch.tensor(mean)[:, None, None]) / torch.tensor(std)[:, None, None])[None, :, :192, :256]
    for (name, ours), theirs in zip(exported(normalised).items(), own(normalised).values()):
        difference = float((ours - theirs).abs().max() / theirs.square().mean().sqrt())
        print(f"features, {name} {tuple(ours.shape)}: largest difference {difference:.1e} of the root mean square", flush=True)
        if not difference <= 1e-3:
            raise SystemExit(f"features: {name} differs from torchvision's by {difference}")
    for body in (exported, own):
        torch.manual_seed(0)
        anchors = torchvision.models.detection.anchor_utils.AnchorGenerator(((32,), (64,), (128,), (256,)), ((0.5, 1.0, 2.0),) * 4)
        pooling = torchvision.ops.MultiScaleRoIAlign(names, 7, 2)
        detector = FasterRCNN(Pyramid(body), num_classes=2, rpn_anchor_generator=anchors, box_roi_pool=pooling, image_mean=mean, image_std=std, min_size=256, max_size=384, rpn_pre_nms_top_n_test=100, rpn_post_nms_top_n_test=50)
        (found,) = detector.eval()([pixels])
        if found["boxes"].shape[1:] != (4,) or len(found["boxes"]) != len(found["scores"]):
            raise SystemExit(f"features: Faster R-CNN gave {found}")
        print(f"features: Faster R-CNN on {type(body).__name__} ran on {picture.name}, {len(found['boxes'])} boxes", flush=True)
