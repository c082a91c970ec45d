#!/usr/bin/env node
/** The sluice command: train, sample, compare, convert and inspect recurrent networks. */
export {};
