import type { ValueType } from './value-type.js';
import { AssemblerError } from './errors.js';

/** A local variable or a parameter of the function being built. */
export interface Local<T extends ValueType = ValueType> {
  readonly type: T;
  readonly index: number;
}

/** Hands out locals and takes them back, so that a long function needs few of them. */
export interface LocalPool {
  /** A local whose content is unspecified: zero when it is fresh, the last user's value when it is reused. */
  acquire<T extends ValueType>(type: T): Local<T>;
  release(locals: readonly Local[]): void;
  owns(local: Local): boolean;
  /** Types of the locals after the parameters, in order. */
  readonly declared: readonly ValueType[];
}

export function createLocalPool(params: readonly Local[]): LocalPool {
  const declared: ValueType[] = [];
  const live = new Set<Local>(params);
  const free: Record<ValueType, Local[]> = { i32: [], f32: [], v128: [] };

  return {
    declared,
    acquire<T extends ValueType>(type: T): Local<T> {
      const index = free[type].pop()?.index ?? params.length + declared.push(type) - 1;
      // A fresh object for each use: a handle kept past its release is then recognised as stale.
      const local = { type, index };
      live.add(local);
      return local;
    },
    release(locals) {
      for (const local of locals) {
        if (!live.delete(local)) {
          throw new AssemblerError(
            `Local ${local.index} was already released, or belongs to another function.`,
          );
        }
        free[local.type].push(local);
      }
    },
    owns: (local) => live.has(local),
  };
}
