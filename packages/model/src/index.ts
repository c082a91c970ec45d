/** A Sluice cell with its weights on a backend: predict, stream, inspect. */
export {};
