import type { Texts } from '../../text/language.js';
import { learning } from './texts/learning.js';
import { files } from './texts/files.js';
import { written } from './texts/written.js';

const en = {
  title: 'Write',
  lead: 'A model that reads one character at a time guesses the next. Let it write, see what its units follow, and train one on a text of yours.',
  ...written.en,
  ...learning.en,
  ...files.en,
};

export const texts: Texts<typeof en> = {
  en,
  ko: {
    title: '글쓰기',
    lead: '글자를 하나씩 읽고 다음 글자를 맞히는 모델입니다. 글을 쓰게 해 보고, 유닛이 무엇을 따라가는지 살펴보고, 원하는 텍스트로 직접 학습시켜 보세요.',
    ...written.ko,
    ...learning.ko,
    ...files.ko,
  },
};
