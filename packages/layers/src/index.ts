/** Cells without state for Sluice: embedding, linear, dropout, layer norm; and the losses. */
export {};
