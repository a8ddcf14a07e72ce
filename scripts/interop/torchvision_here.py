"""torchvision, also where only its CUDA build is there beside the CPU build of torch."""

import torch

try:
    import torchvision
except RuntimeError:
    # It needs these declarations to be imported, and lacks its own nms.
    library = torch.library.Library("torchvision", "DEF")
    for operator in ("nms", "qnms"):
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision

__all__ = ["torchvision"]
