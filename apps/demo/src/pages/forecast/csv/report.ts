/** What was found in a file and mended. */
export interface Note {
  readonly kind: NoteKind;
  /** In how many places. */
  readonly count: number;
  /** The first of the lines, as an editor counts them. */
  readonly lines: readonly number[];
  /** What stands there, or which column it is in. */
  readonly text: string;
}

export type NoteKind =
  /** Letters are not written in UTF-8. */
  | 'encoding'
  /** Lines that begin with `#` were left out. */
  | 'comments'
  /** Columns stand apart by this, and not by commas. */
  | 'separator'
  /** A comma is the decimal mark. */
  | 'decimal-comma'
  /** 1,234 was read as 1234. */
  | 'thousands'
  /** 03/04/2020 could be in March or in April. */
  | 'day-or-month'
  /** Empty, or a word for `nothing`. */
  | 'missing'
  /** Something that is no number. */
  | 'words'
  /** A number that stands for `nothing`, such as −99.99. */
  | 'marks'
  /** More or fewer fields than the others have. */
  | 'fields'
  /** Lines without a time that can be read were left out. */
  | 'times'
  | 'unordered'
  /** Several values of one time were replaced by their mean. */
  | 'duplicates'
  /** Times that are not there, between others. */
  | 'gaps'
  /** The steps differ too much: taken as equally long. */
  | 'uneven'
  /** Missing values at the ends were left out. */
  | 'ends'
  /** Only the newest part is taken. */
  | 'shortened';

/** Why there is no series. */
export interface Problem {
  readonly kind: ProblemKind;
  readonly line?: number;
  readonly text?: string;
  readonly have?: number;
  readonly need?: number;
}

export type ProblemKind =
  'empty' | 'binary' | 'too-large' | 'widths' | 'no-numbers' | 'too-short' | 'too-many-gaps' | 'constant';

/** What is wrong, thrown by whoever finds it. */
export class CsvProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.kind);
  }
}

/** Collects notes: those of one kind become one. */
export class Notes {
  readonly #notes = new Map<NoteKind, Note>();

  add(kind: NoteKind, text = '', line?: number): void {
    const { count, lines, text: first } = this.#notes.get(kind) ?? { count: 0, lines: [], text };
    const shown = line === undefined || lines.length >= 5 || lines.at(-1) === line ? lines : [...lines, line];
    this.#notes.set(kind, { kind, count: count + 1, lines: shown, text: first });
  }

  get list(): Note[] {
    return [...this.#notes.values()];
  }
}
