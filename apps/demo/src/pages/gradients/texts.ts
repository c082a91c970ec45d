import type { Texts } from '../../text/language.js';

const en = {
  title: 'Why gradients vanish',
  lead: 'How much of the gradient reaches each past step, in three cells.',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '기울기가 사라지는 이유',
    lead: '세 가지 셀에서 기울기가 과거의 각 시점까지 얼마나 전해지는지 봅니다.',
  },
};
