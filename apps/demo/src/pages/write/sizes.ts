import { useNumbers } from '../../text/language.js';

/** Bytes as they are read: `1.4 MB`. */
export function useSizes(): (bytes: number) => string {
  const format = useNumbers();
  return (bytes) => {
    const [unit, size] = ([
      ['GB', 1e9],
      ['MB', 1e6],
      ['kB', 1e3],
    ].find(([, least]) => bytes >= (least as number)) as [string, number] | undefined) ?? ['B', 1];
    return `${format(bytes / size)} ${unit}`;
  };
}
