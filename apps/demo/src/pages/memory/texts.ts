import type { Texts } from '../../text/language.js';
import type { MemoryTask, TaskControl } from './settings.js';

type TaskWords = Readonly<Record<MemoryTask, string>>;

const en = {
  settings: 'Settings',
  task: 'Task',
  tasks: {
    storyRecall: 'Stories: who was in the room?',
    adding: 'Adding: two marked numbers',
    copyMemory: 'Copying: symbols after a silence',
  } as TaskWords,
  about: {
    storyRecall:
      'Somebody is in a room, somebody comes in, and much else happens. To whom did the one who came in say hi? ' +
      'The answer stands in the first word, and only a memory brings it to the end.',
    adding:
      'A number comes at each step, and two of them are marked. At the end their sum is asked for. Who always answers 1, ' +
      'the mean, has a squared error of 1/6.',
    copyMemory:
      'Some symbols, a long silence, a sign (!), and then the symbols are to be said again, in order. Who guesses is ' +
      'right once in as many as there are kinds.',
  } as TaskWords,
  options: {
    gap: 'Gap: sentences in between',
    people: 'People in the stories',
    length: 'Length of a sequence',
    delay: 'Silence before the sign',
    symbols: 'Symbols to remember',
    alphabet: 'Kinds of symbols',
  } as Readonly<Record<TaskControl['option'], string>>,
  units: { gap: '', people: '', length: 'steps', delay: 'steps', symbols: '', alphabet: '' } as Readonly<
    Record<TaskControl['option'], string>
  >,
  learn: 'They learn from',
  learns: { all: 'this long and shorter, mixed', longest: 'this long only' },
  fair: 'The same for all cells',
  fairs: { hidden: 'hidden size', parameters: 'number of parameters' },
  hidden: 'Hidden size',
  parameters: 'Parameters, about',
  steps: 'Steps of training',
  rate: 'Learning rate',
  seed: (seed: string) => `Seed ${seed}`,
  anotherSeed: 'Another seed',
  locked: 'While they train, the settings are fixed.',
  examples: 'Examples of the test, and what each cell answers',
  spans: {
    storyRecall: (gap: string) => `Gap of ${gap}`,
    adding: (length: string) => `Length of ${length}`,
    copyMemory: (delay: string) => `Silence of ${delay}`,
  } as Readonly<Record<MemoryTask, (span: string) => string>>,
  beyond: 'longer than any that they learn from',
  leftOut: {
    storyRecall: (count: string) => `… ${count} more sentences …`,
    adding: (count: string) => `… ${count} more …`,
    copyMemory: (count: string) => ` …${count} more… `,
  } as Readonly<Record<MemoryTask, (count: string) => string>>,
  rightAnswer: 'Right answer',
  right: 'right',
  wrong: 'wrong',
  notYet: 'not asked yet',
  bySpan: {
    storyRecall: 'Accuracy by gap',
    adding: 'Error by length',
    copyMemory: 'Accuracy by length of the silence',
  } as TaskWords,
  spanAxis: { storyRecall: 'Gap', adding: 'Length', copyMemory: 'Silence' } as TaskWords,
  spanUnit: { storyRecall: 'sentences', adding: 'steps', copyMemory: 'steps' } as TaskWords,
  bySpanCaption: (each: number) =>
    `The line in the plot is the longest that they learn from. Each point is of ${each} test examples, so one of them more or less is about 2 %.`,
  bySpanCaptionError: (each: number) =>
    `The line in the plot is the longest that they learn from. Each point is the mean of ${each} test examples.`,
  verdict: 'What came out',
  solved: (cell: string, step: string, goal: string) => `${cell}: ${goal} from step ${step} on.`,
  part: (cell: string, measure: string, value: string, from?: string) =>
    `${cell}: ${measure.toLowerCase()} ${value}${from ? `; from a ${from.toLowerCase()} on no better than without a memory` : ''}.`,
  nothing: (cell: string, step: string) =>
    `${cell}: after ${step} steps no better than somebody without a memory.`,
  goal: {
    higher: 'right at least 95 times in 100',
    lower: (error: string) => `a squared error below ${error}`,
  },
  findings: {
    storyRecall:
      'What we saw with the settings as they are at first and seeds 1 to 5: the LSTM was there at step 560 to 770, the GRU at 910 to 1,610, and ' +
      'the RNN not at all. With a gap of 0 the RNN learns it too, at step 840 to 1,120. The order of LSTM and GRU is that of this task ' +
      'at this learning rate: at 0.01 the GRU was there at step 200 to 320 and the LSTM at 640 to 760. Other seeds, other steps.',
    adding:
      'What we saw with the settings as they are at first and seeds 1 to 3: the GRU was there at step 300 to 400, the LSTM at 500 to 600. The RNN was not, and the ' +
      'longer the sequence, the more it is like somebody without a memory. With stories at their rate the LSTM comes first: ' +
      'between these two the winner depends on the task. Other seeds, other steps.',
    copyMemory:
      'What we saw with the settings as they are at first and seeds 1 and 2: after 1,500 steps the GRU said 96 % of ' +
      'the symbols right, the LSTM 76 % and 86 %, the RNN 12 % and 15 %, as ' +
      'many as one guesses. Other seeds, other figures.',
  } as TaskWords,
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    settings: '설정',
    task: '과제',
    tasks: {
      storyRecall: '이야기: 방에 누가 있었나?',
      adding: '덧셈: 표시된 두 수',
      copyMemory: '복사: 침묵 뒤에 기호 되말하기',
    },
    about: {
      storyRecall:
        '누군가 방에 있고, 다른 누군가 들어오고, 그 뒤로 여러 일이 일어납니다. 들어온 사람은 누구에게 인사했을까요? ' +
        '답은 첫 단어에 있으며, 기억이 있어야만 끝까지 가져올 수 있습니다.',
      adding:
        '스텝마다 수가 하나씩 들어오고 그중 둘에 표시가 있습니다. 마지막에 두 수의 합을 묻습니다. 항상 평균인 1이라고 답하면 ' +
        '제곱 오차는 1/6입니다.',
      copyMemory:
        '기호 몇 개, 긴 침묵, 신호(!)가 나오면 처음의 기호를 순서대로 다시 말해야 합니다. 찍어서 맞힐 확률은 기호의 종류가 ' +
        'n가지일 때 1/n입니다.',
    },
    options: {
      gap: '간격: 사이에 낀 문장 수',
      people: '등장인물 수',
      length: '수열의 길이',
      delay: '신호까지의 침묵',
      symbols: '기억할 기호 수',
      alphabet: '기호의 종류',
    },
    units: { gap: '', people: '', length: '스텝', delay: '스텝', symbols: '', alphabet: '' },
    learn: '학습에 쓰는 예제',
    learns: { all: '이 길이와 더 짧은 것을 섞어서', longest: '이 길이만' },
    fair: '모든 셀에 똑같이 맞출 것',
    fairs: { hidden: '은닉 크기', parameters: '매개변수 수' },
    hidden: '은닉 크기',
    parameters: '매개변수 수(대략)',
    steps: '학습 스텝',
    rate: '학습률',
    seed: (seed) => `시드 ${seed}`,
    anotherSeed: '다른 시드로',
    locked: '학습하는 동안에는 설정을 바꿀 수 없습니다.',
    examples: '테스트 예제와 각 셀의 답',
    spans: {
      storyRecall: (gap) => `간격 ${gap}`,
      adding: (length) => `길이 ${length}`,
      copyMemory: (delay) => `침묵 ${delay}`,
    },
    beyond: '학습한 어떤 예제보다도 깁니다',
    leftOut: {
      storyRecall: (count) => `… 문장 ${count}개 더 …`,
      adding: (count) => `… ${count}개 더 …`,
      copyMemory: (count) => ` …${count}개 더… `,
    },
    rightAnswer: '정답',
    right: '맞음',
    wrong: '틀림',
    notYet: '아직 묻지 않음',
    bySpan: {
      storyRecall: '간격별 정확도',
      adding: '길이별 오차',
      copyMemory: '침묵 길이별 정확도',
    },
    spanAxis: { storyRecall: '간격', adding: '길이', copyMemory: '침묵' },
    spanUnit: { storyRecall: '문장', adding: '스텝', copyMemory: '스텝' },
    bySpanCaption: (each) =>
      `그래프 안의 세로선은 학습에 쓰인 가장 긴 길이입니다. 점 하나는 테스트 예제 ${each}개의 결과이므로 예제 하나가 약 2%입니다.`,
    bySpanCaptionError: (each) =>
      `그래프 안의 세로선은 학습에 쓰인 가장 긴 길이입니다. 점 하나는 테스트 예제 ${each}개의 평균입니다.`,
    verdict: '결과',
    solved: (cell, step, goal) => `${cell}: ${step}스텝부터 ${goal}.`,
    part: (cell, measure, value, from) =>
      `${cell}: ${measure} ${value}${from ? `. ${from}부터는 기억 없이 답하는 것보다 낫지 않습니다` : ''}.`,
    nothing: (cell, step) => `${cell}: ${step}스텝이 지나도 기억 없이 답하는 것보다 낫지 않습니다.`,
    goal: { higher: '100번 중 95번 이상 정답', lower: (error) => `제곱 오차 ${error} 미만` },
    findings: {
      storyRecall:
        '처음 설정 그대로 시드 1~5로 해 본 결과: LSTM은 560~770스텝, GRU는 910~1,610스텝에 도달했고 RNN은 끝내 도달하지 못했습니다. ' +
        '간격이 0이면 RNN도 840~1,120스텝에 배웁니다. LSTM과 GRU의 순서는 이 과제와 이 학습률에서만 그렇습니다. 학습률 0.01에서는 GRU가 ' +
        '200~320스텝, LSTM이 640~760스텝이었습니다. 시드가 다르면 스텝 수도 달라집니다.',
      adding:
        '처음 설정 그대로 시드 1~3으로 해 본 결과: GRU는 300~400스텝, LSTM은 500~600스텝에 도달했습니다. RNN은 도달하지 못했고, 수열이 길수록 기억 없이 ' +
        '답하는 것에 가까워졌습니다. 이야기 과제에서는 그 학습률에서 LSTM이 먼저였으니, 둘 중 누가 나은지는 과제에 따라 다릅니다. 시드가 ' +
        '다르면 스텝 수도 달라집니다.',
      copyMemory:
        '처음 설정 그대로 시드 1과 2로 해 본 결과: 1,500스텝 뒤 GRU는 기호의 96%, LSTM은 76%와 86%, ' +
        'RNN은 12%와 15%를 맞혔습니다. RNN은 찍어서 맞히는 정도입니다. 시드가 다르면 수치도 달라집니다.',
    },
  },
};
