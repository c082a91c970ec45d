/** What this page's worker can do. */
export const work = {};
