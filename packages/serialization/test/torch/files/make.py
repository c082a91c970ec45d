"""Files by torch.save for read.test.ts, and what is in them.

    OMP_NUM_THREADS=1 python3 make.py .

Needs torch only (the files here are by PyTorch 1.13). `expected.json` holds, for each file, its tensors and the plain data
beside them, or a part of the error that reading it must end in. Written again, files with `legacy` in their name differ, since
the storages in them are named by addresses in memory.
"""
import argparse
import collections
import json
import os
import pickle
import sys

import torch
from torch import nn

torch.manual_seed(1)
out = sys.argv[1]
expected = {}
Tensor = torch.Tensor


def numbers(tensor):
    return [float(v) for v in tensor.detach().double().reshape(-1)]


def key_text(key):
    return key if isinstance(key, str) else repr(key)


def take_apart(value, path, tensors):
    """What the reader should give, found by a walk of its own; a tensor is no data."""
    if isinstance(value, Tensor):
        dtype = str(value.dtype).replace('torch.', '')
        tensors[path or ''] = {'shape': list(value.shape), 'dtype': dtype, 'values': numbers(value)}
        return None
    join = lambda key: key if path is None else path + '.' + key
    if isinstance(value, dict):
        return {
            key_text(key): take_apart(item, join(key_text(key)), tensors) for key, item in value.items()
            if not isinstance(item, Tensor) or take_apart(item, join(key_text(key)), tensors)
        }
    if isinstance(value, (list, tuple)):
        return [take_apart(item, join(str(i)), tensors) for i, item in enumerate(value)]
    if isinstance(value, (set, frozenset)):
        return [take_apart(item, join(str(i)), tensors) for i, item in enumerate(value)]
    if isinstance(value, (torch.dtype, torch.device)):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return {'bytes': list(value)}
    return value


def write(name, value, error=None, **options):
    torch.save(value, os.path.join(out, name + '.pt'), **options)
    if error:
        expected[name] = {'error': error}
        return
    tensors = {}
    data = take_apart(value, None, tensors)
    expected[name] = {'tensors': tensors, 'data': data}


def formats(name, value):
    write(name, value)
    write(name + '.legacy', value, _use_new_zipfile_serialization=False)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(3, 1)
        self.rnn = nn.LSTM(1, 2, num_layers=2, bidirectional=True)
        self.norm = nn.LayerNorm(4)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        return self.head(self.norm(self.rnn(self.embedding(x))[0]))


# what training scripts save
model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
scheduler = torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 2, 5])
for _ in range(2):
    optimizer.zero_grad()
    model(torch.tensor([[0, 1], [2, 1]])).square().mean().backward()
    optimizer.step()
    scheduler.step()
formats('state_dict', model.state_dict())
formats('checkpoint', {
    'epoch': 3, 'best': 0.125, 'name': 'größe', 'args': {'lr': 1e-3, 'layers': [4, 8], 'debug': False, 'path': None},
    'state_dict': model.state_dict(), 'optimizer': optimizer.state_dict(), 'scheduler': {
        k: v for k, v in scheduler.state_dict().items() if k != '_step_count'},
})
formats('parameters', [nn.Parameter(torch.randn(2, 3)), nn.Parameter(torch.randn(2), requires_grad=False)])

# dtypes
dtypes = {
    str(dtype).replace('torch.', ''): torch.tensor([[0, 1, 2], [100, 7, 5]]).to(dtype)
    for dtype in [torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16,
                  torch.int8, torch.uint8, torch.bool]
}
formats('dtypes', dtypes)
formats('extremes', {
    'f16': torch.tensor([65504.0, 6e-8, -0.0], dtype=torch.float16), 'f64': torch.tensor([1 / 3, -1e-50, 3e38], dtype=torch.float64).float(),
    'bf16': torch.tensor([3e38, 1e-40, -1.5], dtype=torch.bfloat16), 'i8': torch.tensor([-128, 127], dtype=torch.int8),
    'i32': torch.tensor([-2**31, 2**31 - 1], dtype=torch.int32), 'i64': torch.tensor([-2**31, 2**31 - 1]),
    'u8': torch.tensor([255], dtype=torch.uint8), 'i16': torch.tensor([-32768], dtype=torch.int16),
})

