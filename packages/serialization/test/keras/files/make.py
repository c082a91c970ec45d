# Writes the files beside this one, in the layouts of several versions of Keras, and expected.json: inputs, and what
# keras_rules.py computes from them. Keras itself was not at hand: the layouts are imitated with h5py after its sources.
# Made with Debian 12's h5py 3.7.0: /usr/bin/python3 make.py
import io
import json
import os
import re
import zipfile

import h5py
import numpy as np

import keras_rules

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(11)
expected = {}


def numbers(*shape):
    return (random.standard_normal(shape) * 0.6).astype('f4')


# --- layers with their weights in Keras' order


def layer(class_name, name, weights=(), **config):
    return {'class_name': class_name, 'name': name, 'config': {'name': name, **config}, 'weights': list(weights)}


def cell_weights(class_name, inputs, units, reset_after=True):
    gates = {'SimpleRNN': 1, 'GRU': 3, 'LSTM': 4}[class_name.replace('Cell', '').replace('CuDNN', '')]
    bias = {'CuDNNLSTM': (8 * units,), 'CuDNNGRU': (6 * units,)}.get(class_name, (gates * units,))
    if class_name in ('GRU', 'GRUCell') and reset_after:
        bias = (2, 3 * units)
    return [numbers(inputs, gates * units), numbers(units, gates * units), numbers(*bias)]


def recurrent(class_name, name, inputs, units, **config):
    settings = {'return_sequences': True, 'go_backwards': False, 'units': units, **config}
    if not class_name.startswith('CuDNN'):
        settings = {'activation': 'tanh', 'use_bias': True, **settings}
        if class_name != 'SimpleRNN':
            settings = {'recurrent_activation': 'sigmoid', **settings}
        if class_name == 'GRU':
            settings = {'reset_after': True, **settings}
    return layer(class_name, name, cell_weights(class_name, inputs, units, settings.get('reset_after', True)), **settings)


def bidirectional(inner, other_weights, merge_mode, with_backward=False):
    forward = {'class_name': inner['class_name'], 'config': inner['config']}
    config = {'merge_mode': merge_mode, 'layer': forward}
    if with_backward:
        config['backward_layer'] = {
            'class_name': inner['class_name'],
            'config': {**inner['config'], 'go_backwards': True, 'name': 'backward_' + inner['name']},
        }
    made = layer('Bidirectional', 'bidirectional', inner['weights'] + other_weights, **config)
    return {**made, 'layer': inner}


def dense(name, inputs, units, activation='linear', use_bias=True):
    weights = [numbers(inputs, units)] + ([numbers(units)] if use_bias else [])
    return layer('Dense', name, weights, units=units, activation=activation, use_bias=use_bias)


def embedding(name, count, size, mask_zero):
    return layer('Embedding', name, [numbers(count, size)], input_dim=count, output_dim=size, mask_zero=mask_zero)


# --- expected outputs


def f64(layers):
    return [
        {**one, 'weights': [w.astype('f8') for w in one.get('weights', [])], 'layers': f64(one.get('layers', []))}
        for one in layers
    ]


def expect(name, layers, x, zeros_in_both=True, **more):
    y, _ = keras_rules.chain(f64(layers), x.astype('f8'), None, zeros_in_both)
    expected[name] = {
        'input': {'shape': list(x.shape), 'data': x.ravel().tolist()},
        'output': {'shape': list(y.shape), 'data': y.ravel().tolist()},
        **more,
    }


# --- the layout of Keras 2 and of Keras 3's .h5: a group for each layer, with a list of names


def save_names(group, name, values, pieces=1):
    if pieces == 1:
        group.attrs[name] = np.array([v.encode() for v in values]) if values else []
        return
    for i, part in enumerate(np.array_split(np.array([v.encode() for v in values]), pieces)):
        group.attrs[name + str(i)] = part


def legacy(file, layers, path_of, version=None, pieces=1):
    save_names(file, 'layer_names', [one['name'] for one in layers], pieces)
    file.attrs['backend'] = 'tensorflow'
    if version:
        file.attrs['keras_version'] = version
    for one in layers:
        group = file.create_group(one['name'])
        named = path_of(one)
        save_names(group, 'weight_names', [path for path, _ in named], pieces if named else 1)
        for path, value in named:
            group.create_dataset(path, data=value)


