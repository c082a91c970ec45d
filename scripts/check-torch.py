"""The PyTorch side of scripts/check-torch.mjs: takes weights, runs them, and gives them back.

    python3 check-torch.py FOLDER

FOLDER/cases.json lists the cases. For each it opens what Sluice wrote and leaves: the outputs in float64, the same weights saved
again in both formats, and the outputs of weights of its own, saved in both formats and inside of a checkpoint.
"""
import json
import os
import sys

os.environ.setdefault('OMP_NUM_THREADS', '1')
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_num_threads(1)
torch.manual_seed(1)
folder = sys.argv[1]


def path(name, what):
    return os.path.join(folder, '%s.%s.pt' % (name, what))


def run(module, x, last, start, lengths):
    """The outputs of a module, and its last states where it is recurrent. A Sequential is gone through part by part."""
    if isinstance(module, nn.Sequential):
        for index, part in enumerate(module):
            x = x[:, -1] if index == last else run(part, x, None, None, None)['output']
        return {'output': x}
    if not isinstance(module, (nn.RNN, nn.LSTM, nn.GRU)):
        return {'output': module(x)}
    steps = x.shape[1]
    if lengths is not None:
        x = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    output, state = module(x, start)
    if lengths is not None:
        output, _ = pad_packed_sequence(output, batch_first=True, total_length=steps)
    h, c = state if isinstance(state, tuple) else (state, None)
    return {'output': output, 'h_n': h, **({} if c is None else {'c_n': c})}


def outputs(case, module):
    given = torch.load(path(case['name'], 'input'), weights_only=True)
    x = given['x'] if given['x'].dtype == torch.int32 else given['x'].double()
    start = tuple(given[k].double() for k in ('h0', 'c0') if k in given)
    start = None if not start else start if len(start) > 1 else start[0]
    with torch.no_grad():
        results = run(module.double(), x, case.get('last'), start, given.get('lengths', None))
    # as Sluice has float32 weights, so has the file; the sums are float64
    return {name: value.contiguous() for name, value in results.items()}


def save_both(value, name, what):
    torch.save(value, path(name, what))
    torch.save(value, path(name, what + '-legacy'), _use_new_zipfile_serialization=False)


def trade(case):
    name = case['name']
    module = eval(case['module'], {'nn': nn}).eval()
    module.load_state_dict(torch.load(path(name, 'weights'), weights_only=True), strict=True)
    save_both(module.state_dict(), name, 'same')
    torch.save(outputs(case, module), path(name, 'outputs'))
    module.float()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(torch.empty_like(parameter).uniform_(-0.5, 0.5))
    weights = {key: value.clone() for key, value in module.state_dict().items()}
    save_both(weights, name, 'fresh')
    torch.save({'epoch': 3, 'state_dict': {'net.' + key: value for key, value in weights.items()}}, path(name, 'checkpoint'))
    torch.save(outputs(case, module), path(name, 'fresh-outputs'))


print('PyTorch %s, Python %s' % (torch.__version__, sys.version.split()[0]))
problems = {}
for case in json.load(open(os.path.join(folder, 'cases.json'))):
    try:
        trade(case)
    except Exception as error:  # the other side counts it
        problems[case['name']] = '%s: %s' % (type(error).__name__, error)
json.dump(problems, open(os.path.join(folder, 'problems.json'), 'w'))
