import { quote } from '../text.js';

/** What to do about names that are known and still not taken: each with what it means. */
const known: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [
    /^torch\.(cuda\.|storage\.)?Complex\w*Storage$/,
    'complex numbers. Save torch.view_as_real(tensor) instead',
  ],
  [/^torch\.complex\w+$/, 'complex numbers. Save torch.view_as_real(tensor) instead'],
  [
    /^torch\.(cuda\.|storage\.)?QU?Int\w*Storage$|^torch\._utils\._rebuild_qtensor$|^torch\.q\w+$|\.quantized\./,
    'quantized tensors. Save tensor.dequantize(), or the state dict of the model before it was quantized',
  ],
  [
    /^torch\.ScriptObject$/,
    'what a quantized module keeps its weights in. Save the state dict of the model before it was quantized',
  ],
  [/^torch\._utils\._rebuild_sparse\w*$/, 'a sparse tensor. Save tensor.to_dense() instead'],
  [/^torch\._utils\._rebuild_nested_tensor$/, 'a nested tensor. Save tensor.unbind() instead'],
  [/^torch\._utils\._rebuild_meta_tensor_no_storage$/, 'a tensor without numbers, on the device "meta"'],
  [
    /^torch\._utils\._rebuild_\w+$/,
    'a tensor of a kind that is not read. Save tensor.detach().cpu() instead',
  ],
  [/^torch\.storage\._load_from_bytes$/, 'a tensor pickled by pickle.dump. Save it with torch.save instead'],
  [
    /^torch\.(float8|uint64|bits|int[1-7]\b|uint[1-7]\b)\w*$/,
    'numbers of a dtype that is not read. Save tensor.float() instead',
  ],
  [/^numpy\b/, 'a number or an array of NumPy. Save number.item() or torch.from_numpy(array) instead'],
  [/^torch\.nn\.modules\.|^torch\.nn\.(?!parameter\.)/, 'a whole module. Save model.state_dict() instead'],
  [/^__torch__\b/, 'a TorchScript module. Save model.state_dict() with torch.save instead'],
];

/** Why a file with this name in it is not read, and what to do. */
export function refusal(module: string, name: string): string {
  const full = `${module}.${name}`;
  const meaning =
    known.find(([pattern]) => pattern.test(full))?.[1] ??
    'an object of a class, or a function to call. Where its class is known, save what is needed of it: ' +
      'model.state_dict() instead of a model, plain numbers, texts, lists and dicts instead of other objects';
  return (
    `PyTorch file: its pickle asks for ${quote(full)}, which is never run; only tensors and plain containers are read. ` +
    `It stands for ${meaning}.`
  );
}
