/** The losses of a training, thinned out as it grows long, so that drawing them stays quick. */
export interface LossLog {
  add(step: number, loss: number): void;
  validated(step: number, loss: number): void;
  /** One row for each step that is shown. */
  columns(): LossColumns;
}

export interface LossColumns {
  readonly steps: readonly number[];
  readonly train: readonly (number | null)[];
  readonly validation: readonly (number | null)[];
}

export function createLossLog(mostPoints = 600): LossLog {
  let points: { readonly step: number; readonly loss: number }[] = [];
  let stride = 1;
  let [sum, count] = [0, 0];
  const validations = new Map<number, number>();
  return {
    add(step, loss) {
      sum += loss;
      count++;
      if (count < stride) return;
      points.push({ step, loss: sum / count });
      [sum, count] = [0, 0];
      if (points.length < mostPoints) return;
      // Each point becomes the mean of two.
      points = points.flatMap(({ step, loss }, i) =>
        i % 2 === 1 ? [{ step, loss: (loss + points[i - 1]!.loss) / 2 }] : [],
      );
      stride *= 2;
    },
    validated: (step, loss) => void validations.set(step, loss),
    columns() {
      const train = new Map(points.map(({ step, loss }) => [step, loss]));
      const steps = [...new Set([...train.keys(), ...validations.keys()])].sort((a, b) => a - b);
      return {
        steps,
        train: steps.map((step) => train.get(step) ?? null),
        validation: steps.map((step) => validations.get(step) ?? null),
      };
    },
  };
}
