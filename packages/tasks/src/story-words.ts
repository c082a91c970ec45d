/** People, of whom a story takes as many as it is told to. */
export const people = (
  'Sooft Ware Mina Joon Ada Bela Cleo Dario Elif Farid Greta Hugo Ines Jiho Kofi Lena Marek Nuri Olga Pavel Quinn Rosa ' +
  'Sena Tomas Uma Viktor Wanda Xenia Yuna Zoltan Amir Bora Chidi Dilan Emil Freya Goran Hana Ivo Jana'
).split(' ');

/** What somebody was doing: two words each. */
export const pastimes = (
  'watching TV, reading letters, playing chess, cooking rice, drinking tea, singing songs, painting boats, ' +
  'mending shoes, writing poems, counting coins, baking bread, peeling apples'
).split(', ');

export const places = (
  'kitchen garden library attic cellar garage hall office workshop station market harbour school museum bakery ' +
  'theatre stable tower bridge park'
).split(' ');

/** What else somebody did with a place: three words each, before its name. */
export const errands = 'went to the, came from the, looked for the, talked about the, dreamt of the'.split(
  ', ',
);
