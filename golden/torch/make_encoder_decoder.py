"""Writes encoder_decoder.json: encoder-decoders with attention in PyTorch, float64, teacher forcing, with all gradients.

Weights are drawn here and stored under Sluice's names and in its layout ([in, out], gates in PyTorch's order).
Run: OMP_NUM_THREADS=1 python3 golden/torch/make_encoder_decoder.py
"""
import json
import os

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(7)

SOURCE = torch.tensor([[1, 4, 2, 6, 3], [5, 2, 2, 0, 0], [6, 0, 0, 0, 0]])
SOURCE_LENGTHS = torch.tensor([5, 3, 1])
INPUT = torch.tensor([[0, 3, 1, 4], [0, 2, 0, 0], [0, 5, 5, 0]])
TARGET = torch.tensor([[3, 1, 4, 5], [2, 5, 0, 0], [5, 5, 1, 0]])
LENGTHS = torch.tensor([4, 2, 3])
WORDS, TOKENS, EMBEDDING, ENCODER, DECODER, UNITS = 7, 6, 3, 4, 5, 2


class EncoderDecoder(nn.Module):
    def __init__(self, attention):
        super().__init__()
        self.attention = attention
        self.read = nn.Embedding(WORDS, EMBEDDING)
        self.encoder = nn.GRU(EMBEDDING, ENCODER, bidirectional=True, batch_first=True)
        self.write = nn.Embedding(TOKENS, EMBEDDING)
        memory = 2 * ENCODER
        if attention == 'additive':
            self.decoder = nn.GRUCell(EMBEDDING + memory, DECODER)
            self.bridge = nn.ModuleDict({'h': nn.Linear(memory, DECODER)})
            self.w = nn.Linear(DECODER, UNITS, bias=False)
            self.u = nn.Linear(memory, UNITS, bias=False)
            self.v = nn.Linear(UNITS, 1, bias=False)
        else:
            self.decoder = nn.LSTMCell(EMBEDDING, DECODER)
            self.bridge = nn.ModuleDict({name: nn.Linear(memory, DECODER) for name in 'hc'})
            self.w = nn.Linear(DECODER, memory, bias=False)
            self.v = nn.Linear(memory + DECODER, DECODER, bias=False)
        self.scores = nn.Linear(DECODER, TOKENS)

    def forward(self):
        packed = nn.utils.rnn.pack_padded_sequence(self.read(SOURCE), SOURCE_LENGTHS, batch_first=True)
        outputs, last = self.encoder(packed)
        memory, _ = nn.utils.rnn.pad_packed_sequence(outputs, batch_first=True)
        missing = torch.arange(memory.shape[1])[None] >= SOURCE_LENGTHS[:, None]
        both = torch.cat([last[0], last[1]], dim=1)
        state = {name: torch.tanh(layer(both)) for name, layer in self.bridge.items()}
        scores = []
        for t in range(INPUT.shape[1]):
            x = self.write(INPUT[:, t])
            if self.attention == 'additive':
                energy = self.v(torch.tanh(self.w(state['h'])[:, None] + self.u(memory)))[..., 0]
                weights = torch.softmax(energy.masked_fill(missing, -torch.inf), dim=1)
                read = torch.einsum('bp,bpm->bm', weights, memory)
                state['h'] = output = self.decoder(torch.cat([x, read], dim=1), state['h'])
            else:
                state['h'], state['c'] = self.decoder(x, (state['h'], state['c']))
                energy = torch.einsum('bm,bpm->bp', self.w(state['h']), memory)
                weights = torch.softmax(energy.masked_fill(missing, -torch.inf), dim=1)
                read = torch.einsum('bp,bpm->bm', weights, memory)
                output = torch.tanh(self.v(torch.cat([read, state['h']], dim=1)))
            scores.append(self.scores(output))
        return torch.stack(scores, dim=1)

    def named(self):
        """Sluice's name and the tensor, and whether it is transposed here."""
        yield 'encoder.0.weight', self.read.weight, False
        for direction, suffix in (('forward', ''), ('backward', '_reverse')):
            for ours, theirs in (('wx', 'weight_ih'), ('wh', 'weight_hh'), ('b', 'bias_ih'), ('bh', 'bias_hh')):
                tensor = getattr(self.encoder, f'{theirs}_l0{suffix}')
                yield f'encoder.1.{direction}.{ours}', tensor, ours in ('wx', 'wh')
        yield 'decoder.0.weight', self.write.weight, False
        for ours, theirs in (('wx', 'weight_ih'), ('wh', 'weight_hh'), ('b', 'bias_ih'), ('bh', 'bias_hh')):
            yield f'decoder.1.{ours}', getattr(self.decoder, theirs), ours in ('wx', 'wh')
        for name in 'wuv':
            if hasattr(self, name):
                yield f'decoder.1.attention.{name}', getattr(self, name).weight, True
        yield 'decoder.2.w', self.scores.weight, True
        yield 'decoder.2.b', self.scores.bias, False
        for name, layer in self.bridge.items():
            yield f'bridge.1.{name}.w', layer.weight, True
            yield f'bridge.1.{name}.b', layer.bias, False


def plain(tensor, transposed=False):
    tensor = (tensor.t() if transposed else tensor).contiguous()
    return {'shape': list(tensor.shape), 'data': [float(f'{x:.17g}') for x in tensor.flatten().tolist()]}


def case(attention):
    model = EncoderDecoder(attention)
    for parameter in model.parameters():
        # numbers that are f32 as well, so that both precisions start from the same
        parameter.data = parameter.data.float().double()
    output = model()
    valid = torch.arange(INPUT.shape[1])[None] < LENGTHS[:, None]
    loss = nn.functional.cross_entropy(output[valid], TARGET[valid])
    loss.backward()
    return {
        'params': {name: plain(tensor, swap) for name, tensor, swap in model.named()},
        'gradients': {name: plain(tensor.grad, swap) for name, tensor, swap in model.named()},
        'output': plain(output * valid[..., None]),
        'loss': loss.item(),
    }


data = {
    'torch': torch.__version__,
    'source': SOURCE.tolist(),
    'sourceLengths': SOURCE_LENGTHS.tolist(),
    'input': INPUT.tolist(),
    'target': TARGET.tolist(),
    'lengths': LENGTHS.tolist(),
    'cases': {attention: case(attention) for attention in ('additive', 'multiplicative')},
}
with open(os.path.join(os.path.dirname(__file__), 'encoder_decoder.json'), 'w') as file:
    json.dump(data, file, separators=(',', ':'))
    file.write('\n')
