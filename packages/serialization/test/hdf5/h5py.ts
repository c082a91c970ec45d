import { spawnSync } from 'node:child_process';

const script = `
import io, json, sys, h5py
found = {}
def describe(path, thing):
    if isinstance(thing, h5py.Dataset):
        found[path] = {'shape': list(thing.shape), 'data': thing[...].astype('f8').ravel().tolist()}
        return
    found[path or '/'] = dict(thing.attrs.items())
    for name in thing:
        describe(path + '/' + name, thing[name])
with h5py.File(io.BytesIO(sys.stdin.buffer.read()), 'r') as file:
    describe('', file)
json.dump(found, sys.stdout)
`;

/** A python3 that has h5py, Debian's first. */
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import h5py']).status === 0,
);

/** What h5py reads from a file: attributes of groups, shapes and numbers of datasets. Undefined where there is no h5py. */
export const h5py =
  python === undefined
    ? undefined
    : (bytes: Uint8Array): Record<string, Record<string, unknown>> => {
        const { status, stdout, stderr } = spawnSync(python, ['-c', script], {
          input: bytes,
          maxBuffer: 2 ** 26,
        });
        if (status !== 0) throw new Error(`h5py cannot read it: ${stderr.toString()}`);
        return JSON.parse(stdout.toString()) as Record<string, Record<string, unknown>>;
      };
