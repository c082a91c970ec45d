import { giving, relu, sigmoid, tanh, units, type PlainEquations, type Row } from '../plain.js';

/** Cells from differential equations, and deep or slow ones, number by number from their papers. */
export const dynamics = {
  lem({ n, state: { y, z }, W, b, dot, number }) {
    const pace = (k: number) =>
      units(n, (j) => number('timeStep') * sigmoid(W(k, j) + dot(y!, 'wy', k * n + j) + b(k, j)));
    const [paceZ, paceY] = [pace(0), pace(1)];
    const zNext = z!.map(
      (z, j) => (1 - paceZ[j]!) * z + paceZ[j]! * tanh(W(2, j) + dot(y!, 'wy', 2 * n + j) + b(2, j)),
    );
    const yNext = y!.map(
      (y, j) => (1 - paceY[j]!) * y + paceY[j]! * tanh(W(3, j) + dot(zNext, 'wz', j) + b(3, j)),
    );
    return { output: yNext, state: { y: yNext, z: zNext }, gates: { paceZ, paceY } };
  },

  cornn({ n, state: { y, z }, W, b, dot, number }) {
    const acceleration = units(
      n,
      (j) =>
        tanh(dot(y!, 'wy', j) + dot(z!, 'wz', j) + W(0, j) + b(0, j)) -
        number('gamma') * y![j]! -
        number('epsilon') * z![j]!,
    );
    const zNext = z!.map((z, j) => z + number('timeStep') * acceleration[j]!);
    const yNext = y!.map((y, j) => y + number('timeStep') * zNext[j]!);
    return { output: yNext, state: { y: yNext, z: zNext }, gates: { acceleration } };
  },

  unicornn({ n, state: { y, z }, W, b, p, number }) {
    const force = units(n, (j) => tanh(p('w', j) * y![j]! + W(0, j) + b(0, j)) + number('alpha') * y![j]!);
    const pace = units(n, (j) => number('timeStep') * sigmoid(p('c', j)));
    const zNext = z!.map((z, j) => z - pace[j]! * force[j]!);
    const yNext = y!.map((y, j) => y + pace[j]! * zNext[j]!);
    return { output: yNext, state: { y: yNext, z: zNext }, gates: { force } };
  },

  antisymmetricRnn({ n, h, W, U, b, p, number, options }) {
    const turned = units(
      n,
      (j) => U(0, j) - h.reduce((sum, h, i) => sum + h * p('wh', j * n + i), 0) - number('gamma') * h[j]!,
    );
    const direction = units(n, (j) => tanh(turned[j]! + W(0, j) + b(0, j)));
    const gate = units(n, (j) => (options['gated'] ? sigmoid(turned[j]! + W(1, j) + b(1, j)) : 1));
    const next = h.map((h, j) => h + number('epsilon') * gate[j]! * direction[j]!);
    return giving(next, options['gated'] ? { direction, gate } : { direction });
  },

  clockworkRnn({ n, h, state: { clock }, W, b, p, options }) {
    const given = options['periods'] as number | Row;
    const periods = typeof given === 'number' ? [1, 2, 4, 8].slice(0, given) : given;
    const moduleOf = (j: number) => Math.floor((j * periods.length) / n);
    const running = units(n, (j) => (Math.round(clock![moduleOf(j)]!) === 0 ? 1 : 0));
    const next = units(n, (j) => {
      if (!running[j]) return h[j]!;
      const seen = h.map((h, i) =>
        periods[moduleOf(i)]! >= periods[moduleOf(j)]! ? h * p('wh', i * n + j) : 0,
      );
      return tanh(W(0, j) + seen.reduce((a, b) => a + b) + b(0, j));
    });
    const counted = clock!.map((c, module) =>
      Math.round(c + 1) < periods[module]! ? c + 1 : c + 1 - periods[module]!,
    );
    return { output: next, state: { h: next, clock: counted }, gates: { running } };
  },

  fastRnn({ n, h, W, U, b, p, options }) {
    const bound = options['activation'] === 'relu' ? relu : tanh;
    const candidate = units(n, (j) => bound(W(0, j) + U(0, j) + b(0, j)));
    const next = h.map((h, j) => sigmoid(p('alpha')) * candidate[j]! + sigmoid(p('beta')) * h);
    return giving(next, { candidate });
  },

  rhn({ n, state, W, dot, has, p, number, options }) {
    const blocks = options['coupled'] ? 2 : 3;
    const gates: Record<string, Row> = {};
    let s = state['s']!;
    for (let l = 0; l < number('depth'); l++) {
      const before = s;
      const sum = (k: number, j: number) =>
        (l === 0 ? W(k, j) : 0) +
        dot(before, 'wh', k * n + j, l * n) +
        (has('b') ? p('b', l * blocks * n + k * n + j) : 0);
      const t = units(n, (j) => sigmoid(sum(1, j)));
      const c = units(n, (j) => (options['coupled'] ? 1 - t[j]! : sigmoid(sum(2, j))));
      s = units(n, (j) => tanh(sum(0, j)) * t[j]! + before[j]! * c[j]!);
      gates[`transform${l + 1}`] = t;
    }
    return { output: s, state: { s }, gates };
  },

  scrn({ n, x, h, state, dot, number }) {
    const alpha = number('alpha');
    const s = state['s']!.map((s, j) => (1 - alpha) * dot(x, 'wxs', j) + alpha * s);
    const next = units(n, (j) => sigmoid(dot(s, 'wsh', j) + dot(x, 'wxh', j) + dot(h, 'whh', j)));
    return { output: [...next, ...s], state: { h: next, s }, gates: {} };
  },

  ltc({ n, h, delta, W, b, dot, p, number }) {
    const dt = delta / number('unfolds');
    let next = h;
    for (let l = 0; l < number('unfolds'); l++) {
      const before = next;
      next = units(n, (j) => {
        const f = sigmoid(W(0, j) + dot(before, 'wh', j) + b(0, j));
        const leak = Math.log(1 + Math.exp(p('rate', j)));
        return (before[j]! + dt * f * p('a', j)) / (1 + dt * (leak + f));
      });
    }
    return giving(next, {});
  },

  cfc({ n, x, h, delta, dot, has, p, number, options }) {
    const bias = (name: string, at: number) => (has(name) ? p(name, at) : 0);
    const backbone = units(
      number('backboneSize') || n,
      (i) => 1.7159 * tanh(0.666 * (dot(x, 'wx', i) + dot(h, 'wh', i) + bias('b', i))),
    );
    const part = (k: number) => units(n, (j) => dot(backbone, 'ws', k * n + j) + bias('bs', k * n + j));
    const [g, k, a, c] = [part(0), part(1), part(2), part(3)];
    const time = units(n, (j) => sigmoid(a[j]! * delta + c[j]!));
    const next = units(
      n,
      (j) => (options['gated'] ? 1 - time[j]! : 1) * tanh(g[j]!) + time[j]! * tanh(k[j]!),
    );
    return giving(next, { time });
  },

  lmu({ n, x, h, state, W, U, dot, number }) {
    const [order, theta] = [number('order'), number('theta')];
    const [m] = [state['m']!];
    const written = dot(x, 'ex', 0) + dot(h, 'eh', 0) + dot(m, 'em', 0);
    const { a, b } = heldOnce(order, theta);
    const next = units(order, (i) => m.reduce((sum, m, j) => sum + a[i]![j]! * m, 0) + b[i]! * written);
    const hNext = units(n, (j) => tanh(W(0, j) + U(0, j) + dot(next, 'wm', j)));
    return { output: hNext, state: { h: hNext, m: next }, gates: { written: [written] } };
  },
} satisfies Record<string, PlainEquations>;

