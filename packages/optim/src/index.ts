/** Optimizers, schedules and clipping for Sluice, each written as equations over values. */
export {};
