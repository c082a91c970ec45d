# Writes layers models as TensorFlow.js saves them and as its converter makes them of Keras models, after its sources, and
# expected.json: inputs, and what the rules in ../../keras/files compute. Made with: /usr/bin/python3 make.py
import json
import os
import sys

import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, '..', '..', 'keras', 'files'))
sys.dont_write_bytecode = True
import keras_rules

random = np.random.default_rng(12)
expected = {}


def numbers(*shape):
    return (random.standard_normal(shape) * 0.6).astype('f4')


def layer(class_name, name, weights=(), **config):
    return {'class_name': class_name, 'name': name, 'config': {'name': name, 'trainable': True, **config}, 'weights': list(weights)}


def expect(name, layers, x, **options):
    f64 = [{**one, 'weights': [w.astype('f8') for w in one['weights']]} for one in layers]
    y, _ = keras_rules.chain(f64, x.astype('f8'), None, **options)
    expected[name] = {
        'input': {'shape': list(x.shape), 'data': x.ravel().tolist()},
        'output': {'shape': list(y.shape), 'data': y.ravel().tolist()},
    }


def save(name, topology, entries, pieces, **more):
    data = b''.join(blob for _, blob in entries)
    paths = [f'{name}-shard{i + 1}of{pieces}.bin' for i in range(pieces)]
    size = -(-len(data) // pieces)
    for i, path in enumerate(paths):
        with open(os.path.join(here, path), 'wb') as file:
            file.write(data[i * size : (i + 1) * size])
    with open(os.path.join(here, name + '.json'), 'w') as file:
        json.dump({'format': 'layers-model', 'modelTopology': topology, **more,
                   'weightsManifest': [{'paths': paths, 'weights': [entry for entry, _ in entries]}]}, file)
        file.write('\n')


def plain(name, value, dtype='float32', **more):
    return {'name': name, 'shape': list(value.shape), 'dtype': dtype, **more}, value.tobytes()


# trained in TensorFlow.js: hard gates by default, GRUs that reset before the product, outputs repeated where masked
gates = {'activation': 'tanh', 'recurrent_activation': 'hard_sigmoid', 'use_bias': True, 'implementation': None}
running = {'return_state': False, 'go_backwards': False, 'stateful': False, 'unroll': False}
words = np.array([[0, 3, 1, 0, 2, 4], [5, 0, 0, 1, 1, 0], [1, 2, 3, 4, 5, 1]])
inner = layer('LSTM', 'lstm_LSTM1', units=2, return_sequences=True, **gates, **running)
both = layer('Bidirectional', 'bidirectional_Bidirectional1', [numbers(3, 8), numbers(2, 8), numbers(8)] + [numbers(3, 8), numbers(2, 8), numbers(8)],
             merge_mode='concat', layer={'class_name': 'LSTM', 'config': inner['config']})
both['layer'] = inner
born = [
    layer('Embedding', 'embedding_Embedding1', [numbers(6, 3)], batch_input_shape=[None, None], input_dim=6, output_dim=3, mask_zero=True, input_length=None),
    both,
    layer('GRU', 'gru_GRU1', [numbers(4, 9), numbers(3, 9), numbers(9)], units=3, return_sequences=False, reset_after=False, **gates, **running),
    layer('Dense', 'dense_Dense1', [numbers(3, 2), numbers(2)], units=2, activation='softmax', use_bias=True),
]
paths = {
    'embedding_Embedding1': ['embeddings'],
    'bidirectional_Bidirectional1': [f'{side}_lstm_LSTM1/{base}' for side in ('forward', 'backward') for base in ('kernel', 'recurrent_kernel', 'bias')],
    'gru_GRU1': ['kernel', 'recurrent_kernel', 'bias'],
    'dense_Dense1': ['kernel', 'bias'],
}
entries = [plain(f"{one['name']}/{path}", w) for one in born for path, w in zip(paths[one['name']], one['weights'])]
# the optimizer's numbers, and others that no layer has, may stand between
entries.insert(3, plain('iter', np.array(7, 'i4'), 'int32', group='optimizer'))
entries.insert(5, plain('mask', np.array([True, False, True]), 'bool', group='optimizer'))
entries.append(({'name': 'words', 'shape': [2], 'dtype': 'string', 'group': 'optimizer'}, b'\x02\0\0\0ab\x01\0\0\0c'))
topology = {
    'class_name': 'Sequential',
    'config': {'name': 'sequential_1', 'layers': [{'class_name': one['class_name'], 'config': one['config']} for one in born]},
    'keras_version': 'tfjs-layers 4.22.0',
    'backend': 'tensor_flow.js',
}
save('born', topology, entries, 2, generatedBy='TensorFlow.js tfjs-layers v4.22.0', convertedBy=None)
expect('born', born, words, zeros_in_both=False)

# converted from a graph of tf.keras 2.11, its weights packed into 8 and 16 bits and into half precision
sequence = numbers(2, 5, 3)
graph = [
    layer('LSTM', 'lstm', [numbers(3, 8), numbers(2, 8), numbers(8)], units=2, return_sequences=True, go_backwards=True,
          activation='tanh', recurrent_activation='sigmoid', use_bias=True),
    layer('Dense', 'head', [numbers(2, 2), numbers(2)], units=2, activation='relu', use_bias=True),
]


def packed(name, value, dtype):
    if dtype == 'float16':
        half = value.astype('f2')
        return (plain(name, value)[0] | {'quantization': {'dtype': dtype, 'original_dtype': 'float32'}}, half.tobytes()), half.astype('f4')
    levels = {'uint8': 255, 'uint16': 65535}[dtype]
    scale = float(value.max() - value.min()) / levels
    low = float(value.min())
    stored = np.round((value - low) / scale).astype(dtype)
    entry = plain(name, value)[0] | {'quantization': {'min': low, 'scale': scale, 'dtype': dtype}}
    return (entry, stored.tobytes()), (stored.astype('f8') * scale + low).astype('f4')


made = [
    packed('lstm/lstm_cell/kernel', graph[0]['weights'][0], 'uint8'),
    packed('lstm/lstm_cell/recurrent_kernel', graph[0]['weights'][1], 'uint16'),
    packed('lstm/lstm_cell/bias', graph[0]['weights'][2], 'float16'),
    (plain('head/kernel', graph[1]['weights'][0]), graph[1]['weights'][0]),
    packed('head/bias', graph[1]['weights'][1], 'uint8'),
]
graph[0]['weights'], graph[1]['weights'] = [w for _, w in made[:3]], [w for _, w in made[3:]]


def inbound(name):
    return [[[name, 0, 0, {}]]]


listed = [
    {'class_name': 'InputLayer', 'name': 'input_1', 'config': {'name': 'input_1', 'batch_input_shape': [None, 5, 3], 'dtype': 'float32'}, 'inbound_nodes': []},
    {'class_name': 'LSTM', 'name': 'lstm', 'config': graph[0]['config'], 'inbound_nodes': inbound('input_1')},
    {'class_name': 'Dense', 'name': 'head', 'config': graph[1]['config'], 'inbound_nodes': inbound('lstm')},
]
config = {'name': 'model', 'layers': listed, 'input_layers': [['input_1', 0, 0]], 'output_layers': [['head', 0, 0]]}
save('converted', {'keras_version': '2.11.0', 'backend': 'tensorflow', 'model_config': {'class_name': 'Functional', 'config': config}},
     [entry for entry, _ in made], 1, generatedBy='keras v2.11.0', convertedBy='TensorFlow.js Converter v4.22.0')
expect('converted', graph, sequence, zeros_in_both=True)

with open(os.path.join(here, 'expected.json'), 'w') as file:
    json.dump(expected, file)
    file.write('\n')
