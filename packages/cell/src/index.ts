/** The one cell interface of Sluice: defineCell, sequential, wrappers, bidirectional and unrolling. */
export {};
