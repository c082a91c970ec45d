import type { PickleMachine } from './machine.js';
import { rawUnicode, unquoted } from './protocol-0.js';
import { PyDict, PyName, PySequence, type PyValue } from './values.js';

type Opcode = (machine: PickleMachine) => void;

/**
 * What each instruction of the pickle protocols 0 to 5 does (CPython's `pickletools`; PEP 307, 2003, for protocol 2,
 * PEP 3154, 2011, for 4, PEP 574, 2018, for 5).
 */
export const opcodes: ReadonlyMap<number, Opcode | 'stop'> = new Map<number, Opcode | 'stop'>([
  // the frame of a pickle
  [0x80, ({ reader }) => checkProtocol(reader.u8(), (problem) => reader.fail(problem, reader.position - 1))],
  [0x95, ({ reader }) => void reader.u64()],
  [of('.'), 'stop'],

  // the stack
  [of('('), (m) => m.mark()],
  [of('0'), (m) => void (m.popBareMark() || m.pop())],
  [of('1'), (m) => void m.popToMark()],
  [of('2'), (m) => m.push(m.top())],

  // numbers and constants
  [of('N'), (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  [of('I'), (m) => m.push(intOrBool(m))],
  [of('J'), (m) => m.push(m.reader.i32())],
  [of('K'), (m) => m.push(m.reader.u8())],
  [of('M'), (m) => m.push(m.reader.u16())],
  [of('L'), (m) => m.push(m.reader.integerFrom(m.reader.textLine().replace(/L$/, '')))],
  [0x8a, (m) => m.push(m.reader.integer(m.reader.u8()))],
  [0x8b, (m) => m.push(m.reader.integer(m.reader.u32()))],
  [of('F'), (m) => m.push(float(m))],
  [of('G'), (m) => m.push(m.reader.f64BigEndian())],

  // texts and bytes; Python 2's strings are bytes that PyTorch reads as UTF-8
  [of('S'), (m) => m.push(unquoted(m.reader))],
  [of('T'), (m) => m.push(m.reader.text(m.reader.u32()))],
  [of('U'), (m) => m.push(m.reader.text(m.reader.u8()))],
  [of('V'), (m) => m.push(rawUnicode(m.reader))],
  [of('X'), (m) => m.push(m.reader.text(m.reader.u32()))],
  [0x8c, (m) => m.push(m.reader.text(m.reader.u8()))],
  [0x8d, (m) => m.push(m.reader.text(m.reader.u64()))],
  [of('B'), (m) => m.push(m.reader.bytes(m.reader.u32()))],
  [of('C'), (m) => m.push(m.reader.bytes(m.reader.u8()))],
  [0x8e, (m) => m.push(m.reader.bytes(m.reader.u64()))],
  [0x96, (m) => m.push(m.reader.bytes(m.reader.u64()))],
  [0x97, (m) => m.fail('the pickle keeps bytes outside of the file')],
  [0x98, () => undefined],

  // containers
  [of(']'), (m) => m.push(new PySequence('list', []))],
  [of('l'), (m) => m.push(new PySequence('list', m.popToMark()))],
  [of('a'), (m) => append(m, [m.pop()])],
  [of('e'), (m) => append(m, m.popToMark())],
  [of(')'), (m) => m.push(new PySequence('tuple', []))],
  [of('t'), (m) => m.push(new PySequence('tuple', m.popToMark()))],
  [0x85, (m) => m.push(new PySequence('tuple', popMany(m, 1)))],
  [0x86, (m) => m.push(new PySequence('tuple', popMany(m, 2)))],
  [0x87, (m) => m.push(new PySequence('tuple', popMany(m, 3)))],
  [of('}'), (m) => m.push(new PyDict())],
  [of('d'), (m) => m.push(dictOf(m))],
  [of('s'), (m) => setItems(m, popMany(m, 2))],
  [of('u'), (m) => setItems(m, m.popToMark())],
  [0x8f, (m) => m.push(new PySequence('set', []))],
  [0x90, (m) => pushAll(m.popToMark(), (items) => m.sequence('set').push(...items))],
  [0x91, (m) => m.push(new PySequence('set', m.popToMark()))],

  // the memo
  [of('p'), (m) => m.remember(m.reader.integerFrom(m.reader.textLine()))],
  [of('q'), (m) => m.remember(m.reader.u8())],
  [of('r'), (m) => m.remember(m.reader.u32())],
  [0x94, (m) => m.remember(m.memo.size)],
  [of('g'), (m) => m.recall(m.reader.integerFrom(m.reader.textLine()))],
  [of('h'), (m) => m.recall(m.reader.u8())],
  [of('j'), (m) => m.recall(m.reader.u32())],

  // names, calls and ids
  [of('c'), (m) => m.push(m.find(m.reader.textLine(), m.reader.textLine()))],
  [0x93, stackGlobal],
  [of('R'), reduce],
  [0x81, reduce],
  [0x92, newObjectWithNames],
  [of('i'), (m) => m.push(m.call(m.find(m.reader.textLine(), m.reader.textLine()), m.popToMark()))],
  [of('o'), oldObject],
  [of('b'), build],
  [
    of('P'),
    (m) => m.fail('the pickle names storages by text, as protocol 0 does; save with protocol 2 or newer'),
  ],
  [of('Q'), (m) => m.push(m.persistent(m.pop()))],
  [0x82, extension],
  [0x83, extension],
  [0x84, extension],
]);

function of(character: string): number {
  return character.charCodeAt(0);
}

function checkProtocol(protocol: number, fail: (problem: string) => never): void {
  if (protocol > 5) fail(`the pickle is of protocol ${protocol}, but 5 is the newest one that is known`);
}

function intOrBool({ reader }: PickleMachine): number | bigint | boolean {
  const digits = reader.textLine();
  // protocol 0 writes True and False so, and no number with a zero before it
  return digits === '01' || digits === '00' ? digits === '01' : reader.integerFrom(digits);
}

const notFinite = new Map([
  ['inf', Infinity],
  ['-inf', -Infinity],
  ['nan', NaN],
]);

function float({ reader }: PickleMachine): number {
  const text = reader.textLine();
  const value = notFinite.get(text) ?? (/^[-+.0-9eE]{1,64}$/.test(text) ? Number(text) : NaN);
  if (Number.isNaN(value) && text !== 'nan') reader.fail('expected a number');
  return value;
}

/** Calls back with so few items at a time that they can be spread into arguments. */
function pushAll(items: readonly PyValue[], push: (some: readonly PyValue[]) => void): void {
  for (let i = 0; i < items.length; i += 4096) push(items.slice(i, i + 4096));
}

function append(machine: PickleMachine, items: readonly PyValue[]): void {
  const list = machine.sequence('list');
  pushAll(items, (some) => list.push(...some));
}

function popMany(machine: PickleMachine, count: number): PyValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function dictOf(machine: PickleMachine): PyDict {
  const dict = new PyDict();
  machine.putAll(dict, machine.popToMark());
  return dict;
}

function setItems(machine: PickleMachine, items: readonly PyValue[]): void {
  machine.putAll(machine.dict(), items);
}

function stackGlobal(machine: PickleMachine): void {
  const [module, name] = popMany(machine, 2);
  if (typeof module !== 'string' || typeof name !== 'string') return machine.fail('a name must be two texts');
  machine.push(machine.find(module, name));
}

/** Calls what stands below a tuple of arguments; making an object of a class is the same here. */
function reduce(machine: PickleMachine): void {
  const [callee, args] = popMany(machine, 2);
  if (!(args instanceof PySequence)) return machine.fail('a call must have a tuple of arguments');
  machine.push(machine.call(callee!, args.items));
}

function newObjectWithNames(machine: PickleMachine): void {
  const named = machine.pop();
  if (!(named instanceof PyDict) || named.entries.size > 0) {
    machine.fail('an object is made with arguments by name, which nothing here takes');
  }
  reduce(machine);
}

function oldObject(machine: PickleMachine): void {
  const [callee = null, ...args] = machine.popToMark();
  machine.push(machine.call(callee, args));
}

/** Attributes of a dict, such as the `_metadata` of a state dict, are not among its entries: they are passed over. */
function build(machine: PickleMachine): void {
  const state = machine.pop();
  const object = machine.top();
  if (object instanceof PyDict && (state === null || state instanceof PyDict)) return;
  const name = object instanceof PyName ? ` of ${object.name}` : '';
  machine.fail(`the pickle sets attributes${name}, which only those of a dict may be`);
}

function extension(machine: PickleMachine): void {
  machine.fail('the pickle names something by a number of the extension registry, which no file may lean on');
}
