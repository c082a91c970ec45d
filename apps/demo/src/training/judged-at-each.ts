/** How many test examples cells are judged by at each span. */
export const judgedAtEach = 48;