interface Held {
  readonly a: readonly Row[];
  readonly b: Row;
}

const held = new Map<string, Held>();

function heldOnce(order: number, theta: number): Held {
  const key = `${order} ${theta}`;
  if (!held.has(key)) held.set(key, heldForAStep(order, theta));
  return held.get(key)!;
}

/** The memory's differential equation over one step, in a thousand small steps of Runge and Kutta, in single precision. */
function heldForAStep(order: number, theta: number): Held {
  const slope = (m: Row, u: number): Row =>
    units(order, (i) => {
      const fromM = m.reduce((sum, m, j) => sum + (i < j || (i - j) % 2 === 0 ? -1 : 1) * m, 0);
      return ((2 * i + 1) * (fromM + (i % 2 === 0 ? u : -u))) / theta;
    });
  const along = (m: Row, k: Row, by: number): Row => m.map((m, i) => m + by * k[i]!);
  const after = (start: Row, u: number): Row => {
    const dt = 1e-3;
    let m = start;
    for (let t = 0; t < 1000; t++) {
      const k1 = slope(m, u);
      const k2 = slope(along(m, k1, dt / 2), u);
      const k3 = slope(along(m, k2, dt / 2), u);
      const k4 = slope(along(m, k3, dt), u);
      m = m.map((m, i) => m + (dt / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!));
    }
    return m.map(Math.fround);
  };
  const columns = units(order, (j) => j).map((j) =>
    after(
      units(order, (i) => (i === j ? 1 : 0)),
      0,
    ),
  );
  const a = units(order, (i) => i).map((i) => columns.map((column) => column[i]!));
  return {
    a,
    b: after(
      units(order, () => 0),
      1,
    ),
  };
}
