import { splitTail, textBatches, type BatchList } from '@sluice/train';

/** The rows of a batch. */
export interface Rows {
  readonly batchSize: number;
  readonly timeSteps: number;
}

/** The rows that were asked for, or as many of as many steps as a text can fill. */
export function fitRows(characters: number, { batchSize, timeSteps }: Rows): Rows {
  const steps = Math.min(timeSteps, characters - 1);
  return { timeSteps: steps, batchSize: Math.min(batchSize, Math.floor((characters - 1) / steps)) };
}

/** On the way it is validated on no more batches than this, so that training is not held up. */
const mostValidationBatches = 5;

/** A text, cut up to train and to validate on. */
export interface CutText {
  readonly rows: Rows;
  readonly batches: BatchList;
  readonly validation: BatchList;
  /** Characters that are validated on. */
  readonly held: number;
}

/** Splits tokens as `sluice train` does, with less to validate on where there is much. */
export function cutText(tokens: Int32Array, fraction: number, wanted: Rows): CutText {
  const { train, validation } = splitTail(tokens, fraction);
  const rows = fitRows(train.length, wanted);
  const most = mostValidationBatches * wanted.batchSize * wanted.timeSteps + 1;
  const held = validation.subarray(0, most);
  return {
    rows,
    batches: textBatches(train, rows),
    validation: textBatches(held, fitRows(held.length, wanted)),
    held: held.length,
  };
}
