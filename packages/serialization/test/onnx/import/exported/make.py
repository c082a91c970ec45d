"""Writes the models beside this file, with inputs and float64 outputs.

They come from PyTorch's exporter: `python3 make.py`, with Debian's python3-torch (1.13) and python3-onnx (1.12).
"""

import copy
import json
import os

import torch
from torch import nn

torch.manual_seed(0)
HERE = os.path.dirname(os.path.abspath(__file__))
B, T, F, H = 2, 5, 3, 4


def stored(tensor):
    dtype = "int64" if tensor.dtype == torch.int64 else "float32"
    return {"shape": list(tensor.shape), "dtype": dtype, "data": tensor.double().flatten().tolist()}


def flat(value):
    return [each for part in value for each in flat(part)] if isinstance(value, (tuple, list)) else [value]


def case(name, model, inputs, opset, names=("x",), axes=None):
    model.eval()
    doubled = [i.double() if i.is_floating_point() else i for i in inputs]
    with torch.no_grad():
        outputs = flat(copy.deepcopy(model).double()(*doubled))
    path = os.path.join(HERE, name)
    torch.onnx.export(
        model, tuple(inputs), path + ".onnx", opset_version=opset, input_names=list(names), dynamic_axes=axes
    )
    with open(path + ".json", "w") as file:
        json.dump({"inputs": [stored(i) for i in inputs], "outputs": [stored(o) for o in outputs]}, file)


class Net(nn.Module):
    """Embedding, recurrent layers and a head, all but the second optional; the head sees all steps or what is left."""

    def __init__(self, rnn, head=None, take="all", embed=None, state=False):
        super().__init__()
        self.rnn, self.head, self.embed, self.take, self.state = rnn, head, embed, take, state

    def forward(self, x, *start):
        if self.embed is not None:
            x = self.embed(x)
        y, end = self.rnn(x, *([] if not start else [start[0] if len(start) == 1 else tuple(start)]))
        h = end[0] if isinstance(end, tuple) else end
        if self.take == "last":
            y = y[:, -1] if self.rnn.batch_first else y[-1]
        elif self.take == "state":
            y = h[-1]
        elif self.take == "states":
            y = torch.cat([h[-2], h[-1]], dim=1)
        if self.head is not None:
            y = self.head(y)
        return (y, end) if self.state else y


class Function(nn.Module):
    """Modules by name, and what is done with them."""

    def __init__(self, forward, **parts):
        super().__init__()
        self.parts, self.run = nn.ModuleDict(parts), forward

    def forward(self, *inputs):
        return self.run(self.parts, *inputs)


tb, bt, ids = torch.randn(T, B, F), torch.randn(B, T, F), torch.randint(0, 11, (B, T))
h, c = torch.randn(2, B, H), torch.randn(2, B, H)
sequence = {"x": {0: "batch", 1: "time"}}

case("lstm_2l_bi_time_first", Net(nn.LSTM(F, H, 2, bidirectional=True), nn.Linear(2 * H, 3)), [tb], 9)
head = nn.Sequential(nn.Linear(H, 5), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 2), nn.LogSoftmax(-1))
case("gru_2l_head", Net(nn.GRU(F, H, 2, batch_first=True, dropout=0.3), head), [bt], 13, axes=sequence)
case("gru_no_bias", Net(nn.GRU(F, H, bias=False, batch_first=True)), [bt], 16, axes=sequence)
case("rnn_relu", Net(nn.RNN(F, H, nonlinearity="relu", batch_first=True)), [bt], 11, axes=sequence)
case("lstm_last_fixed", Net(nn.LSTM(F, H, batch_first=True), nn.Linear(H, 2), "last"), [bt], 11)
case("lstm_2l_state_out", Net(nn.LSTM(F, H, 2, batch_first=True), nn.Linear(H, 2), "state"), [bt], 16, axes=sequence)
both = Net(nn.GRU(F, H, batch_first=True, bidirectional=True), nn.Linear(2 * H, 2), "states")
case("gru_bi_states", both, [bt], 11, axes=sequence)
tokens = Net(nn.LSTM(F, H, batch_first=True), nn.Linear(H, 11), embed=nn.Embedding(11, F))
case("tokens", tokens, [ids], 13, axes=sequence)
carried = Net(nn.LSTM(F, H, 2, batch_first=True), nn.Linear(H, 2), state=True)
axes = {**sequence, "h": {1: "batch"}, "c": {1: "batch"}}
case("lstm_2l_carried", carried, [bt, h, c], 11, ("x", "h", "c"), axes)

gelu = nn.Sequential(nn.Linear(H, 5), nn.GELU(), nn.Linear(5, 2), nn.Softmax(dim=-1))
case("gelu", Net(nn.GRU(F, H, batch_first=True), gelu), [bt], 13, axes=sequence)
many = nn.Sequential(nn.Linear(H, 5), nn.SiLU(), nn.ELU(0.7), nn.LeakyReLU(0.2), nn.Hardtanh(), nn.Hardsigmoid())
case("activations", Net(nn.GRU(F, H, batch_first=True), many), [bt], 16, axes=sequence)
case("layer_norm", Net(nn.LSTM(F, H, batch_first=True), nn.LayerNorm(H)), [bt], 13, axes=sequence)


