/** The Sluice trainer: batches, metrics, callbacks and text generation. */
export {};
