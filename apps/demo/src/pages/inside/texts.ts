import type { Texts } from '../../text/language.js';

const en = {
  title: 'Inside a cell',
  lead: 'What each gate of a cell does with a sentence, step by step.',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '셀의 내부',
    lead: '문장을 읽는 동안 각 게이트가 무엇을 하는지 한 단계씩 봅니다.',
  },
};
