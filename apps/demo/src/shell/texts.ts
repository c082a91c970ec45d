import type { Language, Texts } from '../text/language.js';

const en = {
  tag: 'en' as Language,
  skip: 'Skip to the page',
  menu: 'Pages',
  language: 'Language',
  theme: { auto: 'Colours: as the system', light: 'Colours: light', dark: 'Colours: dark' },
  noSimd:
    'This browser has no WebAssembly SIMD, in which everything here is computed. It came with Chrome 91, Firefox 89 and ' +
    'Safari 16.4: please open the page in one of these or a newer one.',
  oneThread:
    'This page is served without the headers that let threads share memory, so training runs on one thread. ' +
    '`npm run demo` serves it with them.',
};

export const shellTexts: Texts<typeof en> = {
  en,
  ko: {
    tag: 'ko',
    skip: '본문으로 건너뛰기',
    menu: '페이지',
    language: '언어',
    theme: { auto: '색상: 시스템 설정', light: '색상: 밝게', dark: '색상: 어둡게' },
    noSimd:
      '이 브라우저에는 이 페이지의 모든 계산에 쓰이는 WebAssembly SIMD가 없습니다. Chrome 91, Firefox 89, Safari 16.4부터 ' +
      '지원하므로 그 이상의 버전에서 열어 주세요.',
    oneThread:
      '스레드가 메모리를 공유하는 데 필요한 헤더 없이 제공되는 페이지라서 한 스레드로만 학습합니다. ' +
      '`npm run demo`로 띄우면 헤더가 함께 제공됩니다.',
  },
};
