/** The long short-term memory cell for Sluice. */
export {};
