/** Whether a file holds a model, by its ending or else by how it begins. */
export async function isModelFile(file: File): Promise<boolean> {
  if (/\.(safetensors|pt|pth|bin|onnx|keras|h5|hdf5|json)$/i.test(file.name)) return true;
  if (/\.(txt|md|csv|html?|tex)$/i.test(file.name)) return false;
  const start = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  const text = String.fromCharCode(...start);
  return (
    text.startsWith('PK\u0003\u0004') ||
    text.startsWith('\u0080') ||
    text.startsWith('\u0089HDF') ||
    text[8] === '{'
  );
}
