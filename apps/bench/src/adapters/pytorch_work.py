"""The work of the benchmark in PyTorch. A preparation gives `step`, and `check`, which tells all that steps give."""

from dataclasses import dataclass
from typing import Callable

import torch


@dataclass
class Prepared:
    step: Callable
    check: Callable


class Mgu(torch.nn.Module):
    """A cell of the user's: minimal gated unit (Zhou et al., 2016), as a loop over time."""

    def __init__(self, given, projected_ahead):
        super().__init__()
        self.wx = torch.nn.Parameter(given["inputWeights"].clone())
        self.wh = torch.nn.Parameter(given["recurrentWeights"].clone())
        self.b = torch.nn.Parameter(given["inputBias"].clone())
        self.projected_ahead = projected_ahead

    def forward(self, x):
        h = x.new_zeros(x.shape[1], self.wh.shape[0])
        u_forget, u_candidate = self.wh.chunk(2, 1)
        outputs = []
        if self.projected_ahead:
            # what Sluice's compiler does by itself: the products with the input for all time steps at once
            for x_forget, x_candidate in zip(*(part.unbind(0) for part in (x @ self.wx + self.b).chunk(2, 2))):
                f = torch.sigmoid(torch.addmm(x_forget, h, u_forget))
                n = torch.tanh(torch.addmm(x_candidate, f * h, u_candidate))
                h = (1 - f) * h + f * n
                outputs.append(h)
        else:
            w_forget, w_candidate = self.wx.chunk(2, 1)
            b_forget, b_candidate = self.b.chunk(2)
            for x_t in x.unbind(0):
                f = torch.sigmoid(x_t @ w_forget + h @ u_forget + b_forget)
                n = torch.tanh(x_t @ w_candidate + (f * h) @ u_candidate + b_candidate)
                h = (1 - f) * h + f * n
                outputs.append(h)
        return torch.stack(outputs), h


class Written(torch.nn.Module):
    """A cell of Sluice's, written in Python from its equations (see ../python), as a loop over time."""

    def __init__(self, source, given):
        super().__init__()
        module = {}
        exec(compile(source, "cell.py", "exec"), module)
        self.run = module["run"]
        self.weights = torch.nn.ParameterList(
            [torch.nn.Parameter(tensor.clone()) for name, tensor in given.items() if name.startswith("params.")]
        )

    def forward(self, x):
        return self.run(x, *self.weights), None


def create_cell(kind, work, given, suffix=""):
    cell = kind(work["inputSize"], work["hiddenSize"])
    with torch.no_grad():
        getattr(cell, f"weight_ih{suffix}").copy_(given["inputWeights"].T)
        getattr(cell, f"weight_hh{suffix}").copy_(given["recurrentWeights"].T)
        getattr(cell, f"bias_ih{suffix}").copy_(given["inputBias"])
        getattr(cell, f"bias_hh{suffix}").copy_(given["recurrentBias"])
    return cell


def create_layer(work, given, projected_ahead):
    if work["kind"] == "cell-training":
        return Written(work["source"], given)
    if work["cell"] == "mgu":
        return Mgu(given, projected_ahead)
    return create_cell(getattr(torch.nn, work["cell"].upper()), work, given, "_l0")


def time_first(tensor):
    """What PyTorch's recurrent layers compute in."""
    return tensor.transpose(0, 1).contiguous()


def prepare_training(work, given, projected_ahead):
    outputs = work["outputSize"]
    layer = create_layer(work, given, projected_ahead)
    linear = torch.nn.Linear(given["outputWeights"].shape[0], outputs)
    with torch.no_grad():
        linear.weight.copy_(given["outputWeights"].T)
        linear.bias.copy_(given["outputBias"])
    optimizer = torch.optim.Adam([*layer.parameters(), *linear.parameters()], lr=work["learningRate"])
    x = time_first(given["input"])
    target = given["target"].T.reshape(-1).long()

    def step():
        optimizer.zero_grad(set_to_none=True)
        output, _ = layer(x)
        loss = torch.nn.functional.cross_entropy(linear(output).view(-1, outputs), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return Prepared(step, lambda steps: torch.tensor([step() for _ in range(steps)]))


def prepare_streaming(work, given, projected_ahead):
    cell = create_cell(getattr(torch.nn, f"{work['cell'].upper()}Cell"), work, given)
    inputs = [x.unsqueeze(0) for x in given["input"][0].unbind(0)]
    has_memory = work["cell"] == "lstm"
    zeros = torch.zeros(1, work["hiddenSize"])
    state, t = (zeros, zeros) if has_memory else zeros, 0

    @torch.inference_mode()
    def step():
        nonlocal state, t
        state = cell(inputs[t % len(inputs)], state)
        t += 1
        return (state[0] if has_memory else state).numpy()

    return Prepared(step, lambda steps: torch.cat([torch.from_numpy(step().copy()) for _ in range(steps)]))


def prepare_forward(work, given, projected_ahead):
    layer = create_layer(work, given, projected_ahead)
    x = time_first(given["input"])

    @torch.inference_mode()
    def step():
        return layer(x)[0].numpy()

    return Prepared(step, lambda steps: torch.cat([time_first(torch.from_numpy(step().copy())) for _ in range(steps)]))


preparations = {
    "training-step": prepare_training,
    "cell-training": prepare_training,
    "streaming-step": prepare_streaming,
    "forward": prepare_forward,
}
