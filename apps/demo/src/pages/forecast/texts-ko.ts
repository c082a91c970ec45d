import type { ForecastText } from './texts.js';

export const ko: ForecastText = {
  title: '예측',
  lead: '셀이 시계열을 배우고, 본 적 없는 기간으로 시험을 치른 다음, 앞날을 내다봅니다.',

  series: '시계열',
  co2: '마우나로아의 CO₂',
  ownFile: '내 CSV 파일',
  drop: '또는 이 페이지 아무 곳에나 놓으세요. 값이 든 열 하나가 필요하고, 날짜나 숫자로 된 시간 열이 있으면 함께 읽습니다.',
  dropHere: '놓으면 파일을 읽습니다',
  noSeries: '시계열',
  reading: '시계열을 읽는 중…',
  fileGone: (name) =>
    `이 주소는 ${name ? `‘${name}’ 파일` : '파일'}로 만들었는데, 파일이 길어서 주소에 담지 못했습니다. 파일을 다시 선택하거나 ` +
    '마우나로아 시계열을 사용하세요.',
  credit: 'NOAA 지구감시연구소와 스크립스 해양연구소가 측정한 월평균입니다. 최근 몇 달의 값은 잠정치입니다.',
  summary: (values, from, to) => `값 ${values}개, ${from}부터 ${to}까지`,
  timeColumn: '시간 열',
  valueColumn: '값 열',
  noTime: '없음: 줄마다 같은 간격으로 봅니다',
  column: (name, place) => (/^\d+$/.test(name) ? `${place}번째 열` : name),
  kind: { dates: '날짜', numbers: '숫자', words: '글자' },
  mended: (count) => `이 파일에 대해 알아 둘 점 ${count}가지`,
  saveSeries: '시계열을 CSV로 저장',
  step: '단계',
  time: '시간',

  settings: '설정',
  learns: '배우는 것',
  learnable: {
    level: '값 그대로',
    change: '바로 앞 값과의 차이',
    season: '차이를 지난 주기들과 견주어',
  },
  inPercent: {
    level: '로그 값 그대로',
    change: '바로 앞 값과의 비율',
    season: '비율을 지난 주기들과 견주어',
  },
  run: (cell, learns, hidden, steps) => `${cell}: ${learns}, 은닉 크기 ${hidden}, ${steps}단계`,
  logarithm: '로그로 바꾸기: 차이를 비율로 봅니다',
  noLogarithm: '로그를 쓰려면 모든 값이 0보다 커야 합니다.',
  season: '주기',
  held: '끝에서 떼어 둘 길이',
  horizon: '내다볼 길이',
  hidden: '은닉 크기',
  window: '학습 구간의 길이',
  steps: '학습 단계',
  rate: '처음 학습률',
  decay: '가중치 감쇠',
  seed: '시드',
  units: { months: () => '개월', days: () => '일', hours: () => '시간', steps: () => '단계' },
  noSeason: '없음',
  reset: '기본값으로 되돌리기',

  progress: (step, of, loss) => `${of}단계 중 ${step}단계 · 손실 ${loss}`,
  spent: (seconds, parameters) => `${seconds}초 · 매개변수 ${parameters}개`,

  shown: '보이는 범위',
  showing: { recent: '최근 부분', all: '전체' },
  chart: (name) => `${name}: 아는 값, 예측, 그리고 앞날`,
  known: '실제 값',
  oneAhead: '한 단계 앞',
  heldOut: '떼어 둔 부분',
  naiveLine: '지난 주기',
  naiveLineLast: '마지막 값',
  future: '앞날',
  bandLow: '열 중 여덟, 아래',
  bandHigh: '열 중 여덟, 위',
  heldRegion: '떼어 둔 부분',
  futureRegion: '앞날',
  residualsOne: '한 단계 앞 잔차',
  residualsHeld: '떼어 둔 부분의 잔차',
  residual: '실제 값 − 예측',
  residualAxis: '잔차',
  distance: '내다본 단계',
  lossChart: '손실',
  loss: '손실',

  figures: '평균 절대 오차',
  forecaster: '예측한 방법',
  trained: '한 단계 앞, 학습한 부분',
  heldOne: '한 단계 앞, 떼어 둔 부분',
  heldAll: '떼어 둔 부분 전체를 보지 않고',
  naive: {
    last: '마지막 값을 되풀이',
    season: '지난 주기를 되풀이',
    trend: '지난 주기에 추세를 더해',
  },
  drift: '마지막 값에 추세를 더해',
  beats: (cell, error, of, naive, times) =>
    `떼어 둔 부분에서 ${cell}의 오차는 평균 ${error}입니다. ‘${naive}’ 방법의 오차는 ${of}로, ${times}배입니다.`,
  beaten: (cell, error, of, naive) =>
    `떼어 둔 부분에서 ${cell}의 오차는 평균 ${error}로, 아무것도 배우지 않은 방법보다 낫지 않습니다. ` +
    `‘${naive}’ 방법의 오차는 ${of}입니다. ‘배우는 것’을 바꾸면 나아질 수도 있습니다.`,
  strongest: (naive, of) =>
    `하지만 ‘${naive}’ 방법은 신경망 없이도 오차가 ${of}에 그칩니다. ‘배우는 것’을 바꾸면 나아질 수도 있습니다.`,
  waiting: '학습이 끝나면 누구나 할 수 있는 예측과 셀의 오차를 나란히 보여 줍니다.',
  bandWords:
    '띠: 떼어 둔 부분의 최대 60곳에서 예측을 시작했을 때, 거리마다 열 번 중 여덟 번은 오차가 이 폭을 넘지 않았습니다. 예측 구간이 서로 ' +
    '겹치고 앞날이 과거와 같으리라는 법은 없으니 대략적인 기준으로만 보세요. 평가할 수 있는 예측이 열 번보다 적어지는 곳에서 띠가 끝납니다.',
  noBand: '떼어 둔 부분이 너무 짧아 예측이 얼마나 빗나가는지 말할 수 없으므로 띠를 그리지 않습니다.',
  honest:
    '척도와 가중치는 학습한 부분에서만 얻습니다. 떼어 둔 부분은 처음부터 끝까지 보지 않고 예측하며, 그다음에야 같은 가중치로 ' +
    '셀의 상태만 그 부분을 지나 앞날을 내다봅니다.',
  settingsWords:
    '기본 설정은 여기서 떼어 둔 기간이 아니라 2016년 이전을 얼마나 잘 예측하는지 보고 골랐습니다.',
};
