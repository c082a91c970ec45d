import { copyState, createState, rowOf, type StateArrays, type StepMemory, type Stepper } from './stepper.js';

/** Room for the input and the state of one row, or of several row by row. */
interface Room {
  readonly x: Float32Array | Int32Array;
  readonly delta: Float32Array;
  readonly state: StateArrays;
}

/** As many places as are computed at once. Where each of them has an input, they are copied as one. */
interface Block extends Room {
  readonly places: readonly Place[];
  /** How many of them have an input. */
  waiting: number;
}

/** Where a row of a batch stands. */
export interface Place extends Room {
  readonly block: Block;
  /** Handed out to who takes the place, and to nobody after. */
  output: Float32Array;
  /** Whether it has an input. */
  waits: boolean;
}

/** The places of a batch: as many as are asked for. */
export interface Places {
  /** Number of those that are taken. */
  readonly size: number;
  /** A free place; what stands in it is left from before. */
  take(): Place;
  free(place: Place): void;
  /** Says that a place has an input, or none any more. */
  setWaits(place: Place, waits: boolean): void;
  /** Computes the places that have an input, and returns how many they were. */
  step(): number;
}

/** Makes the places of a batch; what is computed together needs not stand together. */
export function createPlaces({ whole, rows, run }: Stepper): Places {
  const blocks: Block[] = [];
  const unused: Place[] = [];
  // Places that have an input while others of their block have none. Never cut, for it would be allocated again.
  const scattered: Place[] = [];

  const setWaits = (place: Place, waits: boolean): void => {
    if (place.waits === waits) return;
    place.waits = waits;
    place.block.waiting += waits ? 1 : -1;
  };

  const compute = (places: readonly Place[], first: number, end: number): void => {
    const { block } = places[first]!;
    const together = block.waiting === rows.length;
    if (together) load(block, whole);
    for (let i = first; i < end; i++) {
      const place = places[i]!;
      if (!together) load(place, rows[i - first]!);
      setWaits(place, false);
    }
    try {
      run();
    } catch (error) {
      // What is wrong must not stay behind in a row that the next call does not fill.
      whole.x.fill(0);
      throw error;
    }
    if (together) copyState(whole.after, block.state);
    for (let i = first; i < end; i++) {
      const { after, output } = rows[i - first]!;
      const place = places[i]!;
      if (!together) copyState(after, place.state);
      place.output.set(output);
    }
  };

  return {
    get size() {
      return blocks.length * rows.length - unused.length;
    },
    take: () => {
      if (unused.length === 0) {
        const block = createBlock(whole, rows.length);
        blocks.push(block);
        unused.push(...[...block.places].reverse());
      }
      const place = unused.pop()!;
      place.output = new Float32Array(rows[0]!.output.length);
      return place;
    },
    free: (place) => {
      setWaits(place, false);
      unused.push(place);
    },
    setWaits,
    step: () => {
      let stepped = 0;
      let count = 0;
      for (const { places, waiting } of blocks) {
        stepped += waiting;
        if (waiting === rows.length) compute(places, 0, waiting);
        else if (waiting > 0) for (const place of places) if (place.waits) scattered[count++] = place;
      }
      for (let first = 0; first < count; first += rows.length) {
        compute(scattered, first, Math.min(first + rows.length, count));
      }
      return stepped;
    },
  };
}

function load({ x, delta, state }: Room, row: StepMemory): void {
  row.x.set(x);
  row.delta.set(delta);
  copyState(state, row.before);
}

function createBlock(whole: StepMemory, rows: number): Block {
  const x = whole.x.slice();
  const delta = whole.delta.slice();
  const state = createState(whole);
  const places: Place[] = [];
  const block = { x, delta, state, places, waiting: 0 };
  for (let row = 0; row < rows; row++) {
    places.push({
      block,
      x: rowOf(x, row, rows),
      delta: rowOf(delta, row, rows),
      state: state.map((part) => rowOf(part, row, rows)),
      output: whole.output,
      waits: false,
    });
  }
  return block;
}