def whole_h5(name, layers, path_of, version, config, pieces=1):
    with h5py.File(os.path.join(here, name), 'w') as file:
        file.attrs['keras_version'] = version
        file.attrs['model_config'] = json.dumps(config)
        legacy(file.create_group('model_weights'), layers, path_of, version, pieces)
        file.create_group('optimizer_weights/Adam').create_dataset('iterations:0', data=np.int64(7))


def bases(one):
    if one['class_name'] == 'Dense':
        return ['kernel', 'bias'][: len(one['weights'])]
    if one['class_name'] == 'Embedding':
        return ['embeddings']
    return ['kernel', 'recurrent_kernel', 'bias'][: len(one['weights'])]


def old_paths(one):
    """lstm_1/kernel:0, as before TensorFlow 2.2."""
    if one['class_name'] == 'TimeDistributed':
        return [(f"{one['name']}/{base}:0", w) for base, w in zip(['kernel', 'bias'], one['weights'])]
    return [(f"{one['name']}/{base}:0", w) for base, w in zip(bases(one), one['weights'])]


def cell_paths(one):
    """lstm_1/lstm_cell_1/kernel:0, as since TensorFlow 2.2."""
    name = one['name']
    if one['class_name'] == 'Bidirectional':
        inner = one['layer']
        snake = inner['class_name'].lower()
        base = ['kernel:0', 'recurrent_kernel:0', 'bias:0']
        paths = [f"{name}/forward_{inner['name']}/{snake}_cell_1/{b}" for b in base]
        paths += [f"{name}/backward_{inner['name']}/{snake}_cell_2/{b}" for b in base]
        return list(zip(paths, one['weights']))
    if one['class_name'] in ('LSTM', 'GRU', 'SimpleRNN'):
        snake = one['class_name'].lower()
        return [(f'{name}/{snake}_cell/{base}:0', w) for base, w in zip(bases(one), one['weights'])]
    return [(f'{name}/{base}:0', w) for base, w in zip(bases(one), one['weights'])]


def sequential_2(layers, shape, **more):
    """The configuration of a Sequential of Keras 2."""
    listed = [{'class_name': one['class_name'], 'config': dict(one['config'])} for one in layers]
    listed[0]['config']['batch_input_shape'] = shape
    return {'class_name': 'Sequential', 'config': {'name': 'model', 'layers': listed, **more}}


# --- the tree of Keras 3, and of TensorFlow 2.12 to 2.14


def snake_case(name):
    name = re.sub(r'\W+', '', name)
    name = re.sub('(.)([A-Z][a-z]+)', r'\1_\2', name)
    return re.sub('([a-z])([A-Z])', r'\1_\2', name).lower()


def save_vars(group, weights, name=None, convert=lambda w: w):
    own = group.create_group('vars')
    if name is not None:
        own.attrs['name'] = name
    for i, weight in enumerate(weights):
        stored = convert(weight)
        own.create_dataset(str(i), data=stored)
        if stored.dtype.kind == 'V':
            own[str(i)].attrs['dtype'] = 'bfloat16'


def save_cell(group, class_name, config, weights, **options):
    if class_name == 'StackedRNNCells':
        save_vars(group, [], **options)
        save_list(group.create_group('cells'), [
            {'class_name': inner['class_name'], 'name': None, 'config': inner['config'], 'weights': weights[3 * i : 3 * i + 3]}
            for i, inner in enumerate(config['cells'])
        ], **options)
        return
    save_vars(group, weights, **options)


def save_layer(group, one, **options):
    class_name, weights = one['class_name'], one['weights']
    if class_name == 'Bidirectional':
        save_vars(group, [], **options)
        half = len(weights) // 2
        for side, own in (('backward_layer', weights[half:]), ('forward_layer', weights[:half])):
            save_layer(group.create_group(side), {**one['layer'], 'weights': own}, **options)
    elif class_name == 'TimeDistributed':
        save_vars(group, [], **options)
        save_layer(group.create_group('layer'), {**one['layer'], 'weights': weights}, **options)
    elif class_name == 'RNN':
        inner = one['config']['cell']
        save_vars(group, [], **options)
        save_cell(group.create_group('cell'), inner['class_name'], inner['config'], weights, **options)
    elif class_name in ('LSTM', 'GRU', 'SimpleRNN'):
        save_vars(group, [], **options)
        save_vars(group.create_group('cell'), weights, **options)
    elif class_name == 'Sequential':
        save_vars(group, [], **options)
        save_list(group.create_group('layers'), one['layers'], **options)
    else:
        save_vars(group, weights, **options)


