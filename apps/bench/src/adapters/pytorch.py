"""PyTorch, for the benchmark: reads one request a line from stdin and answers on stdout (see wire.ts)."""

import base64
import json
import os
import sys
import time

import torch


def main():
    step = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if request["request"] == "prepare":
                about, step = prepare(request["work"], request["tensors"])
                answer = {"about": about}
            else:
                answer = take_reading(step)
        except Exception as error:  # the bench says it; without an answer it would wait
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def take_reading(step):
    processor, started = time.process_time(), time.perf_counter()
    loss = step()
    passed, computed = time.perf_counter() - started, time.process_time() - processor
    return {"loss": loss, "milliseconds": passed * 1000, "processorMilliseconds": computed * 1000}


def prepare(work, encoded):
    torch.set_num_threads(work["threads"])
    given = {name: decode(tensor) for name, tensor in encoded.items()}
    hidden, outputs = work["hiddenSize"], work["outputSize"]
    cell = getattr(torch.nn, work["cell"].upper())(work["inputSize"], hidden)
    linear = torch.nn.Linear(hidden, outputs)
    with torch.no_grad():
        cell.weight_ih_l0.copy_(given["inputWeights"].T)
        cell.weight_hh_l0.copy_(given["recurrentWeights"].T)
        cell.bias_ih_l0.copy_(given["inputBias"])
        cell.bias_hh_l0.copy_(given["recurrentBias"])
        linear.weight.copy_(given["outputWeights"].T)
        linear.bias.copy_(given["outputBias"])
    optimizer = torch.optim.Adam([*cell.parameters(), *linear.parameters()], lr=work["learningRate"])
    # time first is what PyTorch's recurrent layers compute in
    x = given["input"].transpose(0, 1).contiguous()
    target = given["target"].T.reshape(-1).long()

    def step():
        optimizer.zero_grad(set_to_none=True)
        output, _ = cell(x)
        loss = torch.nn.functional.cross_entropy(linear(output).view(-1, outputs), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    threads = torch.get_num_threads()
    about = f"{torch.__version__}, {blas()}, {threads} thread{'' if threads == 1 else 's'}"
    return about, step


def decode(tensor):
    kind = {"f32": torch.float32, "i32": torch.int32}[tensor["dtype"]]
    return torch.frombuffer(bytearray(base64.b64decode(tensor["base64"])), dtype=kind).reshape(tensor["shape"])


def blas():
    """The library that does the matrix products: it decides most of the speed."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        with open("/proc/self/maps") as maps:
            files = {os.path.basename(line.split()[-1]) for line in maps if "blas" in line}
    except OSError:
        return "BLAS unknown"
    return next((name for name in sorted(files) if "openblas" in name), None) or ", ".join(sorted(files)) or "own BLAS"


if __name__ == "__main__":
    main()
