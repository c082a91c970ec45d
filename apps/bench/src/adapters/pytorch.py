"""PyTorch, for the benchmark: reads one request a line from stdin and answers on stdout (see wire.ts)."""

import base64
import json
import os
import sys
import time

import torch
from pytorch_work import preparations


def main():
    prepared = None
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if request["request"] == "prepare":
                prepared = prepare(request["work"], request["tensors"])
                answer = {"about": about()}
            elif request["request"] == "check":
                answer = {"results": encode(prepared.check(request["steps"]))}
            else:
                answer = take_reading(prepared.step, request["steps"])
        except Exception as error:  # the bench says it; without an answer it would wait
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


def prepare(work, encoded):
    torch.set_num_threads(work["threads"])
    given = {name: decode(tensor) for name, tensor in encoded.items()}
    return preparations[work["kind"]](work, given, projected_ahead=sys.argv[1] == "projected-ahead")


def take_reading(step, steps):
    processor, started = time.process_time(), time.perf_counter()
    for _ in range(steps):
        step()
    passed, computed = time.perf_counter() - started, time.process_time() - processor
    return {"steps": steps, "milliseconds": passed * 1000, "processorMilliseconds": computed * 1000}


def decode(tensor):
    kind = {"f32": torch.float32, "i32": torch.int32}[tensor["dtype"]]
    return torch.frombuffer(bytearray(base64.b64decode(tensor["base64"])), dtype=kind).reshape(tensor["shape"])


def encode(tensor):
    data = tensor.detach().to(torch.float32).contiguous().numpy()
    return {"shape": list(data.shape), "dtype": "f32", "base64": base64.b64encode(data.tobytes()).decode()}


def about():
    threads = torch.get_num_threads()
    return f"{torch.__version__}, {blas()}, {threads} thread{'' if threads == 1 else 's'}"


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
