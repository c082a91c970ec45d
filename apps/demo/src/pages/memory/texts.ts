import type { Texts } from '../../text/language.js';

const en = {
  title: 'Who remembers?',
  lead: 'Little stories with a question at the end, and cells that learn to answer it.',
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '누가 기억하나?',
    lead: '끝에 질문이 있는 짧은 이야기와, 그 답을 배우는 셀들입니다.',
  },
};
