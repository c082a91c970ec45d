import type { Texts } from '../../text/language.js';

const en = {
  title: 'Write',
  lead: 'Train a model on a text, and let it write on.',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '글쓰기',
    lead: '텍스트로 모델을 학습시키고 이어서 쓰게 합니다.',
  },
};
