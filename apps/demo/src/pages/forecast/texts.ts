import type { Texts } from '../../text/language.js';
import { ko } from './texts-ko.js';

const en = {
  title: 'Forecast',
  lead: 'A cell learns a series, is tested on years that it has not seen, and looks ahead.',

  series: 'Series',
  co2: 'CO₂ at Mauna Loa',
  ownFile: 'Your own CSV',
  drop: 'or drop it anywhere on this page: a column of values, and one of dates or numbers if there is one.',
  dropHere: 'Let go to read the file',
  noSeries: 'Series',
  reading: 'Reading the series…',
  fileGone: (name: string) =>
    `This address was made with ${name ? `the file ‘${name}’` : 'a file'}, which is too long to stand in it. Choose the file again, ` +
    'or take the series of Mauna Loa.',
  credit:
    'Monthly means, measured by the NOAA Global Monitoring Laboratory and the Scripps Institution of Oceanography; the latest months are preliminary.',
  summary: (values: string, from: string, to: string) => `${values} values, ${from} to ${to}`,
  timeColumn: 'Times',
  valueColumn: 'Values',
  noTime: 'None: lines follow each other at equal steps',
  column: (name: string, place: number) => (/^\d+$/.test(name) ? `column ${place}` : name),
  kind: { dates: 'dates', numbers: 'numbers', words: 'words' },
  mended: (count: number) =>
    count === 1 ? 'One thing to know about this file' : `${count} things to know about this file`,
  saveSeries: 'Save the series as CSV',
  step: 'Step',
  time: 'Time',

  settings: 'Settings',
  learns: 'What is learnt',
  learnable: {
    level: 'the values themselves',
    change: 'changes from step to step',
    season: 'changes against past seasons',
  },
  inPercent: {
    level: 'logarithms themselves',
    change: 'changes in percent from step to step',
    season: 'changes in percent against past seasons',
  },
  run: (cell: string, learns: string, hidden: string, steps: string) =>
    `${cell}: ${learns}; hidden size ${hidden}, ${steps} steps`,
  logarithm: 'Of logarithms: changes in percent',
  noLogarithm: 'Logarithms need values that are all above 0.',
  season: 'Season',
  held: 'Held out at the end',
  horizon: 'Look ahead',
  hidden: 'Hidden size',
  window: 'Length of a training stretch',
  steps: 'Training steps',
  rate: 'Learning rate, at first',
  decay: 'Weight decay',
  seed: 'Seed',
  units: {
    months: (count: number): string => (count === 1 ? 'month' : 'months'),
    days: (count: number): string => (count === 1 ? 'day' : 'days'),
    hours: (count: number): string => (count === 1 ? 'hour' : 'hours'),
    steps: (count: number): string => (count === 1 ? 'step' : 'steps'),
  },
  noSeason: 'none',
  reset: 'Back to the defaults',

  progress: (step: string, of: string, loss: string) => `step ${step} of ${of} · loss ${loss}`,
  spent: (seconds: string, parameters: string) => `${seconds} s · ${parameters} parameters`,

  shown: 'Shown',
  showing: { recent: 'The newest part', all: 'The whole series' },
  chart: (name: string) => `${name}: known, forecast, and what is to come`,
  known: 'Known',
  oneAhead: 'One step ahead',
  heldOut: 'Held out, unseen',
  naiveLine: 'Last season',
  naiveLineLast: 'Last value',
  future: 'Future',
  bandLow: '8 of 10, from',
  bandHigh: '8 of 10, to',
  heldRegion: 'held out',
  futureRegion: 'future',
  residualsOne: 'One-step residuals',
  residualsHeld: 'Held-out residuals',
  residual: 'Known − forecast',
  residualAxis: 'Residual',
  distance: 'Steps ahead',
  lossChart: 'Loss',
  loss: 'Loss',

  figures: 'Mean absolute errors',
  forecaster: 'Forecast by',
  trained: 'One step ahead, trained part',
  heldOne: 'One step ahead, held-out part',
  heldAll: 'Whole held-out part, unseen',
  naive: {
    last: 'The last value again',
    season: 'The last season again',
    trend: 'The last season and its trend',
  },
  drift: 'The last value and its drift',
  beats: (cell: string, error: string, of: string, naive: string, times: string) =>
    `On what was held out, ${cell} errs by ${error} on average. ‘${naive}’ errs by ${of}, ${times} times as much.`,
  beaten: (cell: string, error: string, of: string, naive: string) =>
    `On what was held out, ${cell} errs by ${error} on average, which is no better than who learns nothing: ` +
    `‘${naive}’ errs by ${of}. Something else under ‘What is learnt’ may do better.`,
  strongest: (naive: string, of: string) =>
    `Yet ‘${naive}’ errs by ${of} only and needs no network. Something else under ‘What is learnt’ may do better.`,
  waiting:
    'After training, the errors of the cell stand here beside those of forecasts that anybody can make.',
  bandWords:
    'The band: forecasts were begun at up to 60 places of the held-out part, and at each distance 8 of 10 of them erred by no more ' +
    'than this. They overlap, and the future need not be like the past, so it is a rough guide. It ends where fewer than ten of them ' +
    'can be judged.',
  noBand: 'The held-out part is too short to say how far off forecasts are, so there is no band.',
  honest:
    'Scales and weights come from the trained part alone. The held-out part is forecast from its first step to its last without ' +
    'looking at it; only then does the cell’s state run through it, with the same weights, to look ahead.',
  settingsWords:
    'The defaults were chosen by how well they forecast this series before 2016, not by the years held out here.',
};

export type ForecastText = typeof en;

export const texts: Texts<ForecastText> = { en, ko };
