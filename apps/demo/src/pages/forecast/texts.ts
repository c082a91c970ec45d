import type { Texts } from '../../text/language.js';

const en = {
  title: 'Forecast',
  lead: 'Learn a series and look ahead.',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '예측',
    lead: '시계열을 배우고 앞을 내다봅니다.',
  },
};
