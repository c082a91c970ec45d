const meanOf = (sample: ArrayLike<number>): number =>
  Array.from(sample).reduce((total, x) => total + x, 0) / sample.length;

export interface SampleDescription {
  readonly mean: number;
  readonly variance: number;
  /** 0 for a symmetric distribution. */
  readonly skewness: number;
  /** 3 for the normal distribution, 1.8 for the even one. */
  readonly kurtosis: number;
}

/** The first four moments of a sample. */
export function describeSample(sample: ArrayLike<number>): SampleDescription {
  const mean = meanOf(sample);
  const moment = (power: number): number => meanOf(Array.from(sample, (x) => (x - mean) ** power));
  const variance = moment(2);
  return { mean, variance, skewness: moment(3) / variance ** 1.5, kurtosis: moment(4) / variance ** 2 };
}

/** Pearson's correlation of two samples. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const covariance = meanOf(Array.from(a, (x, i) => (x - meanA) * (b[i]! - meanB)));
  return covariance / Math.sqrt(describeSample(a).variance * describeSample(b).variance);
}