def save_list(container, layers, step=1, **options):
    counts = {}
    for one in layers:
        snake = snake_case(one['class_name'])
        count = counts.get(snake, 0)
        # TensorFlow 2.12 to 2.14 come by a layer with weights twice, and count both
        counts[snake] = count + (step if one['weights'] else 1)
        save_layer(container.create_group(snake if count == 0 else f'{snake}_{count}'), one, **options)


def tree(file, layers, container='layers', **options):
    file.create_group('vars')
    save_list(file.create_group(container), layers, **options)


def archive(name, layers, config, version, **options):
    weights = io.BytesIO()
    with h5py.File(weights, 'w') as file:
        tree(file, layers, **options)
    with zipfile.ZipFile(os.path.join(here, name), 'w') as target:
        for entry, data in (
            ('metadata.json', json.dumps({'keras_version': version})),
            ('config.json', json.dumps(config)),
            ('model.weights.h5', weights.getvalue()),
        ):
            # a fixed date, so that the same files come out
            target.writestr(zipfile.ZipInfo(entry), data)


def entry_3(one, inbound=None):
    """A layer in a configuration of Keras 3."""
    made = {'module': 'keras.layers', 'class_name': one['class_name'], 'config': one['config'], 'registered_name': None}
    if inbound is not None:
        made |= {'name': one['name'], 'inbound_nodes': inbound}
    return made


def input_layer(shape, dtype='float32'):
    return layer('InputLayer', 'input_layer', batch_shape=shape, dtype=dtype)


def sequential_3(layers, shape):
    listed = [entry_3(one) for one in [input_layer(shape), *layers]]
    config = {'name': 'model', 'layers': listed, 'build_input_shape': shape}
    return {'module': 'keras', 'class_name': 'Sequential', 'config': config, 'registered_name': None}


# --- the models

words = np.array([[0, 3, 1, 0, 2, 4], [5, 0, 0, 1, 1, 0], [1, 2, 3, 4, 5, 1]])
sequence = numbers(3, 5, 3)
gaps = sequence.copy()
gaps[0, 1], gaps[1, 3:], gaps[2, 0] = 0.5, 0.5, 0.5

# tf.keras 2.11: words of which some are padding, in both directions
both = [
    embedding('embedding', 6, 3, True),
    bidirectional(recurrent('LSTM', 'lstm', 3, 2), cell_weights('LSTM', 3, 2), 'concat'),
    {**bidirectional(recurrent('GRU', 'gru', 4, 3, return_sequences=False), cell_weights('GRU', 4, 3), 'sum'), 'name': 'second'},
    dense('dense', 3, 2, 'softmax'),
]
both[2]['config'] = {**both[2]['config'], 'name': 'second'}
whole_h5('tf2-bidirectional.h5', both, cell_paths, '2.11.0', sequential_2(both, [None, None]))
expect('tf2-bidirectional.h5', both, words)

# the same ending in sequences, as tf.keras computes it and as Keras 2.2 did, which repeated outputs at masked steps
steps = both[:2] + [dense('dense', 4, 2)]
whole_h5('tf2-bidirectional-steps.h5', steps, cell_paths, '2.11.0', sequential_2(steps, [None, None]))
expect('tf2-bidirectional-steps.h5', steps, words)
whole_h5('keras22-bidirectional-steps.h5', steps, cell_paths, '2.2.4', sequential_2(steps, [None, None]))
expect('keras22-bidirectional-steps.h5', steps, words, zeros_in_both=False)

# Keras 2.1: layers of cuDNN, and a Sequential that is a list
fast = [
    recurrent('CuDNNLSTM', 'cu_dnnlstm_1', 3, 2),
    recurrent('CuDNNGRU', 'cu_dnngru_1', 2, 4, return_sequences=False),
    dense('dense_1', 4, 2, 'sigmoid'),
]
listed = sequential_2(fast, [None, None, 3])
whole_h5('keras21-cudnn.h5', fast, old_paths, '2.1.6', {**listed, 'config': listed['config']['layers']})
expect('keras21-cudnn.h5', fast, sequence)
# the weights alone, which show only by the length of their biases whose they are
with h5py.File(os.path.join(here, 'keras21-cudnn-weights.h5'), 'w') as file:
    legacy(file, fast, old_paths, '2.1.6')
