import type { GradientContext } from '../operations/rule.js';
import { scanInputs, type ScanAttributes } from '../operations/scan.js';
import { freeVariables, liveEquations, type Program } from '../program.js';
import { apply, currentTrace, inline, placeholder, record, recordOpen } from '../trace.js';
import type { Value } from '../value.js';
import { backward, Cotangents, dependents } from './backward.js';
import { rematerialise } from './rematerialise.js';

type Context = GradientContext<ScanAttributes>;

/**
 * The gradient of a loop is a loop that runs the other way. It carries the cotangents of the carry, and for each constant
 * a running sum; it reads, slice by slice, what the forward loop has kept for it. The forward loop is already recorded:
 * it is replaced by one that also returns what must be kept.
 */
export function scanGradient(context: Context): readonly (Value | undefined)[] {
  const { attributes, cotangents, inputs, outputs } = context;
  const { body, constants, carries, reverse, recompute } = attributes;
  const activeCarries = findActiveCarries(context);
  const carried = body.inputs.slice(constants, constants + carries).filter((_, i) => activeCarries[i]);
  const received = body.outputs.slice(carries).filter((_, i) => cotangents[carries + i]);
  const summed = body.inputs.slice(0, constants).filter((_, i) => context.needs[i]);

  // One step forward and back, recorded together so that the way back can read any value of the way forth.
  const {
    inputs: own,
    equations,
    result: step,
  } = recordOpen([...body.inputs, ...carried, ...received, ...summed], (values, trace) => {
    const take = taker(values);
    const [bodyInputs, carryCotangents, outputCotangents, sums] = [
      take(body.inputs.length),
      take(carried.length),
      take(received.length),
      take(summed.length),
    ];
    const bodyOutputs = inline(body, bodyInputs);
    const forwardCount = trace.equations.length;
    const known = new Cotangents();
    const [bodyConstants, bodyCarry, bodyStacked] = scanInputs(bodyInputs, attributes);
    const neededConstants = bodyConstants.filter((_, i) => context.needs[i]);
    neededConstants.forEach((value, i) => known.add(value, sums[i]!));
    let [nextCarry, nextOutput] = [0, 0];
    bodyOutputs.forEach((output, i) => {
      if (i < carries) {
        if (activeCarries[i]) known.add(output, carryCotangents[nextCarry++]!);
      } else if (cotangents[i]) known.add(output, outputCotangents[nextOutput++]!);
    });
    const sources = bodyInputs.filter((_, i) => context.needs[i] || activeCarries[i - constants]);
    backward(trace.equations.slice(0, forwardCount), known, sources);
    return {
      forwardCount,
      bodyOutputs,
      carry: bodyCarry.filter((_, i) => activeCarries[i]).map((value) => known.get(value) ?? value.zeros()),
      sums: neededConstants.map((value) => known.get(value)!),
      stacked: bodyStacked.map((value, i) =>
        context.needs[constants + carries + i] ? known.get(value) : undefined,
      ),
    };
  });

  const forward = equations.slice(0, step.forwardCount);
  const stackedOutputs = step.stacked.filter((value) => value !== undefined);
  const results = [...step.carry, ...step.sums, ...stackedOutputs];
  const backwardEquations = rematerialise({
    forward,
    backward: liveEquations(equations.slice(step.forwardCount), results),
    results,
    invariant: own.slice(0, constants),
    stacked: [...own.slice(constants + carries, body.inputs.length), ...step.bodyOutputs.slice(carries)],
    everything: recompute,
  });

  // What the way back reads of the way forth is either an input of the loop or has to be kept.
  const [ownConstants, , ownStacked] = scanInputs(own.slice(0, body.inputs.length), attributes);
  const ownCotangents = own.slice(body.inputs.length);
  const read = freeVariables(backwardEquations, results).filter(
    (variable) => !ownCotangents.includes(variable as Value),
  );
  const readConstants = ownConstants.filter((variable) => read.includes(variable));
  const readStacked = ownStacked.filter((variable) => read.includes(variable));
  const kept = read.filter((variable) => ![...ownConstants, ...ownStacked].includes(variable as Value));
  const keptStacks = keepInForwardLoop(context, {
    inputs: own.slice(0, body.inputs.length),
    equations: liveEquations(forward, [...step.bodyOutputs, ...kept]),
    outputs: [...step.bodyOutputs, ...kept],
  });

  const given = taker(inputs);
  const [loopConstants, , loopStacked] = [given(constants), given(carries), given(inputs.length)];
  const take = taker(ownCotangents);
  const [carryCotangents, outputCotangents, sums] = [
    take(carried.length),
    take(received.length),
    take(summed.length),
  ];
  const loop: Program = {
    inputs: [...readConstants, ...carryCotangents, ...sums, ...kept, ...readStacked, ...outputCotangents],
    equations: backwardEquations,
    outputs: results,
  };
  const initial = outputs.slice(0, carries).filter((_, i) => activeCarries[i]);
  const grads = apply(
    'scan',
    [
      ...readConstants.map((variable) => loopConstants[ownConstants.indexOf(variable)]!),
      ...initial.map((output) => cotangents[outputs.indexOf(output)] ?? output.zeros()),
      ...loopConstants.flatMap((value, i) =>
        context.needs[i] ? [context.takeSoFar(i) ?? value.zeros()] : [],
      ),
      ...keptStacks,
      ...readStacked.map((variable) => loopStacked[ownStacked.indexOf(variable)]!),
      ...cotangents.slice(carries).filter((cotangent) => cotangent !== undefined),
    ],
    {
      ...attributes,
      body: renew(loop),
      constants: readConstants.length,
      carries: step.carry.length + step.sums.length,
      reverse: !reverse,
    },
  );

  const result = taker(grads);
  const [carryGrads, sumGrads, stackedGrads] = [
    result(step.carry.length),
    result(step.sums.length),
    result(grads.length),
  ];
  const next = (list: Value[]): Value | undefined => list.shift();
  return inputs.map((_, i) => {
    if (i < constants) return context.needs[i] ? next(sumGrads) : undefined;
    if (i < constants + carries) return activeCarries[i - constants] ? next(carryGrads) : undefined;
    return step.stacked[i - constants - carries] ? next(stackedGrads) : undefined;
  });
}

