import type { Texts } from '../text/language.js';
import type { Rooms } from '../work/rooms.js';

/** What the menu and the head of a page say of it. All else that a page says comes with the page. */
type Titles = Readonly<Record<keyof Rooms, { readonly title: string; readonly lead: string }>>;

export const titles: Texts<Titles> = {
  en: {
    inside: {
      title: 'Inside a cell',
      lead: 'A cell reads a sentence, a character at a step. Walk through it and see what its gates let through, and what it keeps.',
    },
    gradients: {
      title: 'Why gradients vanish',
      lead: 'How much of the gradient reaches each past step, in any cells side by side, and what takes the rest away.',
    },
    memory: {
      title: 'Who remembers?',
      lead: 'Little stories with a question at the end, and cells that learn to answer it.',
    },
    write: {
      title: 'Write',
      lead: 'A model that reads one character at a time guesses the next. Let it write, see what its units follow, and train one on a text of yours.',
    },
    forecast: {
      title: 'Forecast',
      lead: 'A cell learns a series, is tested on years that it has not seen, and looks ahead.',
    },
    'own-cell': {
      title: 'Your cell',
      lead: 'Write a cell, and watch it learn beside LSTM and GRU.',
    },
  },
  ko: {
    inside: {
      title: '셀의 내부',
      lead: '셀이 문장을 한 단계에 한 글자씩 읽습니다. 따라가면서 게이트가 무엇을 통과시키고 셀이 무엇을 간직하는지 살펴보세요.',
    },
    gradients: {
      title: '기울기가 사라지는 이유',
      lead: '여러 셀을 나란히 놓고, 기울기가 과거의 각 단계까지 얼마나 전해지는지, 나머지는 무엇이 앗아 가는지 봅니다.',
    },
    memory: {
      title: '누가 기억하나?',
      lead: '끝에 질문이 있는 짧은 이야기와, 그 답을 배우는 셀들입니다.',
    },
    write: {
      title: '글쓰기',
      lead: '글자를 하나씩 읽고 다음 글자를 맞히는 모델입니다. 글을 쓰게 해 보고, 유닛이 무엇을 따라가는지 살펴보고, 원하는 텍스트로 직접 학습시켜 보세요.',
    },
    forecast: {
      title: '예측',
      lead: '셀이 시계열을 배우고, 본 적 없는 기간으로 시험을 치른 다음, 앞날을 내다봅니다.',
    },
    'own-cell': {
      title: '나만의 셀',
      lead: '셀을 직접 쓰고 LSTM, GRU와 나란히 학습시킵니다.',
    },
  },
};
