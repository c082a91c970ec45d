# Writes the files beside this one, and expected.json: what h5py itself reads from them.
# Made with Debian 12's h5py 3.7.0 (HDF5 1.10.8): /usr/bin/python3 make.py
import json
import os

import h5py
import numpy as np

here = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(4)
expected = {}


def numbers(*shape):
    return random.standard_normal(shape).astype('f4')


def plain(value):
    if isinstance(value, bytes):
        return value.decode()
    return [plain(item) for item in value.tolist()] if isinstance(value, np.ndarray) else value


def describe(file):
    found = {'/': {name: plain(value) for name, value in file.attrs.items()}}

    def visit(name, thing):
        if isinstance(thing, h5py.Dataset):
            found['/' + name] = {'shape': list(thing.shape), 'data': thing[...].astype('f8').ravel().tolist()}
        else:
            found['/' + name] = {key: plain(value) for key, value in thing.attrs.items()}

    file.visititems(visit)
    return found


def make(name, fill, **options):
    path = os.path.join(here, name + '.h5')
    with h5py.File(path, 'w', **options) as file:
        fill(file)
    with h5py.File(path) as file:
        expected[name] = describe(file)


def layers(file, count=2, **options):
    file.attrs['distant'] = 'Grüße ✓'
    file.attrs['near'] = np.bytes_(b'hello')
    file.attrs['distant_list'] = np.array(['a', 'bb', ''], dtype=object)
    file.attrs['near_list'] = np.array([b'lstm/kernel:0', b'x'])
    file.attrs['empty_list'] = []
    for i in range(count):
        group = file.create_group(f'g{i}/vars')
        group.attrs['name'] = f'layer_{i}'
        group.create_dataset('0', data=numbers(2, 3), **options)


def many_attributes(file):
    for i in range(20):
        file.attrs[f'a{i}'] = f'value {i}'
    file.attrs['huge'] = np.array([b'x' * 60 + str(i).encode() for i in range(99)])


def chunks(file):
    file.create_dataset('odd', data=numbers(5, 4, 3), chunks=(3, 2, 2), compression='gzip')
    file.create_dataset('unpacked', data=numbers(5, 4), chunks=(3, 3))
    file.create_dataset('shuffled', data=numbers(8, 8), chunks=(4, 8), shuffle=True, compression=9, fletcher32=True)
    file.create_dataset('summed', data=numbers(3, 5), chunks=(2, 3), fletcher32=True)
    file.create_dataset('whole', data=numbers(5, 4), chunks=(5, 4), compression=4)
    file.create_dataset('whole_unpacked', data=numbers(5, 4), chunks=(5, 4))
    file.create_dataset('holes', (6, 6), dtype='f4', chunks=(2, 3), fillvalue=7)[0:2, 4] = 1
    file.create_dataset('paged', (1100, 2), dtype='i1', chunks=(1, 2), fillvalue=7)[1090] = 2
    file.create_dataset('nothing', (4, 4), dtype='f4', fillvalue=-2)
    file.create_dataset('empty', (0, 4), dtype='f4')
    created = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    created.set_chunk((2, 2))
    created.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    raw(file, b'implicit', numbers(3, 3), created)
    created = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    created.set_layout(h5py.h5d.COMPACT)
    raw(file, b'compact', numbers(3), created)


def raw(file, name, values, created):
    space = h5py.h5s.create_simple(values.shape)
    h5py.h5d.create(file.id, name, h5py.h5t.IEEE_F32LE, space, created).write(h5py.h5s.ALL, h5py.h5s.ALL, values)


def types(file):
    for name in ['f2', 'f4', 'f8', '>f2', '>f4', '>f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', '>i2', '>i4', '>i8']:
        file[name.replace('>', 'big_')] = np.array([[1, 2, 3], [4, 5, 100]]).astype(name)
    file['bool'] = np.array([True, False])
    file['scalar'] = np.float32(3.5)


make('plain', layers)
make('latest', layers, libver='latest')
make('ordered', lambda file: layers(file, 12), libver='latest', track_order=True)
make('many', lambda file: layers(file, 10))
make('many-latest', lambda file: layers(file, 24), libver='latest')
make('attributes', many_attributes, libver='latest')
make('chunks', chunks)
make('chunks-latest', chunks, libver='latest')
make('types', types)
with open(os.path.join(here, 'expected.json'), 'w') as file:
    json.dump(expected, file)
    file.write('\n')
