import type { MemoryTask } from './settings.js';

/** A piece of an example as it is shown. */
export type Part =
  | { readonly kind: 'matters' | 'between'; readonly text: string }
  /** So many sentences, numbers or blanks that are left out. */
  | { readonly kind: 'left out'; readonly count: number };

/** How an example is shown: what matters stands out, and of long stretches in between only their ends are left. */
export const partsOf: Readonly<Record<MemoryTask, (input: string) => Part[]>> = {
  storyRecall(input) {
    const sentences = input.split(/(?<=\.) /);
    return shortened(
      sentences.map((text, i) => ({ text, matters: i < 2 || i === sentences.length - 1 })),
      4,
    );
  },
  adding: (input) =>
    shortened(
      input.split(', ').map((step) => {
        const [number = '', mark] = step.split(' ');
        return { text: number, matters: Number(mark) === 1 };
      }),
      4,
    ),
  copyMemory: (input) =>
    shortened(
      Array.from(input, (text) => ({ text, matters: text !== '·' })),
      6,
    ),
};

/** Joins pieces of the same kind; of a stretch in between that is longer than so many pieces, the middle is left out. */
function shortened(
  pieces: readonly { readonly text: string; readonly matters: boolean }[],
  longest: number,
): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < pieces.length;) {
    const { matters } = pieces[from]!;
    let to = from;
    while (to < pieces.length && pieces[to]!.matters === matters) to++;
    const words = pieces.slice(from, to).map(({ text }) => text);
    const kind = matters ? 'matters' : 'between';
    if (matters || words.length <= longest) parts.push(...words.map((text) => ({ kind, text }) as const));
    else {
      const end = longest / 2;
      parts.push(
        ...words.slice(0, end).map((text) => ({ kind, text }) as const),
        { kind: 'left out', count: words.length - longest },
        ...words.slice(-end).map((text) => ({ kind, text }) as const),
      );
    }
    from = to;
  }
  return parts;
}

/** What is shown of an answer: of copy memory only the symbols that are asked for at the end. */
export const shownAnswer = (task: MemoryTask, answer: string, symbols: number): string =>
  task === 'copyMemory' ? answer.slice(-symbols) : answer;

/** A sum counts as right within this much: the mean squared error at which the adding problem counts as solved. */
const nearEnough = 0.1;

/** Whether an answer is right. */
export const isRight = (task: MemoryTask, answer: string, truth: string): boolean =>
  task === 'adding' ? Math.abs(Number(answer) - Number(truth)) < nearEnough : answer === truth;
