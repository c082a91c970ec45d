import type { Texts } from '../text/language.js';

const en = {
  step: 'Step',
  steps: 'steps',
  loss: 'Loss while learning',
  lossAxis: 'Loss',
  cell: 'Cell',
  parameters: 'Parameters',
  hiddenSize: 'Hidden size',
  timePerStep: 'Time per step',
  lastLoss: 'Loss',
  milliseconds: 'ms',
  baseline: 'Without a memory',
  measures: {
    accuracy: 'Accuracy',
    'mean squared error': 'Mean squared error',
    'cross-entropy': 'Cross-entropy',
  } as Readonly<Record<string, string>>,
  onTest: 'on test examples',
  failed: (cell: string) => `${cell} has stopped; the others go on.`,
  detail: (step: string, steps: string) => `step ${step} of ${steps}`,
  left: (seconds: number) =>
    seconds < 60 ? `about ${seconds} s left` : `about ${Math.ceil(seconds / 60)} min left`,
  results: 'How far each has come',
};

export const raceTexts: Texts<typeof en> = {
  en,
  ko: {
    step: '스텝',
    steps: '스텝',
    loss: '학습 중의 손실',
    lossAxis: '손실',
    cell: '셀',
    parameters: '매개변수 수',
    hiddenSize: '은닉 크기',
    timePerStep: '스텝당 시간',
    lastLoss: '손실',
    milliseconds: 'ms',
    baseline: '기억 없이 답할 때',
    measures: {
      accuracy: '정확도',
      'mean squared error': '평균 제곱 오차',
      'cross-entropy': '교차 엔트로피',
    },
    onTest: '테스트 예제 기준',
    failed: (cell) => `${cell} 셀의 학습이 중단되었습니다. 나머지는 계속합니다.`,
    detail: (step, steps) => `${steps}스텝 중 ${step}스텝`,
    left: (seconds) => (seconds < 60 ? `약 ${seconds}초 남음` : `약 ${Math.ceil(seconds / 60)}분 남음`),
    results: '지금까지의 결과',
  },
};
