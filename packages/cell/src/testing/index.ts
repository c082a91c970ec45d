/** The conformance suite that every cell and wrapper runs. */
export {};
