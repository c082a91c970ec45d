import type { Texts } from '../text/language.js';

const en = {
  wentWrong: 'This did not work.',
  tryAgain: 'Try again',
  start: 'Train',
  again: 'Train anew',
  starting: 'Getting ready…',
  pause: 'Pause',
  resume: 'Go on',
  cancel: 'Cancel',
  status: {
    idle: 'Not begun',
    starting: 'Getting ready',
    running: 'Training',
    paused: 'Paused',
    finished: 'Done',
    cancelled: 'Cancelled',
    failed: 'Failed',
  },
};

export const controlTexts: Texts<typeof en> = {
  en,
  ko: {
    wentWrong: '문제가 생겼습니다.',
    tryAgain: '다시 시도',
    start: '학습 시작',
    again: '처음부터 다시',
    starting: '준비하는 중…',
    pause: '일시 정지',
    resume: '계속',
    cancel: '취소',
    status: {
      idle: '시작 전',
      starting: '준비 중',
      running: '학습 중',
      paused: '일시 정지됨',
      finished: '완료',
      cancelled: '취소됨',
      failed: '실패',
    },
  },
};