/** A carry matters if its start does, or if a step makes it of something that does. */
function findActiveCarries({ attributes: { body, constants, carries }, needs }: Context): boolean[] {
  const active = body.inputs.map((_, i) => needs[i]!);
  for (let changed = true; changed;) {
    const reached = dependents(
      body.equations,
      body.inputs.filter((_, i) => active[i]),
    );
    changed = false;
    for (let i = 0; i < carries; i++) {
      if (!active[constants + i] && reached.has(body.outputs[i]!)) changed = active[constants + i] = true;
    }
  }
  return active.slice(constants, constants + carries);
}

/** Replaces the recorded forward loop by `body`, which returns more, and hands out what it returns in addition. */
function keepInForwardLoop({ inputs, outputs, attributes }: Context, body: Program): Value[] {
  const trace = currentTrace();
  const added = body.outputs
    .slice(outputs.length)
    .map(({ shape, dtype }) => placeholder({ shape: [attributes.length, ...shape], dtype }, trace));
  const old = trace.equations.find((equation) => equation.outputs === outputs)!;
  trace.replace(old, {
    op: 'scan',
    attributes: { ...attributes, body: renew(body) },
    inputs,
    outputs: [...outputs, ...added],
  });
  return added;
}

/** The same program with variables of its own. */
const renew = (program: Program): Program =>
  record(program.inputs, (inputs) => inline(program, inputs)).program;

/** Hands out a list piece by piece. */
function taker<T>(list: readonly T[]): (count: number) => T[] {
  let start = 0;
  return (count) => list.slice(start, (start += count));
}