# views
base = torch.arange(24.0)
cube = base.reshape(2, 3, 4)
formats('views', {
    'base': base, 'cube': cube, 'tail': base[20:], 'every_third': base[1::3], 'transposed': cube.transpose(0, 2),
    'column': cube[:, 1], 'diagonal': torch.arange(9.0).reshape(3, 3).diagonal(), 'expanded': base[:3].expand(2, 3),
    'permuted': cube.permute(1, 2, 0).half(), 'same': base, 'int_view': torch.arange(6).reshape(2, 3).t(),
    'bool_view': torch.tensor([[True, False], [True, True]]).t(),
})
formats('sizes', {
    'scalar': torch.tensor(2.5), 'int': torch.tensor(7), 'empty': torch.empty(0), 'no_rows': torch.empty(0, 3),
    'no_columns': torch.empty(3, 0, dtype=torch.float64), 'ones': torch.ones(1, 1, 1), 'part': base[5:5],
})
formats('lone', torch.tensor([1.0, 2.0]))

# plain containers
shared = ['x', 1]
plain = {
    'size': torch.Size([2, 3]), 'device': torch.device('cpu'), 'cuda': torch.device('cuda', 1), 'dtype': torch.float16,
    'ordered': collections.OrderedDict([('b', 1), ('a', 2)]), 'default': collections.defaultdict(list, {'k': [1]}),
    'counter': collections.Counter('aab'), 'set': {3}, 'frozen': frozenset(['q']), 'tuple': (1, (2, ()), (1, 2, 3, 4)),
    'bytes': b'\x00\xff\n', 'no_bytes': b'', 'array': bytearray(b'ab'), 'ints': [0, 255, 256, 65536, -1, 2**31, -2**31, 2**40, -2**50],
    'big': 2**53 - 1, 'floats': [0.5, -0.0, 1e300, 5e-324], 'texts': ['', 'ä€𝄞', 'a' * 300, 'line\nbreak \\u0041'],
    'bools': [True, False, None], 'twice': [shared, shared], 0: 'zero', -1: 'minus', 2.5: 'float', True: 'yes', None: 'none',
    (1, 'a', None): 'tuple', '__proto__': {'polluted': True}, 'constructor': 1,
}
formats('plain', plain)
for protocol in range(1, 6):
    value = {'model': model.state_dict()['head.weight'], 'plain': plain}
    write('protocol_%d' % protocol, value, pickle_protocol=protocol)
    write('protocol_%d.legacy' % protocol, value, pickle_protocol=protocol, _use_new_zipfile_serialization=False)

# what is refused; in the older format such files hold the source text of classes as well
write('module', nn.LSTM(2, 3), 'torch.nn.modules.rnn.LSTM')
write('own_module', Model(), '__main__.Model')
write('namespace', {'args': argparse.Namespace(lr=1), 'w': base}, 'argparse.Namespace')
write('numpy_scalar', {'loss': dtypes['float64'].numpy()[0, 0]}, 'NumPy')
write('numpy_array', {'loss': dtypes['float64'].numpy()}, 'NumPy')
write('complex', torch.tensor([1j]), 'complex')
write('sparse', torch.eye(3).to_sparse(), 'sparse')
write('quantized', torch.quantize_per_tensor(base, 0.1, 0, torch.qint8), 'quantized')
write('too_long', {'ids': torch.tensor([2**40])}, 'ids')
write('too_large', {'w': torch.tensor([1e300], dtype=torch.float64)}, '1e\\+300')
write('storage', {'s': base.storage()}, 'a storage|TypedStorage')


class Evil:
    def __reduce__(self):
        return os.system, ('echo "this must never be printed"',)


write('system', {'w': base, 'evil': Evil()}, 'posix.system')
torch.jit.save(torch.jit.script(nn.Linear(2, 2)), os.path.join(out, 'script.pt'))
expected['script'] = {'error': 'TorchScript'}
with open(os.path.join(out, 'pickle_only.pt'), 'wb') as file:
    pickle.dump({'a': 1}, file)
expected['pickle_only'] = {'error': 'none that torch.save wrote'}

with open(os.path.join(out, 'expected.json'), 'w') as file:
    json.dump(expected, file, ensure_ascii=False, indent=None, separators=(',', ':'))
