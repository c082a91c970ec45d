import type { Params, StateTensors } from '@sluice/model';

/** A stream as it travels: plain data. */
export interface Luggage {
  readonly params: Params;
  readonly state: StateTensors;
  readonly inputs: readonly number[];
}

/** What comes back: all outputs, and the state to go on from. */
export interface Returned {
  readonly outputs: readonly Float32Array[];
  readonly state: StateTensors;
}
