/** Hands a file to whoever looks. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken it by then; a file that is still being read keeps its bytes.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
