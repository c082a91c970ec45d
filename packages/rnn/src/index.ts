/** The Elman recurrent cell for Sluice. */
export {};
