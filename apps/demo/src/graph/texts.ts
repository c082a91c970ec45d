import type { Texts } from '../text/language.js';

const en = {
  picture: (cell: string) => `How ${cell} computes a step`,
  kinds: {
    input: 'input',
    state: 'state before the step',
    'next-state': 'state after the step',
    gate: 'gate',
    operation: 'operation',
    output: 'output',
  },
  shape: (shape: string) => `shape ${shape}`,
  reads: (names: string) => `reads ${names}`,
  open: (percent: string) => `${percent} open`,
  mean: (value: string) => `mean ${value}`,
  carries: (state: string) => `on the path of ${state}`,
  legend: { gate: 'gate', state: 'path of a state' },
  hint: 'Point at a node, or reach it with the Tab key, to see what it computes.',
  equations: 'Equations',
  signs: { times: 'element by element', dot: 'matrix product' },
};

export const graphTexts: Texts<typeof en> = {
  en,
  ko: {
    picture: (cell) => `${cell} 셀의 한 단계 계산 과정`,
    kinds: {
      input: '입력',
      state: '이전 상태',
      'next-state': '다음 상태',
      gate: '게이트',
      operation: '연산',
      output: '출력',
    },
    shape: (shape) => `형태 ${shape}`,
    reads: (names) => `${names}에서 값을 받음`,
    open: (percent) => `${percent} 열림`,
    mean: (value) => `평균 ${value}`,
    carries: (state) => `상태 ${state}의 경로`,
    legend: { gate: '게이트', state: '상태의 경로' },
    hint: '노드에 마우스를 올리거나 Tab 키로 이동하면 무엇을 계산하는지 볼 수 있습니다.',
    equations: '수식',
    signs: { times: '원소별 곱', dot: '행렬 곱' },
  },
};