# and the weights of LSTM, whose gates were hard_sigmoid then, though the file does not tell
plain = [recurrent('LSTM', 'lstm_1', 3, 2, recurrent_activation='hard_sigmoid')]
with h5py.File(os.path.join(here, 'keras21-weights.h5'), 'w') as file:
    legacy(file, plain, old_paths, '2.1.6')
expect('keras21-weights.h5', plain, sequence)
with h5py.File(os.path.join(here, 'tf1-weights.h5'), 'w') as file:
    legacy(file, plain, old_paths, '2.2.4-tf')

# Keras 2.2: hard gates, a GRU that resets before the product, TimeDistributed; names in several attributes
timed = layer('TimeDistributed', 'time_distributed_1', [numbers(4, 2), numbers(2)])
timed['layer'] = {'class_name': 'Dense', 'config': {'name': 'inner', 'units': 2, 'activation': 'tanh', 'use_bias': True}}
timed['config']['layer'] = timed['layer']
slow = [
    layer('Masking', 'masking_1', mask_value=0.5),
    recurrent('LSTM', 'lstm_1', 3, 2, recurrent_activation='hard_sigmoid'),
    layer('Dropout', 'dropout_1', rate=0.3, noise_shape=None, seed=None),
    recurrent('GRU', 'gru_1', 2, 4, recurrent_activation='hard_sigmoid', activation='relu', reset_after=False),
    timed,
]
whole_h5('keras22.h5', slow, old_paths, '2.2.4', sequential_2(slow, [None, None, 3]), pieces=2)
expect('keras22.h5', slow, gaps)

# TensorFlow 2.13: a tree under another name, in which layers are counted twice
odd = [
    recurrent('LSTM', 'first', 3, 2),
    recurrent('LSTM', 'second', 2, 3, go_backwards=True),
    layer('Dropout', 'dropout', rate=0.1, noise_shape=None, seed=None),
    dense('head', 3, 2, use_bias=False),
]
config = sequential_2(odd, [None, None, 3])
for one in config['config']['layers']:
    one |= {'module': 'keras.layers', 'registered_name': None}
archive('tf213.keras', odd, config, '2.13.1', container='_layer_checkpoint_dependencies', step=2)
expect('tf213.keras', odd, sequence)

# Keras 3: cells in RNN, a stack of them, its own hard_sigmoid, a norm
stack = [
    {'class_name': 'LSTMCell', 'config': {'name': 'a', 'units': 2, 'activation': 'tanh', 'recurrent_activation': 'sigmoid'}},
    {'class_name': 'GRUCell', 'config': {'name': 'b', 'units': 3, 'activation': 'tanh', 'recurrent_activation': 'hard_sigmoid', 'reset_after': True}},
    {'class_name': 'LSTMCell', 'config': {'name': 'c', 'units': 2, 'activation': 'elu', 'recurrent_activation': 'sigmoid'}},
]
stacked = {'class_name': 'StackedRNNCells', 'config': {'name': 'stack', 'cells': stack}}
simple = {'class_name': 'SimpleRNNCell', 'config': {'name': 'd', 'units': 4, 'activation': 'leaky_relu'}}
running = {'return_sequences': True, 'go_backwards': False}
cells = [
    layer('Masking', 'masking', mask_value=0.5),
    layer('RNN', 'rnn', cell_weights('LSTMCell', 3, 2) + cell_weights('GRUCell', 2, 3) + cell_weights('LSTMCell', 3, 2), cell=stacked, **running),
    layer('LayerNormalization', 'layer_normalization', [numbers(2), numbers(2)], axis=-1, epsilon=0.001, center=True, scale=True),
    layer('RNN', 'rnn_1', cell_weights('SimpleRNNCell', 2, 4), cell=simple, **running, zero_output_for_mask=True),
    layer('Activation', 'activation', activation='softmax'),
]
archive('keras3-cells.keras', cells, sequential_3(cells, [None, None, 3]), '3.4.1')
as_3 = json.loads(json.dumps([{**one, 'weights': []} for one in cells]).replace('"hard_sigmoid"', '"hard_sigmoid_3"'))
for theirs, ours in zip(as_3, cells):
    theirs['weights'] = ours['weights']