def residual(parts, x):
    y = parts["first"](x)[0] + x
    z = parts["second"](y)[0]
    return torch.sigmoid(torch.cat([y, z], -1)[..., F:] * 2 + y)


two = {"first": nn.LSTM(F, F, batch_first=True), "second": nn.GRU(F, F, batch_first=True)}
case("residual", Function(residual, **two), [bt], 13, axes=sequence)
case("residual_fixed", Function(residual, **two), [bt], 13)


def reshaped(parts, x):
    y = parts["rnn"](x)[0]
    b, t, _ = y.shape
    return parts["head"](y.reshape(b * t, H)).view(b, t, -1).permute(0, 2, 1)


parts = {"rnn": nn.LSTM(F, H, batch_first=True), "head": nn.Linear(H, 2)}
case("reshaped", Function(reshaped, **parts), [bt], 13, axes=sequence)
case("mean", Function(lambda p, x: p["head"](p["rnn"](x)[0].mean(1)), **parts), [bt], 16, axes=sequence)


def attend(parts, x):
    y = parts["rnn"](x)[0]
    return (torch.softmax(parts["score"](torch.tanh(y)), 1) * y).sum(1)


scored = {"rnn": nn.GRU(F, H, batch_first=True), "score": nn.Linear(H, 1)}
case("attention", Function(attend, **scored), [bt], 13, axes=sequence)
single = {"rnn": nn.GRU(F, H), "head": nn.Linear(H, 2)}
alone = Function(lambda p, x: p["head"](p["rnn"](x.unsqueeze(1))[0].squeeze(1)), **single)
case("unbatched", alone, [torch.randn(T, F)], 11, axes={"x": {0: "time"}})


def step(parts, x, state):
    y, (h, c) = parts["rnn"](x.unsqueeze(0), (state[0:1], state[1:2]))
    return torch.sigmoid(parts["head"](y.squeeze(0))), torch.cat([h, c])


stepped = Function(step, rnn=nn.LSTM(F, H), head=nn.Linear(H, 1))
case("one_step", stepped, [torch.randn(B, F), h], 13, ("x", "state"), {"x": {0: "batch"}, "state": {1: "batch"}})
case("one_step_fixed", stepped, [torch.randn(1, F), h[:, :1]], 11, ("x", "state"))


def encode_decode(parts, x):
    return parts["decoder"](x, parts["encoder"](x)[1])[0]


pair = {"encoder": nn.GRU(F, H, batch_first=True), "decoder": nn.GRU(F, H, batch_first=True)}
case("encoder_decoder", Function(encode_decode, **pair), [bt], 13, axes=sequence)


class Learned(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(F, H, batch_first=True)
        self.h, self.c = nn.Parameter(torch.randn(1, 1, H)), nn.Parameter(torch.randn(1, 1, H))

    def forward(self, x):
        start = [each.expand(1, x.shape[0], H).contiguous() for each in (self.h, self.c)]
        return self.rnn(x, tuple(start))[0]


case("learned_start", Learned(), [bt], 16, axes=sequence)
first = {"rnn": nn.GRU(F, H, batch_first=True), "head": nn.Linear(H, 2)}
channels = Function(lambda p, x: p["head"](p["rnn"](x.transpose(1, 2))[0]).transpose(1, 2), **first)
case("channels_first", channels, [torch.randn(B, F, T)], 11, axes={"x": {0: "batch", 2: "time"}})
flipped = Function(lambda p, x: torch.flip(p["rnn"](torch.flip(x, [1]))[0], [1]), rnn=nn.GRU(F, H, batch_first=True))
case("flipped", flipped, [bt], 13, axes=sequence)


def packed(parts, x, lengths):
    rows = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
    return nn.utils.rnn.pad_packed_sequence(parts["rnn"](rows)[0], batch_first=True)[0]


axes = {**sequence, "lengths": {0: "batch"}}
rows = Function(packed, rnn=nn.LSTM(F, H, batch_first=True))
case("packed", rows, [bt, torch.tensor([T, 3])], 9, ("x", "lengths"), axes)
convolved = Function(
    lambda p, x: p["rnn"](p["conv"](x.transpose(1, 2)).transpose(1, 2))[0],
    conv=nn.Conv1d(F, H, 3, padding=1),
    rnn=nn.GRU(H, H, batch_first=True),
)
case("convolved", convolved, [bt], 13, axes=sequence)
mlp = nn.Sequential(nn.Linear(F, 5), nn.ReLU(), nn.BatchNorm1d(5), nn.Linear(5, 2), nn.Tanh())
case("feed_forward", mlp, [torch.randn(B, F)], 11, axes={"x": {0: "batch"}})
