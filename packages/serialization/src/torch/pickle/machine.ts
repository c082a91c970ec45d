import { quote } from '../../text.js';
import { opcodes } from './opcodes.js';
import type { PickleReader } from './reader.js';
import { describePy, PyDict, PyName, PySequence, type PyValue } from './values.js';

/** What the format behind a pickle makes of its names and ids. */
export interface PickleHooks {
  /** What a name stands for; throws where it is to be refused. */
  find(module: string, name: string): PyName;
  /** What an id stands for that the pickle says is kept elsewhere. */
  persistent(id: PyValue): PyValue;
}

/**
 * The stack machine that a pickle is a program for, without Python behind it: names are looked up in a list of a few, and
 * nothing else is ever called. Every step takes a byte at least and makes a value at most, so that time and memory are
 * bounded by the pickle's length.
 */
export class PickleMachine {
  readonly reader: PickleReader;
  readonly memo = new Map<number, PyValue>();
  readonly #hooks: PickleHooks;
  readonly #stack: PyValue[] = [];
  readonly #marks: number[] = [];
  /** How much may still be copied, so that a short pickle cannot ask for a long list again and again. */
  #allowance: number;

  constructor(reader: PickleReader, hooks: PickleHooks) {
    this.reader = reader;
    this.#hooks = hooks;
    this.#allowance = 2 ** 16 + 16 * reader.length;
  }

  push(value: PyValue): void {
    this.#stack.push(value);
  }

  pop(): PyValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) this.fail('the stack holds too little');
    return this.#stack.pop()!;
  }

  top(): PyValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  /** Removes a mark that nothing stands on, if there is one. */
  popBareMark(): boolean {
    if (this.#marks.at(-1) !== this.#stack.length) return false;
    this.#marks.pop();
    return true;
  }

  /** What stands on the last mark; both are taken from the stack. */
  popToMark(): PyValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) return this.fail('the stack holds no mark');
    return this.#stack.splice(mark);
  }

  /** The list or set on top of the stack. */
  sequence(kind: 'list' | 'set'): PyValue[] {
    const value = this.top();
    if (value instanceof PySequence && value.kind === kind) return value.items;
    return this.fail(`expected a ${kind} on the stack, but found ${describePy(value)}`);
  }

  dict(): PyDict {
    const value = this.top();
    return value instanceof PyDict
      ? value
      : this.fail(`expected a dict on the stack, but found ${describePy(value)}`);
  }

  /** Puts keys and values, in turn, into a dict. */
  putAll(dict: PyDict, items: readonly PyValue[]): void {
    if (items.length % 2 !== 0) this.fail('a dict has a key without a value');
    for (let i = 0; i < items.length; i += 2) {
      const key = this.#keyText(items[i]!);
      if (dict.entries.has(key)) this.fail(`a dict has two keys that read ${quote(key)}`);
      dict.entries.set(key, items[i + 1]!);
    }
  }

  remember(index: number | bigint, value = this.top()): void {
    this.memo.set(Number(index), value);
  }

  recall(index: number | bigint): void {
    const value = this.memo.get(Number(index));
    if (value === undefined) this.fail(`the memo holds nothing by the number ${index}`);
    this.push(value);
  }

  find(module: string, name: string): PyName {
    return this.#hooks.find(module, name);
  }

  persistent(id: PyValue): PyValue {
    return this.#hooks.persistent(id);
  }

  call(callee: PyValue, args: readonly PyValue[]): PyValue {
    if (!(callee instanceof PyName) || !callee.call) {
      return this.fail(`${quote(describePy(callee))} is called, which is never done`);
    }
    return callee.call(args, (amount) => this.#spend(amount));
  }

  fail(problem: string): never {
    return this.reader.fail(problem);
  }

  /** Runs to the end of the pickle; the reader then stands behind it. */
  run(): PyValue {
    for (;;) {
      const code = this.reader.u8();
      const opcode = opcodes.get(code);
      if (opcode === 'stop') break;
      if (!opcode) this.reader.fail(`there is no pickle instruction ${code}`, this.reader.position - 1);
      opcode(this);
    }
    const result = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0)
      this.fail('the pickle leaves something on the stack');
    return result;
  }

  /** Keys are texts here: Python's other plain keys as Python prints them, since 0 and '0' hardly ever occur together. */
  #keyText(key: PyValue): string {
    if (typeof key === 'string') return key;
    const text = key instanceof PySequence && key.kind === 'tuple' ? tupleText(key) : plainText(key);
    if (text === undefined)
      this.fail(`a dict has ${quote(describePy(key))} for a key; only plain values can be one`);
    this.#spend(text.length);
    return text;
  }

  #spend(amount: number): void {
    this.#allowance -= amount;
    if (this.#allowance < 0)
      this.fail('the pickle copies far more than it holds; it is damaged, or made to deceive');
  }
}

/** A longer key is no key. */
const MAX_KEY_LENGTH = 1000;

function tupleText({ items }: PySequence): string | undefined {
  let text = '';
  for (const item of items) {
    const part = typeof item === 'string' ? `'${item}'` : plainText(item);
    if (part === undefined || text.length + part.length > MAX_KEY_LENGTH) return undefined;
    text += text === '' ? part : `, ${part}`;
  }
  return `(${text})`;
}

function plainText(value: PyValue): string | undefined {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}
