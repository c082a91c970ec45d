# What Keras' layers compute, written down in NumPy with float64 and nothing but loops, from Keras' documentation. No mask is
# None; a mask is [batch, time] of booleans.
import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


activations = {
    'linear': lambda x: x,
    'tanh': np.tanh,
    'sigmoid': sigmoid,
    'relu': lambda x: np.maximum(x, 0),
    'softmax': softmax,
    'hard_sigmoid': lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    'hard_sigmoid_3': lambda x: np.clip(x / 6 + 0.5, 0, 1),
    'leaky_relu': lambda x: np.where(x > 0, x, 0.2 * x),
    'elu': lambda x: np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1),
}


def simple_rnn(config, weights):
    act = activations[config['activation']]
    kernel, recurrent, bias = weights
    return lambda x, h: (lambda o: (o, [o]))(act(x @ kernel + bias + h[0] @ recurrent))


def lstm(config, weights):
    act, gate = activations[config['activation']], activations[config['recurrent_activation']]
    kernel, recurrent, bias = weights

    def step(x, state):
        h, c = state
        i, f, g, o = np.split(x @ kernel + h @ recurrent + bias, 4, axis=-1)
        c = gate(f) * c + gate(i) * act(g)
        h = gate(o) * act(c)
        return h, [h, c]

    return step


def gru(config, weights):
    act, gate = activations[config['activation']], activations[config['recurrent_activation']]
    kernel, recurrent, bias = weights

    def step(x, state):
        (h,) = state
        units = h.shape[-1]
        own, other = bias if config['reset_after'] else (bias, np.zeros_like(bias))
        xz, xr, xh = np.split(x @ kernel + own, 3, axis=-1)
        rz, rr = np.split(h @ recurrent[:, : 2 * units] + other[: 2 * units], 2, axis=-1)
        z, r = gate(xz + rz), gate(xr + rr)
        if config['reset_after']:
            n = act(xh + r * (h @ recurrent[:, 2 * units :] + other[2 * units :]))
        else:
            n = act(xh + (r * h) @ recurrent[:, 2 * units :])
        h = z * h + (1 - z) * n
        return h, [h]

    return step


def cudnn(weights, gates):
    # cuDNN's library keeps one buffer: for each gate a matrix [units, in], row by row. Keras' layers keep each of these in
    # the columns of a gate, as if it were [in, units].
    kernel, recurrent, bias = weights
    units = recurrent.shape[0]
    turn = lambda matrix: np.hstack(
        [block.ravel().reshape(units, -1).T for block in np.split(matrix, gates, axis=1)]
    )
    both = bias.reshape(2, -1)
    return turn(kernel), turn(recurrent), both


def cell(class_name, config, weights):
    """A step, and the sizes of its state."""
    units = config.get('units')
    if class_name in ('LSTM', 'LSTMCell'):
        return lstm(config, weights), [units, units]
    if class_name in ('GRU', 'GRUCell'):
        return gru(config, weights), [units]
    if class_name in ('SimpleRNN', 'SimpleRNNCell'):
        return simple_rnn(config, weights), [units]
    fixed = {'activation': 'tanh', 'recurrent_activation': 'sigmoid', 'reset_after': True}
    if class_name == 'CuDNNLSTM':
        kernel, recurrent, both = cudnn(weights, 4)
        return lstm(fixed, (kernel, recurrent, both.sum(0))), [units, units]
    if class_name == 'CuDNNGRU':
        return gru(fixed, cudnn(weights, 3)), [units]
    if class_name == 'StackedRNNCells':
        steps, sizes = [], []
        for inner in config['cells']:
            step, size = cell(inner['class_name'], inner['config'], weights[:3])
            weights = weights[3:]
            steps.append(step)
            sizes.append(size)

        def stacked(x, state):
            new = []
            for step, size in zip(steps, sizes):
                x, out = step(x, state[: len(size)])
                state = state[len(size) :]
                new += out
            return x, new

        return stacked, sum(sizes, [])
    raise ValueError(class_name)


def run(class_name, config, weights, x, mask, zeros=False):
    """A recurrent layer over a sequence, by the rules of keras.backend.rnn."""
    if class_name == 'RNN':
        step, sizes = cell(config['cell']['class_name'], config['cell']['config'], weights)
    else:
        step, sizes = cell(class_name, config, weights)
    batch, time = x.shape[:2]
    state = [np.zeros((batch, size)) for size in sizes]
    order = range(time - 1, -1, -1) if config['go_backwards'] else range(time)
    outputs = []
    for t in order:
        out, new = step(x[:, t], state)
        if mask is not None:
            keep = mask[:, t : t + 1]
            before = outputs[-1] if outputs and not zeros else np.zeros_like(out)
            out = np.where(keep, out, before)
            new = [np.where(keep, n, s) for n, s in zip(new, state)]
        state = new
        outputs.append(out)
    return np.stack(outputs, 1) if config['return_sequences'] else outputs[-1]


recurrent_classes = ('SimpleRNN', 'LSTM', 'GRU', 'CuDNNLSTM', 'CuDNNGRU', 'RNN')


def apply(layer, x, mask, zeros_in_both):
    class_name, config, weights = layer['class_name'], layer['config'], layer.get('weights', [])
    if class_name == 'Embedding':
        return weights[0][x.astype(int)], (x != 0) if config['mask_zero'] else None
    if class_name == 'Masking':
        mask = (x != config['mask_value']).any(-1)
        return x * mask[..., None], mask
    if class_name == 'Dense':
        y = x @ weights[0] + (weights[1] if config['use_bias'] else 0)
        return activations[config['activation']](y), mask
    if class_name == 'TimeDistributed':
        y, _ = apply({**layer['layer'], 'weights': weights}, x, None, zeros_in_both)
        return y, mask
    if class_name == 'LayerNormalization':
        mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) / np.sqrt(var + config['epsilon']) * weights[0] + weights[1], mask
    if class_name == 'Activation':
        return activations[config['activation']](x), mask
    if class_name in ('Dropout', 'SpatialDropout1D', 'GaussianNoise'):
        return x, mask
    if class_name == 'Bidirectional':
        half = len(weights) // 2
        inner = layer['layer']
        zeros = zeros_in_both and inner['config']['return_sequences']
        back = {**inner['config'], 'go_backwards': True}
        y = run(inner['class_name'], inner['config'], weights[:half], x, mask, zeros)
        y_back = run(inner['class_name'], back, weights[half:], x, mask, zeros)
        if inner['config']['return_sequences']:
            y_back = y_back[:, ::-1]
        merged = {
            'concat': lambda: np.concatenate([y, y_back], -1),
            'sum': lambda: y + y_back,
            'ave': lambda: (y + y_back) / 2,
            'mul': lambda: y * y_back,
        }[config['merge_mode']]()
        return merged, mask if inner['config']['return_sequences'] else None
    if class_name in recurrent_classes:
        y = run(class_name, config, weights, x, mask, config.get('zero_output_for_mask', False))
        return y, mask if config['return_sequences'] else None
    if class_name == 'Sequential':
        return chain(layer['layers'], x, mask, zeros_in_both)
    raise ValueError(class_name)


def chain(layers, x, mask, zeros_in_both):
    for layer in layers:
        x, mask = apply(layer, x, mask, zeros_in_both)
    return x, mask
