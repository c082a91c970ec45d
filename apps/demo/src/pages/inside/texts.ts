import type { Texts } from '../../text/language.js';

const en = {
  example: 'The gate (old and slow) opened, and the water ran on.',
  sentence: 'Sentence to read',
  length: (count: number, atMost: number) => `${count} of ${atMost} characters`,
  empty: 'Nothing is written here, so the example is read.',
  play: 'Play',
  stop: 'Stop',
  stepLabel: 'Character that is read',
  step: (step: number, of: number, character: string) => `step ${step} of ${of}: ${character}`,
  diagram: 'One step of the cell',
  input: 'Input at this step',
  inputMeaning: (character: string) =>
    `The numbers that stand for ${character}. They are learned, as the weights are.`,
  gates: 'Gates at this step',
  noGates: 'This cell has no gates: at each step its whole state is made anew.',
  states: 'State after this step',
  stateMeaning: (name: string, count: number): string =>
    name === 'h'
      ? count > 1
        ? 'What the cell shows, and what its gates read in the next step.'
        : 'What the cell shows, and all that it takes along to the next step.'
      : name === 'c'
        ? 'The memory: what the gates keep and write, and nobody else sees.'
        : 'A part of what the cell takes along to the next step.',
  open: 'open',
  mean: 'mean',
  units: (name: string, count: number) => `${name}: ${count} units`,
  unit: (number: number) => `unit ${number}`,
  mapRows: 'What is shown unit by unit',
  allChoice: 'All gates, every unit',
  gateChoice: (name: string) => `${name}: every unit`,
  stateChoice: (name: string) => `State ${name}: every unit`,
  meansTitle: 'How far each gate is open, character by character',
  divided: (by: string) => `(divided by ${by})`,
  unitsHint: 'Look for a row that changes where something begins or ends: at a bracket, a space, a comma.',
  training: 'The model that reads',
  trainingWhat: (units: number) =>
    `A new cell’s gates say little. So ${units} units of this cell learn here to guess the next character of a short text and of your sentence.`,
  untrained: 'untrained',
  trained: (steps: string) => `trained for ${steps} steps`,
  loss: (loss: string) => `${loss} nats per character`,
  more: (steps: number) => `Train ${steps} more steps`,
  goOn: 'Train on',
  forgetAll: 'Back to untrained',
  enough: 'It has trained as long as this page lets it.',
  equations: 'Equations, read off the traced step',
  by: (authors: string, year: number) => `${authors}, ${year}`,
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    example: '문이 열리고(아주 천천히) 물이 다시 흘렀다.',
    sentence: '읽을 문장',
    length: (count, atMost) => `${atMost}자 중 ${count}자`,
    empty: '입력한 문장이 없어 예문을 읽습니다.',
    play: '재생',
    stop: '멈춤',
    stepLabel: '읽고 있는 글자',
    step: (step, of, character) => `${of}단계 중 ${step}단계: ${character}`,
    diagram: '셀의 한 단계',
    input: '이 단계의 입력',
    inputMeaning: (character) =>
      `글자 ‘${character}’에 해당하는 수들입니다. 가중치처럼 이 수들도 학습합니다.`,
    gates: '이 단계의 게이트',
    noGates: '이 셀에는 게이트가 없습니다. 단계마다 상태 전체를 새로 만듭니다.',
    states: '이 단계를 마친 상태',
    stateMeaning: (name, count) =>
      name === 'h'
        ? count > 1
          ? '셀이 밖으로 보여 주는 값이며, 다음 단계에서 게이트가 읽습니다.'
          : '셀이 밖으로 보여 주는 값이며, 다음 단계로 가져가는 것의 전부입니다.'
        : name === 'c'
          ? '기억입니다. 게이트가 간직하고 써 넣으며, 밖에서는 보이지 않습니다.'
          : '셀이 다음 단계로 가져가는 것의 일부입니다.',
    open: '열림',
    mean: '평균',
    units: (name, count) => `${name}: 유닛 ${count}개`,
    unit: (number) => `유닛 ${number}`,
    mapRows: '유닛별로 볼 것',
    allChoice: '모든 게이트의 모든 유닛',
    gateChoice: (name) => `${name}: 모든 유닛`,
    stateChoice: (name) => `상태 ${name}: 모든 유닛`,
    meansTitle: '글자마다 각 게이트가 열린 정도',
    divided: (by) => `(${by}(으)로 나눈 값)`,
    unitsHint: '괄호나 빈칸, 쉼표처럼 무언가 시작되거나 끝나는 곳에서 달라지는 행을 찾아보세요.',
    training: '문장을 읽는 모델',
    trainingWhat: (units) =>
      `갓 만든 셀의 게이트는 별로 말해 주는 것이 없습니다. 그래서 이 셀의 유닛 ${units}개가 짧은 글과 입력한 문장의 다음 글자를 맞히도록 여기서 바로 학습합니다.`,
    untrained: '학습 전',
    trained: (steps) => `${steps}단계 학습함`,
    loss: (loss) => `글자당 ${loss}내트`,
    more: (steps) => `${steps}단계 더 학습`,
    goOn: '이어서 학습',
    forgetAll: '학습 전으로 되돌리기',
    enough: '이 페이지에서 할 수 있는 만큼 학습했습니다.',
    equations: '한 단계를 추적해서 얻은 수식',
    by: (authors, year) => `${authors}, ${year}`,
  },
};
