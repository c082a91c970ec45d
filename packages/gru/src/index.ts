/** The gated recurrent unit cell for Sluice. */
export {};
