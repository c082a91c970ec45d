/** Benchmarks of Sluice against its peers. */
export {};
