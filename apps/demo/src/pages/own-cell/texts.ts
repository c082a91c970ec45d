import type { Texts } from '../../text/language.js';

const en = {
  title: 'Your cell',
  lead: 'Write a cell, and watch it learn beside LSTM and GRU.',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '나만의 셀',
    lead: '셀을 직접 쓰고 LSTM, GRU와 나란히 학습시킵니다.',
  },
};