expect('keras3-cells.keras', as_3, gaps)
# the weights alone
with h5py.File(os.path.join(here, 'keras3-cells.weights.h5'), 'w') as file:
    tree(file, cells[3:4] + both[1:2] + [dense('dense', 4, 2)])

# Keras 3: a graph that is a chain, with the mask of an embedding written into it
graph = [
    embedding('embedding', 6, 3, True),
    recurrent('GRU', 'gru', 3, 4, zero_output_for_mask=False),
    dense('dense', 4, 3, 'relu'),
    recurrent('LSTM', 'lstm', 3, 2, return_sequences=False),
]


def tensor(name):
    return {'class_name': '__keras_tensor__', 'config': {'shape': [None], 'dtype': 'float32', 'keras_history': [name, 0, 0]}}


def call(name, **kwargs):
    return [{'args': [tensor(name)], 'kwargs': kwargs}]


not_equal = layer('NotEqual', 'not_equal')
entries = [
    entry_3(input_layer([None, None]), []),
    entry_3(graph[0], call('input_layer')),
    entry_3(not_equal, [{'args': [tensor('input_layer'), 0], 'kwargs': {}}]),
    entry_3(graph[1], call('embedding', training=False, mask=tensor('not_equal'))),
    entry_3(graph[2], call('gru')),
    entry_3(graph[3], call('dense', training=False, mask=tensor('not_equal'))),
]
entries[2] |= {'module': 'keras.src.ops.numpy', 'registered_name': 'NotEqual'}
functional = {'name': 'functional', 'layers': entries, 'input_layers': [['input_layer', 0, 0]], 'output_layers': [['lstm', 0, 0]]}
archive('keras3-graph.keras', graph, {'module': 'keras', 'class_name': 'Functional', 'config': functional, 'registered_name': None}, '3.3.3')
expect('keras3-graph.keras', graph, words)

# a model inside of a model, of which a layer is frozen: in .h5 its weights come last
inner = [recurrent('LSTM', 'lstm', 3, 2, trainable=False), recurrent('SimpleRNN', 'simple_rnn', 2, 4)]
nested = layer('Sequential', 'encoder', [w for one in inner for w in one['weights']])
nested['layers'] = inner
outer = [nested, dense('dense', 4, 2)]
config_2 = sequential_2([dense('dense', 4, 2)], None)
config_2['config']['layers'] = [
    {'class_name': 'Sequential', 'config': {**sequential_2(inner, [None, None, 3])['config'], 'name': 'encoder'}},
    {'class_name': 'Dense', 'config': outer[1]['config']},
]


def nested_paths(one):
    if one['class_name'] != 'Sequential':
        return cell_paths(one)
    return cell_paths(inner[1]) + cell_paths(inner[0])


whole_h5('tf2-nested.h5', outer, nested_paths, '2.9.0', config_2)
expect('tf2-nested.h5', outer, sequence)
inner_3 = {'name': 'encoder', 'layers': [entry_3(one) for one in [input_layer([None, None, 3]), *inner]]}
config_3 = {'class_name': 'Sequential', 'config': {'name': 'model', 'layers': [
    entry_3({'class_name': 'Sequential', 'config': inner_3}), entry_3(outer[1])]}}
archive('keras3-nested.keras', outer, config_3, '3.0.5')
expect('keras3-nested.keras', outer, sequence)


# numbers of other widths: float64, float16, and bfloat16, which are bytes with a name
def bfloat16(w):
    return (w.view('u4') >> 16).astype('<u2').view('V2')


widths = {'float64': lambda w: w.astype('f8'), 'float16': lambda w: w.astype('f2'), 'bfloat16': bfloat16}
for width, convert in widths.items():
    kept = [recurrent('GRU', 'gru', 3, 2)]
    archive(f'keras3-{width}.keras', kept, sequential_3(kept, [None, None, 3]), '3.5.0', convert=convert)
    rounded = {
        'float64': lambda w: w,
        'float16': lambda w: w.astype('f2').astype('f4'),
        'bfloat16': lambda w: (w.view('u4') >> 16 << 16).view('f4'),
    }[width]
    expect(f'keras3-{width}.keras', [{**kept[0], 'weights': [rounded(w) for w in kept[0]['weights']]}], sequence)

with open(os.path.join(here, 'expected.json'), 'w') as file:
    json.dump(expected, file)
    file.write('\n')
