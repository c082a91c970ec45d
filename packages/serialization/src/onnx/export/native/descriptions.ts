/** A kind and options, as layers say of themselves and of what they are made of: plain data. */
export interface Description {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** All descriptions in plain data, outermost first. */
export function descriptionsIn(data: unknown): Description[] {
  if (typeof data !== 'object' || data === null) return [];
  const { kind, options } = data as Partial<Description>;
  const isOne = typeof kind === 'string' && typeof options === 'object' && options !== null;
  return [...(isOne ? [{ kind, options }] : []), ...Object.values(data).flatMap(descriptionsIn)];
}
